"""Before and after: each thing that a person would see otherwise is told, and nothing else."""

from __future__ import annotations

import pytest

from data_schemas.timeline import Finding, Segment, Timeline
from data_schemas.transcript import Utterance
from pipelines.rederive.compare import compare


def section(step, start_s, end_s, **more):
    fields = {"id": f"{step}-{start_s}", "recording": "rec", "confidence": 0.9, **more}
    return Segment(step_id=step, start_s=start_s, end_s=end_s, **fields)


def line(text, start_s=0.0):
    return Utterance(text=text, start_s=start_s, end_s=start_s + 1, recording="rec")


def timeline(*segments, words=(), findings=()):
    said = tuple(line(text, n) for n, text in enumerate(words))
    return Timeline(session="ses", duration_s=100.0, segments=segments, utterances=said,
                    findings=tuple(findings))  # fmt: skip


def test_the_same_is_the_same_whatever_it_is_called():
    old = timeline(section("a", 0, 10), words=("wipe it",))
    new = timeline(section("a", 0, 10, id="other", confidence=0.2), words=("wipe it",))
    assert compare(old, new).is_same


def test_a_section_that_moved_came_or_went_is_told_with_its_seconds():
    old = timeline(section("a", 0, 10), section("b", 10, 20))
    new = timeline(section("a", 0, 12), section("c", 20, 30))
    told = compare(old, new)
    seen = [(o.step_id, o.moved_s, o.before is None, o.after is None) for o in told.sections]
    assert seen == [("a", 2.0, False, False), ("b", None, False, True), ("c", None, True, False)]
    # 10 to 12 from b to a, 12 to 20 from b to nothing, 20 to 30 to c
    assert told.share == pytest.approx(0.2) and told.sections_before == 2


def test_the_second_time_of_a_step_is_held_against_the_second_time():
    old = timeline(section("a", 0, 10), section("a", 50, 60))
    new = timeline(section("a", 0, 10), section("a", 52, 60))
    (moved,) = compare(old, new).sections
    assert (moved.occurrence, moved.moved_s) == (2, 2.0)


def test_a_section_that_a_person_rejected_is_none():
    old = timeline(section("a", 0, 10), section("b", 10, 20, status="rejected"))
    assert compare(old, timeline(section("a", 0, 10))).is_same


@pytest.mark.parametrize(
    ("new", "otherwise"),
    [
        (("the casket goes on dry",), 1),
        (("the gasket goes on",), 1),
        (("now the gasket goes on dry", "yes"), 2),
        (("the gasket", "goes on dry"), 0),
        ((), 5),
    ],
)
def test_words_are_counted_where_they_are_others(new, otherwise):
    told = compare(timeline(words=("the gasket goes on dry",)), timeline(words=new))
    assert (told.words_otherwise, told.words_before) == (otherwise, 5)


def test_findings_that_came_and_went():
    skipped = Finding(kind="skipped", step_id="a")
    swapped = Finding(kind="out_of_order", step_id="b", other="a")
    told = compare(timeline(findings=[skipped]), timeline(findings=[swapped]))
    assert (told.gone, told.found) == ((skipped,), (swapped,))
