"""The gate over a real site: each thing that a session lacks keeps it here, and is told."""

from __future__ import annotations

import pytest

from capture import artifacts, consent, journal
from capture.access import OWNER
from capture.objects import ObjectStore
from capture.permission import NO_RIGHTS, NOT_APPROVED, NOT_TIMED
from capture.records import recordings as recording_records
from capture.records import sessions as records
from capture.site import Site
from data_schemas.artifact import Kind, Recipe
from data_schemas.entry import Act, Draft
from data_schemas.errors import InputError
from data_schemas.mask import FoundMasks
from data_schemas.release import Selection
from data_schemas.rights import Consent, Purpose
from pipelines.deidentify import desk as hiding
from pipelines.release import desk
from pipelines.release.gate.desk import nothing
from pipelines.review.desk import refold
from tests import store
from tests.app import sample
from tests.hidden import answered_for, approved, masked, reopened, with_rights

GRANTED = Consent(
    purposes=frozenset({Purpose.TRAIN}), rights_holder="Works", licence="CC-BY-4.0", signed_by="Kim"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("gate")
    site = store.opened(store.settings_at(folder))
    yield site, sample.processed(site)
    site.close()


@pytest.fixture
def site(made) -> Site:
    """The session may leave; what a test takes from it comes back with the next."""
    site, one = made
    consent.seal(site, one.session.id, GRANTED)
    approved(site, one.session.id)
    with site.db() as db:
        recording_records.place(db, one.recording, 0.0, "nobody")
    masked(site, one.session.id)
    return site


def reasons(site: Site) -> tuple[str, ...]:
    return tuple(
        why for one in desk.preview(site, OWNER, Selection(name="x")) for why in one.reasons
    )


def test_with_all_of_it_the_session_leaves(site):
    assert reasons(site) == ()


@pytest.mark.parametrize(
    "lacks",
    [
        {"rights_holder": ""}, {"rights_holder": "  "}, {"licence": ""},
    ],
)  # fmt: skip
def test_without_rights_it_stays(site, made, lacks):
    consent.seal(site, made[1].session.id, GRANTED.model_copy(update=lacks))
    assert reasons(site) == (NO_RIGHTS,)


def test_a_contract_does_where_there_is_no_licence(site, made):
    terms = {"licence": "", "contract": "2026-17"}
    consent.seal(site, made[1].session.id, GRANTED.model_copy(update=terms))
    assert reasons(site) == ()


def test_before_approval_it_stays(site, made):
    reopened(site, made[1].session.id)
    assert reasons(site) == (NOT_APPROVED,)


def test_what_was_changed_since_is_not_what_was_approved(site, made, monkeypatch):
    """By another model, too, which writes no entry."""
    session = made[1].session.id
    real = sample._alignment
    before = artifacts.newest(site, session, Kind.ALIGNMENT)
    assert before is not None

    def other(recording):
        found = real(recording)
        first = found.segments[0].model_copy(update={"end_s": 3.5})
        return found.model_copy(update={"segments": (first, *found.segments[1:])})

    monkeypatch.setattr(sample, "_recipe", lambda one, kind: sample.Recipe(
        kind=kind, stage="sample", version="2", parents=(one.session.recordings[0].original,),
    ))  # fmt: skip
    made_anew = sample._seal(site, made[1], Kind.ALIGNMENT, other(made[1].recording))
    refold(site, session)
    masked(site, session)
    assert reasons(site) == (NOT_APPROVED,)
    artifacts.erase(site, made_anew.id)
    refold(site, session)
    reopened(site, session)


def test_a_struck_second_takes_the_approval_away(site, made):
    session = made[1].session.id
    span = {"recording": made[1].recording, "start_s": 11.0, "end_s": 11.1}
    journal.add(site, OWNER, session, Draft(act=Act.STRIKE, target="session", span=span))
    masked(site, session)
    assert NOT_APPROVED in reasons(site)


def test_without_a_sure_place_on_the_clock_it_stays(site, made):
    with site.db() as db:
        recording_records.place(db, made[1].recording, None, "nobody")
    assert NOT_TIMED in reasons(site)


def test_a_recording_whose_clock_was_never_read_stays(site, made, monkeypatch):
    real = artifacts.by_recording
    monkeypatch.setattr(
        artifacts, "by_recording",
        lambda s, one, kind: {} if kind is Kind.TIME_MAP else real(s, one, kind),
    )  # fmt: skip
    assert reasons(site) == (NOT_TIMED,)


def test_a_recording_that_is_gone_is_told_and_nothing_is_written(site, made, tmp_path):
    original = made[1].session.recordings[0].original
    address = site.vault.address(f"session:{made[1].session.id}", original)
    objects = ObjectStore(site.settings.vault)
    kept = objects.read_bytes(address)
    objects.remove(address)
    try:
        assert reasons(site) == ("a recording of it is no longer here: bring the backup back",)
        with pytest.raises(InputError, match="bring the backup back"):
            desk.create(site, OWNER, Selection(name="x"), tmp_path / "out")
        assert not (tmp_path / "out").exists()
    finally:
        objects.write_bytes(address, kept)


def test_all_reasons_are_told_the_weightiest_first(site, made):
    session = made[1].session.id
    consent.seal(site, session, Consent(purposes=frozenset({Purpose.TRAIN})))
    reopened(site, session)
    with site.db() as db:
        records.decide_hidden(db, session, None)
    found = reasons(site)
    assert len(found) == 3 and "nobody has confirmed" in found[0]
    assert found[1:] == (NO_RIGHTS, NOT_APPROVED)
    (refused,) = desk.preview(site, OWNER, Selection(name="x"))
    assert refused.reason == found[0] and found[0] in nothing((refused,))


def test_an_empty_selection_is_one_sentence(tmp_path):
    empty = store.opened(store.settings_at(tmp_path))
    with pytest.raises(InputError, match="no session to release yet"):
        desk.create(empty, OWNER, Selection(name="x"), tmp_path / "out")
    empty.close()


def test_helpers_of_tests_leave_a_session_that_may_go(site, made):
    """What other tests lean on is held to the same gate."""
    session = made[1].session.id
    reopened(site, session)
    answered_for(site, session)
    with_rights(site, session)
    assert reasons(site) == ()


def test_a_generated_session_that_was_declared_one_needs_no_signature_under_its_steps(site, made):
    """Who looked at it as at any other has it approved as any other."""
    session = made[1].session.id
    reopened(site, session)
    consent.seal(site, session, GRANTED.model_copy(update={"synthetic": True}))
    assert reasons(site) == (NOT_APPROVED,)
    original = made[1].session.recordings[0].original
    searched = Recipe(kind=Kind.MASKS, stage="masks", version="1", parents=(original,))
    artifacts.seal(site, searched, artifacts.session_scope(session), FoundMasks())
    hiding.confirm(site, OWNER, session, "demo", synthetic=True)
    assert reasons(site) == ()
