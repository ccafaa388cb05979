"""Cameras are placed on the session's clock: by their sound, and by hands that no search undoes."""

import io

import pytest

from capture import artifacts, offsets
from capture.access import NOBODY, OWNER
from capture.consent import withdraw_session
from capture.database import lock
from capture.ingest import Intake, ingest
from capture.media import Media
from capture.offsets import find_offsets, search, set_offsets
from capture.records import audit as audit_records
from capture.records import recordings as recording_records
from capture.sessions import get_session
from data_schemas.errors import Cancelled, Denied, InputError, MediaError, UnknownError
from data_schemas.tables import RecordingRow
from tests.capture.clips import Recipe, clip
from tests.capture.sounds import RATE, camera, heard, wav, workshop
from tests.conftest import ROOT, source

DEMO = ROOT / "examples" / "demo" / "recording" / "recording.mp4"
WHOLE = workshop(40.0, 1)


@pytest.fixture
def take_in(site, procedure):
    def take(*recordings):
        intake = Intake(tuple(source(data) for data in recordings), procedure.id, "Kim")
        return ingest(site, OWNER, intake).session

    return take


@pytest.fixture
def pair(take_in):
    """A second camera that was started 3.217 s after the first, and one of something else."""
    late = heard(WHOLE[round(3.217 * RATE) :], "thin", 2, 0.2)
    return take_in(wav(heard(WHOLE, "dull", 1)), wav(late), wav(workshop(20.0, 9)))


def places(site, session):
    return [(r.offset_s, r.offset_by) for r in get_session(site, OWNER, session.id).recordings]


def test_the_sound_places_a_camera_and_leaves_what_it_does_not_know(site, pair):
    kept = artifacts.find(site, pair.id)
    first, second, other = find_offsets(site, OWNER, pair.id)
    assert first.model_dump(exclude={"recording"}) == {
        "offset_s": 0.0, "offset_by": "nobody", "confidence": None,
    }  # fmt: skip
    assert second.offset_s == pytest.approx(3.217, abs=0.04)
    assert second.offset_by == "sound" and second.confidence >= 0.5
    assert (other.offset_s, other.offset_by) == (0.0, "nobody") and other.confidence < 0.5
    assert places(site, pair) == [(p.offset_s, p.offset_by) for p in (first, second, other)]
    kept_sure = [r.offset_confidence for r in get_session(site, OWNER, pair.id).recordings]
    assert kept_sure == [None, pytest.approx(second.confidence), None]
    assert get_session(site, OWNER, pair.id).unplaced[0].id == other.recording
    assert artifacts.find(site, pair.id) == kept, "an offset is applied on reading"


def test_two_cameras_of_the_demo_are_within_40_ms_of_their_3217_ms(site, take_in):
    """The demo's own file, and its sound from 3.217 s on as another camera would keep it."""
    data = DEMO.read_bytes()
    sound = Media(lambda: io.BytesIO(data)).sound_array(RATE)
    late = heard(sound[round(3.217 * RATE) :], "hall", 1, 0.3)
    session = take_in(data, camera(late))
    assert find_offsets(site, OWNER, session.id)[1].offset_s == pytest.approx(3.217, abs=0.04)


def test_an_earlier_camera_has_an_offset_below_zero(site, take_in):
    session = take_in(wav(WHOLE[5 * RATE :]), wav(WHOLE))
    assert find_offsets(site, OWNER, session.id)[1].offset_s == pytest.approx(-5.0, abs=0.01)


def test_what_a_hand_placed_no_search_moves(site, pair):
    second, other = pair.recordings[1:]
    placed = set_offsets(site, OWNER, pair.id, {second.id: -1.5, other.id: 60})
    assert [(p.offset_s, p.offset_by) for p in placed[1:]] == [(-1.5, "hand"), (60.0, "hand")]
    assert find_offsets(site, OWNER, pair.id) == placed
    with site.db() as db:  # a search that had begun before
        recording_records.place(db, second.id, 3.217, "sound")
    assert places(site, pair)[1] == (-1.5, "hand")
    assert get_session(site, OWNER, pair.id).recordings[1].offset_confidence is None
    set_offsets(site, OWNER, pair.id, {second.id: None})
    assert places(site, pair)[1] == (0.0, "nobody")
    assert find_offsets(site, OWNER, pair.id)[1].offset_by == "sound"


