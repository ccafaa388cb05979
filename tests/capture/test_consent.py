"""What was signed: kept as it was, beside its proof, and gone with the session."""

from datetime import date

import pytest

from capture import artifacts, consent, sessions
from capture.access import OWNER, facts_of
from capture.consent import Proof
from capture.opening import Opening, open_session
from capture.permission import decide
from capture.texts import consent_text
from data_schemas.artifact import Kind
from data_schemas.errors import Denied, InputError, UnknownError
from data_schemas.rights import Action, Actor, Consent, Present, Purpose, Role
from pipelines.withdraw import withdraw
from tests.app import sample
from tests.capture.paper import pdf, picture
from tests.hidden import masked, ready

TEXT = consent_text("1", "ko")
SIGNED = Consent(
    purposes=frozenset({Purpose.TRAIN}),
    text_version="1", text_language="ko", text_digest=TEXT.digest,
    signed_by="김철수", signed_at=date(2026, 11, 29), signed_how="typed",
    contract="R-2026-7", works_council="노사협의회 2026-3", works_council_on=date(2026, 11, 2),
    named_author=True, present=(Present(role="learner", label="Park", agreed="consented"),),
)  # fmt: skip
DRAWN = SIGNED.model_copy(update={"signed_how": "drawn"})
PAPER = SIGNED.model_copy(update={"signed_how": "paper"})
PICTURE = picture("PNG", (600, 180))


@pytest.fixture
def planned(site, procedure):
    return open_session(site, OWNER, Opening(procedure=procedure.id, expert="Kim")).id


def test_what_was_signed_is_kept_whole(site, planned):
    consent.grant(site, OWNER, planned, SIGNED)
    assert consent.read(site, OWNER, planned) == SIGNED
    with pytest.raises(UnknownError):
        consent.open_proof(site, OWNER, planned)


@pytest.mark.parametrize(
    ("signed", "data", "mime", "kind"),
    [
        (DRAWN, PICTURE, "image/png", Kind.SIGNATURE),
        (PAPER, picture("JPEG"), "image/jpeg", Kind.CONSENT_SCAN),
        (PAPER, pdf(), "application/pdf", Kind.CONSENT_SCAN),
    ],
)
def test_the_proof_is_kept_beside_and_goes_with_the_session(
    site, planned, signed, data, mime, kind
):
    consent.grant(site, OWNER, planned, signed, Proof(data))
    found = consent.open_proof(site, OWNER, planned)
    with found.stream as stream:
        assert (stream.read(), found.mime) == (data, mime)
    kept = artifacts.find(site, planned, kind)
    assert len(kept) == 1
    withdraw(site, OWNER, planned)
    assert artifacts.find(site, planned) == ()
    with pytest.raises(UnknownError):
        artifacts.open_bytes(site, kept[0].id)


@pytest.mark.parametrize(
    ("signed", "proof"),
    [
        (DRAWN, None),
        (PAPER, None),
        (SIGNED, Proof(PICTURE)),
        (Consent(), Proof(PICTURE)),
        (DRAWN, Proof(b"<svg onload=alert(1)>")),
        (DRAWN, Proof(picture("JPEG"))),
        (PAPER, Proof(b"MZ")),
        (PAPER, Proof(pdf(b"/S /JavaScript"))),
        (SIGNED.model_copy(update={"signed_by": " "}), None),
        (SIGNED.model_copy(update={"signed_at": None}), None),
        (SIGNED.model_copy(update={"text_digest": "0" * 64}), None),
    ],
)
def test_a_signature_that_does_not_fit_grants_nothing(site, planned, signed, proof):
    before = artifacts.find(site, planned)
    with pytest.raises(InputError):
        consent.grant(site, OWNER, planned, signed, proof)
    assert consent.read(site, OWNER, planned) == Consent()
    assert facts_of(site, planned).purposes == frozenset()
    assert artifacts.find(site, planned) == before


def test_a_newer_consent_does_not_borrow_the_proof_of_an_older_one(site, planned):
    consent.grant(site, OWNER, planned, DRAWN, Proof(PICTURE))
    consent.grant(site, OWNER, planned, SIGNED)
    with pytest.raises(UnknownError):
        consent.open_proof(site, OWNER, planned)


def test_somebody_who_was_seen_later_is_named_and_what_was_signed_stays(site, planned):
    consent.grant(site, OWNER, planned, DRAWN, Proof(PICTURE))
    masked(site, planned)
    assert decide(OWNER, Action.RELEASE, ready(site, planned)).allowed
    walker = Present(role="passer_by", label="fork-lift driver")
    for agreed, reason in (("open", "neither agreed"), ("mask", "still to be masked")):
        people = (walker.model_copy(update={"agreed": agreed}),)
        consent.name_present(site, OWNER, planned, people)
        verdict = decide(OWNER, Action.RELEASE, ready(site, planned))
        assert not verdict.allowed and reason in verdict.reason
    found = consent.read(site, OWNER, planned)
    assert found == DRAWN.model_copy(update={"present": people})
    assert consent.open_proof(site, OWNER, planned).mime == "image/png"


def test_an_expert_signs_for_themself_only(site, planned, procedure):
    other = open_session(site, OWNER, Opening(procedure=procedure.id, expert="Lee"))
    me = Actor(id="lee", roles=frozenset({Role.EXPERT}), expert=other.expert)
    consent.grant(site, me, other.id, SIGNED)
    for act in (consent.grant, consent.name_present):
        with pytest.raises(Denied):
            act(site, me, planned, SIGNED if act is consent.grant else ())
    with pytest.raises(Denied):
        consent.open_proof(site, me, planned)


@pytest.mark.parametrize(
    ("later", "again"),
    [
        ({"purposes": frozenset({Purpose.TEACH, Purpose.TRAIN})}, True),
        ({"present": (Present(role="passer_by", label="A visitor", agreed="mask"),)}, True),
        ({"named_author": True}, False),
    ],
)
def test_once_anything_may_leave_its_faces_are_looked_for(site, later, again):
    """What the session was meant for first stays in the house, and was processed as such."""
    session = sample.processed(site).session.id
    in_house = Consent(purposes=frozenset({Purpose.TEACH}))
    consent.grant(site, OWNER, session, in_house)
    sessions.want(site, OWNER, session)
    before = sessions.wish(site, OWNER, session)
    assert not sessions.get_session(site, OWNER, session).wants_faces
    consent.grant(site, OWNER, session, in_house.model_copy(update=later))
    after = sessions.wish(site, OWNER, session)
    assert sessions.get_session(site, OWNER, session).wants_faces is again
    assert (after.run > before.run) is again


def test_what_was_never_processed_is_not_processed_for_a_consent(site, planned):
    consent.grant(site, OWNER, planned, SIGNED)
    assert sessions.wish(site, OWNER, planned) is None
