"""Files become sessions: none lost, none twice, and what is not sure says so."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture.card_plan import PlanCamera, PlanFile, _with_takes, assemble
from capture.card_strands import CardFile
from capture.card_ties import Heard

FILE = {"size": 1, "has_video": True, "has_audio": True, "offset_by": "sound"}
TEN = 1_795_515_300.0  # a morning in November 2026


def file(path, starts_s=None, length_s=600.0, clock="container", **others):
    given = {"has_video": not path.endswith(".wav"), "has_audio": True} | others
    return CardFile(
        path=path, size=1, duration_s=length_s, length_s=length_s, starts_s=starts_s,
        clock=clock if starts_s is not None else "none", **given,
    )  # fmt: skip


@dataclass
class Truth:
    """When each recording really began, by the path of its first file: what sound would tell."""

    began: dict[str, float]
    confidence: float = 0.9

    def __call__(self, one, other):
        first, second = (self.began[strand.files[0].path] for strand in (one, other))
        shared = min(first + one.length_s, second + other.length_s) - max(first, second)
        if shared < 8:
            return Heard(0.0, 0.1)
        return Heard(second - first, self.confidence)


def paths(session):
    return [[one.path for one in camera.files] for camera in session.cameras]


def offsets(session):
    return {one.path: (one.offset_s, one.offset_by) for one in session.files}


def test_chapters_by_name_are_one_camera_even_without_a_clock():
    several = [file(f"GX0{n}0001.MP4") for n in (3, 1, 2)]
    (session,) = assemble(several)
    assert paths(session) == [["GX010001.MP4", "GX020001.MP4", "GX030001.MP4"]]
    assert offsets(session) == {
        "GX010001.MP4": (0.0, "nobody"), "GX020001.MP4": (600.0, "clock"),
        "GX030001.MP4": (1200.0, "clock"),
    }  # fmt: skip
    assert session.sure and session.notes == ()


def test_a_part_that_is_missing_is_told():
    (session,) = assemble([file("GX010001.MP4", TEN), file("GX030001.MP4", TEN + 1200)])
    assert "missing between GX010001.MP4 and GX030001.MP4" in session.notes[0]
    assert offsets(session)["GX030001.MP4"] == (1200.0, "clock")


@pytest.mark.parametrize(("late_s", "exact"), [(-2.0, True), (1.9, True), (2.1, False)])
def test_numbered_files_that_follow_within_two_seconds_are_chapters(late_s, exact):
    (session,) = assemble([file("DJI_0001.MP4", TEN), file("DJI_0002.MP4", TEN + 600 + late_s)])
    at_s = offsets(session)["DJI_0002.MP4"][0]
    assert at_s == (600.0 if exact else pytest.approx(602.1))


@pytest.mark.parametrize(("pause_s", "count"), [(899.0, 1), (901.0, 2)])
def test_a_long_pause_begins_another_session(pause_s, count):
    two = [file("C0001.MP4", TEN), file("C0002.MP4", TEN + 600 + pause_s)]
    assert len(assemble(two)) == count
    assert len(assemble(two, gap_s=2000.0)) == 1


def test_two_cameras_and_a_recorder_are_placed_by_sound_whatever_their_clocks_say():
    """A phone eight minutes late, a recorder that thinks it is 1980, a camera nine hours off."""
    began = {"GX010001.MP4": 0.0, "20261124_1023.mp4": 3.2, "ZOOM0001.WAV": -20.0, "C0001.MP4": 9.5}
    several = [
        file("GX010001.MP4", TEN),
        file("GX020001.MP4", TEN + 600),
        file("20261124_1023.mp4", TEN + 480),
        file("ZOOM0001.WAV", 315_532_800.0, has_video=False),
        file("C0001.MP4", TEN + 9 * 3600),
    ]
    (session,) = assemble(several, hear=Truth(began))
    placed = offsets(session)
    assert paths(session)[0] == ["GX010001.MP4", "GX020001.MP4"]
    assert paths(session)[-1] == ["ZOOM0001.WAV"]
    for path, at_s in began.items():
        assert placed[path][0] == pytest.approx(at_s)
    assert {placed[p][1] for p in began if p != "GX010001.MP4"} == {"sound"}
    assert session.sure and session.notes == ()


def test_once_sound_has_set_a_clock_right_it_holds_for_what_shares_no_sound():
    """B is an hour late. Its second recording overlaps nothing, but its clock is known by now."""
    several = [
        file("a/C0001.MP4", TEN), file("a/C0002.MP4", TEN + 700, 100.0),
        file("b/MVI_0001.MP4", TEN + 3605), file("b/MVI_0002.MP4", TEN + 3600 + 900, 60.0),
    ]  # fmt: skip
    began = {"a/C0001.MP4": 0, "a/C0002.MP4": 700, "b/MVI_0001.MP4": 5, "b/MVI_0002.MP4": 900}
    (session,) = assemble(several, hear=Truth(began))
    assert offsets(session)["b/MVI_0002.MP4"] == (pytest.approx(900.0), "clock")


@pytest.mark.parametrize("names", [("a", "b", "c"), ("b", "a", "c"), ("c", "b", "a")])
def test_of_two_clocks_that_sound_ties_the_one_is_believed_that_a_third_agrees_with(names):
    """A is nine hours off and matches B by sound; C has no sound, and its clock agrees with B's."""
    wrong, right, third = (f"{name}/C0001.MP4" for name in names)
    several = [file(wrong, TEN + 9 * 3600), file(right, TEN), file(third, TEN + 30, 300.0)]

    def hear(one, other):
        if third in (one.files[0].path, other.files[0].path):
            return None
        return Truth({wrong: 3.0, right: 0.0})(one, other)

    (session,) = assemble(several, hear=hear)
    placed = offsets(session)
    assert placed[wrong][0] - placed[right][0] == pytest.approx(3.0)
    assert placed[third][0] - placed[right][0] == pytest.approx(30.0)


