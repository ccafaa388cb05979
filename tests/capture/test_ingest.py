"""Taking a session in: whole or not at all, once, untouched, and sealed."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from capture import artifacts
from capture.access import OWNER
from capture.consent import grant, read
from capture.ingest import Intake, ingest
from capture.objects import ObjectStore
from capture.sessions import get_session, list_sessions
from capture.site import Site
from capture.sources import TextFile
from data_schemas.artifact import Kind
from data_schemas.errors import MediaError, SonmatError, StorageFull, TextError, UnknownError
from data_schemas.rights import Actor, Consent, ProtectionClass, Purpose, Role
from tests.capture.clips import Recipe, clip
from tests.conftest import source

SRT = b"1\n00:00:00,100 --> 00:00:00,900\nWipe it dry.\n"


def files(site: Site) -> set[str]:
    return set(ObjectStore(site.settings.vault).list())


def test_the_original_is_kept_byte_for_byte(site, ingested, take):
    (recording,) = ingested.session.recordings
    with artifacts.open_bytes(site, recording.original) as kept:
        assert kept.read() == take
    assert recording.duration_s == pytest.approx(1.0, abs=0.05)
    assert not ingested.duplicate


def test_without_consent_no_purpose_is_granted(site, ingested):
    assert ingested.session.purposes == frozenset()
    assert read(site, OWNER, ingested.session.id) == Consent()


def test_the_same_again_is_the_same_session(site, procedure, take, ingested):
    again = ingest(site, OWNER, Intake((source(take, "copy.mp4"),), procedure.id, " kim "))
    assert again.duplicate and again.session.id == ingested.session.id
    assert len(list_sessions(site, OWNER)) == 1


@pytest.mark.parametrize("change", ["expert", "transcript", "bytes"])
def test_anything_different_is_a_session_of_its_own(site, procedure, take, ingested, change):
    intake = {
        "expert": Intake((source(take),), procedure.id, "Lee"),
        "transcript": Intake(
            (source(take),), procedure.id, "Kim", transcript=TextFile("a.srt", SRT)
        ),
        "bytes": Intake((source(clip(Recipe(ticks=60))),), procedure.id, "Kim"),
    }[change]
    other = ingest(site, OWNER, intake)
    assert not other.duplicate and other.session.id != ingested.session.id


def test_a_given_transcript_is_kept(site, procedure, take):
    done = ingest(
        site,
        OWNER,
        Intake((source(take),), procedure.id, "Kim", transcript=TextFile("a.srt", SRT)),
    )
    (kept,) = artifacts.find(site, done.session.id, Kind.GIVEN_TRANSCRIPT)
    assert artifacts.load(site, kept.id).text == "Wipe it dry."


def test_a_consent_file_sets_what_holds(site, procedure, take):
    text = b"purposes: [teach, train]\nprotection_class: open\nsigned_by: Kim\n"
    intake = Intake((source(take),), procedure.id, "Kim", consent=TextFile("c.yaml", text))
    session = ingest(site, OWNER, intake).session
    assert session.purposes == {Purpose.TEACH, Purpose.TRAIN}
    assert session.protection_class is ProtectionClass.OPEN


def test_a_later_consent_holds_and_the_earlier_one_is_kept(site, ingested):
    session = ingested.session.id
    grant(site, OWNER, session, Consent(purposes=frozenset({Purpose.TEACH})))
    assert get_session(site, OWNER, session).purposes == {Purpose.TEACH}
    assert len(artifacts.find(site, session, Kind.CONSENT)) == 2


@pytest.mark.parametrize(
    ("intake", "error"),
    [
        (lambda p, t: Intake((source(b""),), p, "Kim"), MediaError),
        (lambda p, t: Intake((source(t), source(b"text")), p, "Kim"), MediaError),
        (lambda p, t: Intake((), p, "Kim"), MediaError),
        (lambda p, t: Intake((source(t),), "prc-none", "Kim"), UnknownError),
        (lambda p, t: Intake((source(t),), p, "  "), TextError),
        (
            lambda p, t: Intake((source(t),), p, "Kim", transcript=TextFile("a.srt", b"x")),
            TextError,
        ),
        (
            lambda p, t: Intake((source(t),), p, "Kim", consent=TextFile("c.yaml", b"purposes: x")),
            TextError,
        ),
    ],
)
def test_what_is_refused_leaves_no_trace(site, procedure, take, intake, error):
    before = files(site)
    with pytest.raises(error) as caught:
        ingest(site, OWNER, intake(procedure.id, take))
    assert "\n" not in str(caught.value)
    assert list_sessions(site, OWNER) == ()
    assert files(site) == before


def test_a_disk_that_fills_up_in_the_middle_leaves_no_session(
    site, procedure, take, ingested, monkeypatch
):
    """The second of two recordings finds no room: the first goes too, older sessions stay."""
    calls = []
    create = site.vault.create

    def filling(scope, artifact):
        calls.append(artifact)
        if len(calls) == 2:
            raise StorageFull("no room is left")
        return create(scope, artifact)

    monkeypatch.setattr(site.vault, "create", filling)
    two = (source(clip(Recipe(ticks=45))), source(clip(Recipe(ticks=50))))
    with pytest.raises(SonmatError):
        ingest(site, OWNER, Intake(two, procedure.id, "Kim"))
    monkeypatch.undo()
    assert [s.id for s in list_sessions(site, OWNER)] == [ingested.session.id]
    with artifacts.open_bytes(site, ingested.session.recordings[0].original) as kept:
        assert kept.read() == take


def at_once(*calls):
    """Run every call in a thread of its own; returns what they gave."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]


def test_the_same_bytes_taken_in_twice_at_once_are_one_session(site, procedure, take):
    intake = Intake((source(take),), procedure.id, "Kim")
    both = at_once(*[lambda: ingest(site, OWNER, intake)] * 2)
    assert len({one.session.id for one in both}) == 1
    assert sorted(one.duplicate for one in both) == [False, True]
    assert len(list_sessions(site, OWNER)) == 1


def test_sessions_taken_in_at_once_get_numbers_of_their_own(site, procedure):
    takes = [clip(Recipe(ticks=ticks)) for ticks in (30, 60, 90)]
    calls = [
        lambda data=data, name=name: ingest(
            site, OWNER, Intake((source(data),), procedure.id, name)
        )
        for data, name in zip(takes, ("Kim", "Kim", "Lee"), strict=True)
    ]
    numbers = [one.session.number for one in at_once(*calls)]
    assert sorted(numbers) == [1, 2, 3]


def test_an_expert_sees_their_own_sessions_only(site, procedure, take, ingested):
    other = clip(Recipe(ticks=60))
    ingest(site, OWNER, Intake((source(other),), procedure.id, "Lee"))
    kim = Actor(id="kim", roles=frozenset({Role.EXPERT}), expert=ingested.session.expert)
    assert [s.id for s in list_sessions(site, kim)] == [ingested.session.id]
    assert len(list_sessions(site, OWNER)) == 2
