"""A watched folder: only what stopped growing, whole sessions, one sentence for what is wrong."""

import pytest

from capture.access import OWNER
from capture.cards import Wanted
from capture.ingest import Intake
from capture.sessions import list_sessions
from capture.watch import PATIENCE, Turn, Watch, turn
from data_schemas.errors import StorageFull
from tests.capture.clips import Recipe, clip
from tests.capture.sounds import RATE, camera, heard, wav, workshop

GAP_S = 100.0


@pytest.fixture
def watch(tmp_path):
    (tmp_path / "in").mkdir()
    return Watch(tmp_path / "in", settle_s=10.0, gap_s=GAP_S)


@pytest.fixture
def at(site, procedure, watch):
    """One turn at a second: (what was taken, what was told)."""
    wanted = Wanted(Intake((), procedure.id, "Kim"))

    def go(at_s, hurry=False):
        told = []
        return turn(site, OWNER, watch, wanted, Turn(at_s, told.append, hurry)), told

    return go


def test_a_file_that_grows_waits_and_a_settled_one_waits_for_its_gap(at, watch, take):
    file = watch.folder / "a.mp4"
    file.write_bytes(take[:500])
    assert at(0) == ((), [])
    file.write_bytes(take)
    assert at(9) == ((), []) and at(20) == ((), []) and at(108) == ((), [])
    (taken,), told = at(109)
    assert taken.files[0].path == "a.mp4" and told == []
    assert at(500) == ((), [])


def test_files_that_come_one_after_the_other_are_one_session(at, watch, site):
    whole = workshop(30.0, 1)
    (watch.folder / "GX010001.MP4").write_bytes(camera(whole))
    at(0)
    (watch.folder / "C0001.MP4").write_bytes(camera(heard(whole[4 * RATE :], "thin", 2)))
    at(90)
    assert at(150) == ((), [])
    (taken,), _ = at(190)
    assert len(taken.session.recordings) == 2
    assert taken.session.recordings[1].offset_by == "sound"


def test_in_a_folder_that_never_rests_nothing_waits_for_ever(at, watch, take):
    (watch.folder / "a.mp4").write_bytes(take)
    for step in range(int(PATIENCE * GAP_S / 50)):
        (watch.folder / "growing.mp4").write_bytes(bytes(step + 1))
        assert at(step * 50) == ((), [])
    (watch.folder / "growing.mp4").write_bytes(bytes(99))
    (taken,), told = at(PATIENCE * GAP_S)
    assert [one.path for one in taken.files] == ["a.mp4"] and told == []


def test_in_a_hurry_what_has_settled_is_taken_at_once(at, watch, take):
    (watch.folder / "a.mp4").write_bytes(take)
    assert at(0, hurry=True) == ((), [])
    assert len(at(10, hurry=True)[0]) == 1


def test_a_bad_file_is_told_once_and_tried_again_when_it_changed(at, watch, take, site):
    bad, good = watch.folder / "bad.mp4", watch.folder / "good.mp4"
    bad.write_bytes(b"ffconcat version 1.0\nfile good.mp4\n")
    good.write_bytes(take)
    at(0)
    (taken,), told = at(100)
    assert [one.path for one in taken.files] == ["good.mp4"]
    assert len(told) == 1 and told[0].startswith("bad.mp4: This is a playlist")
    assert at(300) == ((), [])
    bad.write_bytes(clip(Recipe(ticks=60)))
    at(301)
    assert at(402)[0][0].files[0].path == "bad.mp4"
    assert len(list_sessions(site, OWNER)) == 2


def test_a_full_disk_is_told_and_the_files_are_tried_again(at, watch, take, site, monkeypatch):
    (watch.folder / "a.mp4").write_bytes(take)
    at(0)

    def full(scope, artifact):
        raise StorageFull("No room is left.")

    with monkeypatch.context() as patch:
        patch.setattr(site.vault, "create", full)
        assert at(100) == ((), ["No room is left."])
    assert at(110) == ((), [])
    assert len(at(200)[0]) == 1


def test_what_was_taken_in_before_a_restart_is_known(at, watch, take, site, procedure):
    (watch.folder / "a.mp4").write_bytes(take)
    at(0)
    at(100)
    anew = Watch(watch.folder, watch.settle_s, watch.gap_s)
    wanted = Wanted(Intake((), procedure.id, "Kim"))
    turn(site, OWNER, anew, wanted, Turn(0, print))
    (again,) = turn(site, OWNER, anew, wanted, Turn(100, print))
    assert again.session is None and again.files[0].known_in == 1


def test_a_folder_that_is_gone_is_told_and_nothing_is_forgotten(at, watch, take, tmp_path):
    (watch.folder / "a.mp4").write_bytes(take)
    at(0)
    watch.folder.rename(tmp_path / "away")
    taken, (told,) = at(50)
    assert taken == () and "cannot be read" in told
    assert at(60) == ((), []), "once is enough"
    (tmp_path / "away").rename(watch.folder)
    assert len(at(150)[0]) == 1


def test_a_file_that_vanishes_while_it_waits_is_nobody_s_error(at, watch, take):
    file = watch.folder / "a.wav"
    file.write_bytes(wav(workshop(3.0, 1)))
    at(0)
    file.unlink()
    assert at(100) == ((), [])