def test_a_weak_match_needs_clocks_that_agree():
    began = {"C0001.MP4": 0.0, "MVI_0001.MP4": 5.0}
    near = [file("C0001.MP4", TEN), file("MVI_0001.MP4", TEN + 8)]
    (session,) = assemble(near, hear=Truth(began, 0.55))
    assert offsets(session)["MVI_0001.MP4"] == (5.0, "sound")
    far = [near[0], file("MVI_0001.MP4", TEN + 7200)]
    assert len(assemble(far, hear=Truth(began, 0.55))) == 2
    assert len(assemble(far, hear=Truth(began, 0.7))) == 1


def test_cameras_that_overlap_and_do_not_sound_alike_are_kept_apart_and_named():
    two = [file("C0001.MP4", TEN), file("MVI_0001.MP4", TEN + 60)]
    sessions = assemble(two, hear=lambda one, other: Heard(0.0, 0.1))
    assert len(sessions) == 2
    assert all("their sound does not match" in one.notes[0] for one in sessions)


def test_where_nobody_can_hear_clocks_are_believed_and_that_is_said():
    two = [file("C0001.MP4", TEN), file("MVI_0001.MP4", TEN + 60, has_audio=False)]
    (session,) = assemble(two)
    assert offsets(session)["MVI_0001.MP4"] == (60.0, "clock")
    assert not session.sure and "MVI_0001.MP4 is placed by its clock alone" in session.notes[0]


def test_a_clock_that_lets_one_camera_film_twice_at_once_is_not_believed():
    several = [file(f"MVI_000{n}.MP4", TEN) for n in (1, 2, 3)]
    sessions = assemble(several)
    assert len(sessions) == 3
    assert all("was never set" in one.notes[0] for one in sessions)


def test_two_phones_in_one_folder_are_two_cameras():
    two = [file(f"20261124_1015{n:02}.mp4", TEN + n, clock="name") for n in (0, 30)]
    (session,) = assemble(two, hear=Truth({one.path: one.starts_s - TEN for one in two}))
    assert len(session.cameras) == 2


