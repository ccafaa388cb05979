"""Takes are aligned end to end, and everything found lies on the clock of its own recording."""

from hypothesis import given
from hypothesis import strategies as st

from data_schemas.timeline import Alignment, Cited, Finding, Segment
from data_schemas.transcript import Transcript, Utterance, told
from pipelines.align.takes import apart, end_to_end

NAMES = ("rec-a", "rec-b", "rec-c")


def transcript(*said: tuple[float, float, str]) -> Transcript:
    words = tuple(Utterance(start_s=a, end_s=b, text=text) for a, b, text in said)
    return Transcript(language="en", engine="import", utterances=words)


TWO = told(
    (transcript((1, 3, "Open it.")), transcript(), transcript((2, 4, "Close it."))),
    ((1, 60.0), (2, 30.0), (2, 31.0)),
)


def section(start_s, end_s, *cited):
    return Segment(
        id="seg-1", recording="rec-a", step_id="a", start_s=start_s, end_s=end_s, confidence=0.9,
        start_sd_s=1.0, end_sd_s=2.0, cited=cited,
    )  # fmt: skip


def said(start_s, end_s):
    return Cited(start_s=start_s, end_s=end_s, text="Close it.", score=0.8)


def parts(*segments, findings=()):
    whole = Alignment(method="hsmm", segments=segments, findings=findings)
    return apart(whole, TWO, NAMES)


def test_of_each_take_the_camera_with_words_is_listened_to():
    assert [one.position for one in TWO] == [0, 2]
    assert [(one.start_s, one.end_s) for one in TWO] == [(0.0, 60.0), (60.0, 91.0)]


def test_takes_follow_each_other_without_a_break():
    assert [(u.start_s, u.end_s, u.text) for u in end_to_end(TWO)] == [
        (1, 3, "Open it."),
        (62, 64, "Close it."),
    ]


def test_one_take_is_left_as_it_was():
    one = told((transcript((1, 3, "Open it.")),), ((1, 60.0),))
    found = Alignment(method="hsmm", segments=(section(0, 61),))
    assert apart(found, one, NAMES) is found


def test_a_section_lies_on_the_clock_of_its_own_recording():
    (found,) = parts(section(62, 80, said(62, 64))).segments
    assert (found.recording, found.start_s, found.end_s) == ("rec-c", 2, 20)
    assert [(c.start_s, c.recording) for c in found.cited] == [(2, "")]
    assert (found.start_sd_s, found.end_sd_s) == (1.0, 2.0)


def test_a_section_over_the_break_has_two_sides():
    first, second = parts(section(50, 75, said(62, 64))).segments
    assert (first.recording, first.start_s, first.end_s) == ("rec-a", 50, 60)
    assert (second.recording, second.start_s, second.end_s) == ("rec-c", 0, 15)
    assert second.id == "seg-1" != first.id, "the longer side keeps the name"
    assert [c.recording for c in first.cited] == ["rec-c"] and second.cited[0].recording == ""
    assert (first.end_sd_s, second.start_sd_s) == (None, None), "nobody doubted the cut"


def test_a_second_over_the_break_is_no_section():
    (found,) = parts(section(40, 60.9)).segments
    assert (found.recording, found.start_s, found.end_s) == ("rec-a", 40, 60)


def test_words_of_a_finding_know_where_they_were_said():
    undone = Finding(kind="undone", step_id="a", segments=("seg-1",), cited=(said(70, 72),))
    (found,) = parts(section(10, 20), findings=(undone,)).findings
    assert [(c.recording, c.start_s) for c in found.cited] == [("rec-c", 10)]


@given(edges=st.lists(st.floats(0, 91, width=32), min_size=2, max_size=12, unique=True).map(sorted))
def test_nothing_lies_outside_of_its_recording_and_little_is_lost(edges):
    whole = [
        section(a, b).model_copy(update={"id": f"seg-{n}"})
        for n, (a, b) in enumerate(zip(edges[::2], edges[1::2], strict=False))
    ]
    found = parts(*whole).segments
    length = {"rec-a": 60.0, "rec-c": 31.0}
    assert all(0 <= s.start_s <= s.end_s <= length[s.recording] for s in found)
    assert len({s.id for s in found}) == len(found)
    lost = sum(s.length_s for s in whole) - sum(s.length_s for s in found)
    allowed = sum(max(1.0, 0.2 * s.length_s) for s in whole if s.start_s < 60 < s.end_s)
    assert -1e-3 <= lost <= allowed + 1e-3