@pytest.mark.parametrize("offset_s", [float("nan"), float("inf"), 43_200.1, -43_201.0])
def test_an_impossible_offset_is_refused_and_nothing_is_placed(site, pair, offset_s):
    second, other = pair.recordings[1:]
    with pytest.raises(InputError, match="12 hours"):
        set_offsets(site, OWNER, pair.id, {second.id: 1.0, other.id: offset_s})
    assert places(site, pair) == [(0.0, "nobody")] * 3


def test_the_zero_answers_and_strangers_are_not_placed(site, pair):
    with pytest.raises(InputError, match="zero"):
        set_offsets(site, OWNER, pair.id, {pair.recordings[0].id: 1.0})
    with pytest.raises(UnknownError, match="no such recording"):
        set_offsets(site, OWNER, pair.id, {"rec-none": 1.0})
    with site.db() as db:
        lock(db, "recording")
        db.get(RecordingRow, pair.recordings[1].id).role = "answer"
    with pytest.raises(InputError, match="Answers"):
        set_offsets(site, OWNER, pair.id, {pair.recordings[1].id: 1.0})
    assert [p.recording for p in find_offsets(site, OWNER, pair.id)] == [
        pair.recordings[0].id, pair.recordings[2].id,
    ]  # fmt: skip


def test_who_may_not_gets_nothing_and_both_are_written_down(site, pair):
    for action in (
        lambda who: find_offsets(site, who, pair.id),
        lambda who: set_offsets(site, who, pair.id, {pair.recordings[1].id: 1.0}),
    ):
        with pytest.raises(Denied):
            action(NOBODY)
        assert places(site, pair) == [(0.0, "nobody")] * 3
    set_offsets(site, OWNER, pair.id, {r.id: 1.0 for r in pair.recordings[1:]})
    find_offsets(site, OWNER, pair.id)
    with site.db() as db:
        rows = [row for row, _ in audit_records.walk(db) if row.target == pair.id]
    asked = [(row.actor, row.action, row.allowed) for row in rows if row.action != "list"]
    assert asked == [
        ("nobody", "process", False), ("nobody", "amend", False),
        ("owner", "amend", True), ("owner", "process", True),
    ]  # fmt: skip


def test_after_withdrawal_nothing_is_placed(site, pair):
    withdraw_session(site, OWNER, pair.id)
    with pytest.raises(Denied):
        find_offsets(site, OWNER, pair.id)
    with pytest.raises(Denied):
        set_offsets(site, OWNER, pair.id, {pair.recordings[1].id: 1.0})


def test_one_camera_is_not_listened_to(site, ingested, monkeypatch):
    monkeypatch.setattr(artifacts, "open_media", lambda *_: pytest.fail("was listened to"))
    (only,) = find_offsets(site, OWNER, ingested.session.id)
    assert only.offset_s == 0.0 and only.confidence is None


def test_cameras_without_or_with_too_little_sound_stay_where_they_are(site, take_in, take):
    session = take_in(wav(WHOLE), clip(Recipe()), take)
    assert [p.confidence for p in find_offsets(site, OWNER, session.id)[1:]] == [0.0, 0.0]
    assert places(site, session) == [(0.0, "nobody")] * 3


def test_a_sound_that_cannot_be_read_is_one_that_is_not_found(site, pair, monkeypatch):
    def broken(self, *_):
        raise MediaError("The sound is damaged.")
        yield

    monkeypatch.setattr(Media, "sound", broken)
    assert [p.confidence for p in find_offsets(site, OWNER, pair.id)] == [None, 0.0, 0.0]


def test_it_tells_how_far_it_is_and_can_be_stopped(site, pair):
    shares = []
    search(site, pair.id, shares.append)
    assert shares == sorted(shares) and shares[-1] == pytest.approx(1.0, abs=0.02)

    def stop(share):
        raise Cancelled("Stopped as asked.")

    with pytest.raises(Cancelled):
        search(site, pair.id, stop)


def test_the_farthest_is_half_a_day(site, pair):
    recording = pair.recordings[1].id
    set_offsets(site, OWNER, pair.id, {recording: -offsets.FARTHEST_S})
    assert places(site, pair)[1] == (-43_200.0, "hand")