NAMES = st.sampled_from(
    ["GX01{n:04}.MP4", "GX02{n:04}.MP4", "DJI_{n:04}.MP4", "C{n:04}.MP4", "b/C{n:04}.MP4",
     "VID_20261124_10{n:04}.mp4", "ZOOM{n:04}.wav", "cam{n}.mkv", "note.mp3"]
)  # fmt: skip


@st.composite
def cards(draw):
    found = {}
    for _ in range(draw(st.integers(0, 9))):
        path = draw(NAMES).format(n=draw(st.integers(0, 6)))
        at = draw(st.none() | st.sampled_from([0.0, TEN]) | st.floats(TEN - 9000, TEN + 9000))
        found[path] = file(
            path, at, draw(st.floats(0.1, 4000)), draw(st.sampled_from(["container", "file"])),
            has_audio=draw(st.booleans()),
        )  # fmt: skip
    return list(found.values())


@st.composite
def ears(draw):
    """Some ear: what it says is always the same for the same two recordings."""
    said = draw(st.dictionaries(st.integers(0, 30), st.tuples(st.floats(-99, 99), st.floats(0, 1))))

    def hear(one, other):
        text = one.files[0].path + other.files[0].path
        heard = said.get(sum(map(ord, text)) % 31)
        return Heard(*heard) if heard else None

    return hear


@given(cards(), ears(), st.randoms())
def test_no_file_is_lost_or_doubled_and_the_order_they_come_in_does_not_matter(
    several, hear, random
):
    sessions = assemble(several, hear=hear)
    assert sorted(f.path for one in sessions for f in one.files) == sorted(f.path for f in several)
    for session in sessions:
        assert session.files[0].offset_s == 0.0 and session.files[0].offset_by == "nobody"
        assert all(one.offset_by != "nobody" for one in session.files[1:])
        takes = [one.take for one in session.cameras[0].files]
        assert takes == list(range(1, len(takes) + 1)), "files of one camera follow each other"
        assert {one.take for one in session.files} <= set(takes)
        ends = [one.offset_s + one.duration_s for one in session.files]
        starts = [one.offset_s for one in session.files]
        assert session.length_s == pytest.approx(max(ends) - min(starts))
    shuffled = list(several)
    random.shuffle(shuffled)
    assert assemble(shuffled, hear=hear) == sessions


@given(cards(), st.floats(0, 3000), st.floats(0, 3000))
def test_a_longer_gap_never_makes_more_sessions(several, gap_s, more_s):
    assert len(assemble(several, gap_s + more_s)) <= len(assemble(several, gap_s))


def test_the_date_of_a_file_is_not_relied_on():
    dated = [file("MVI_0001.MP4", TEN, clock="file"), file("MVI_0002.MP4", TEN + 700, clock="file")]
    (session,) = assemble(dated)
    assert not session.sure and "MVI_0002.MP4 is placed by its clock alone" in session.notes[0]


def test_another_cameras_file_belongs_to_the_take_it_saw_most_of():
    """The first camera cut at 20 s and 40 s; the other at 25 s, on a clock of its own."""
    first = [PlanFile(**FILE, path=f"a{n}", offset_s=20.0 * n, duration_s=20.0) for n in range(3)]
    spans = ((-3.0, 28.0), (25.0, 30.0), (80.0, 5.0))
    other = tuple(
        PlanFile(**FILE, path=f"b{n}", offset_s=at_s, duration_s=length_s)
        for n, (at_s, length_s) in enumerate(spans)
    )
    found = _with_takes(PlanCamera(device="b", files=other), first)
    assert [one.take for one in found.files] == [1, 2, 3]


def test_files_that_a_clock_set_back_puts_at_the_same_second_are_takes_of_their_own():
    """GoPro's number counts recordings, whatever the clock says."""
    same = {"size": 1, "duration_s": 1.0, "length_s": 1.0, "has_video": True, "has_audio": False,
            "starts_s": 0.0, "clock": "container"}  # fmt: skip
    names = ("GX010000.MP4", "GX010001.MP4")
    sessions = assemble([CardFile(path=name, **same) for name in reversed(names)])
    takes = {file.path: file.take for one in sessions for file in one.cameras[0].files}
    assert sorted(takes.values()) == list(range(1, len(takes) + 1))
