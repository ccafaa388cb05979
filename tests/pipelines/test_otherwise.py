"""Findings are of what holds: people's corrections make and unmake them."""

import pytest

from data_schemas.procedure import Procedure, Step
from data_schemas.timeline import Finding, Segment, StepStatus, Timeline
from pipelines.review.otherwise import with_findings

PROCEDURE = Procedure(id="p", title="P", steps=tuple(Step(id=x, title=x) for x in "abc"))


def segment(step: str | None, start: float, status: str = "auto", **more) -> Segment:
    return Segment.model_validate({
        "id": f"seg-{step}-{start}", "recording": "rec", "step_id": step, "start_s": start,
        "end_s": start + 5, "confidence": 0.5, "status": status, **more,
    })  # fmt: skip


def held(*segments: Segment, **statuses: str) -> Timeline:
    steps = [
        StepStatus.model_validate({"step_id": step, "status": name, "probability": 0.3})
        for step, name in statuses.items()
    ]
    timeline = Timeline(session="s", duration_s=60, segments=segments, steps=tuple(steps))
    return with_findings(timeline, PROCEDURE)


def test_segments_are_flagged_by_what_holds_now_not_by_what_the_machine_thought():
    found = held(segment("a", 0, order="out_of_order"), segment("c", 10), segment("b", 20))
    assert [(one.kind, one.step_id, one.other) for one in found.findings] == [
        ("out_of_order", "c", "b")
    ]
    assert [one.order for one in found.segments] == ["in_order", "out_of_order", "in_order"]


def test_a_step_that_somebody_confirmed_was_performed():
    found = held(segment("a", 0, "confirmed"), a="skipped", b="uncertain", c="skipped")
    statuses = {one.step_id: (one.status, one.probability) for one in found.steps}
    assert statuses == {
        "a": ("performed", 1.0), "b": ("uncertain", 0.3), "c": ("skipped", 0.3),
    }  # fmt: skip
    assert [(one.kind, one.step_id) for one in found.findings] == [("skipped", "c")]


def test_rejected_sections_work_outside_and_steps_that_are_gone_count_for_nothing():
    rows = segment("c", 0, "rejected"), segment(None, 5), segment("gone", 10), segment("a", 20)
    assert held(*rows, segment("b", 30)).findings == ()


MORE = {"start_s": 12, "end_s": 13, "text": "Once more, the same way.", "score": 0.1}


def told(kind: str, step: str, *segments: str, cited=(MORE,)) -> Finding:
    return Finding.model_validate(
        {"kind": kind, "step_id": step, "segments": segments, "cited": cited}
    )


@pytest.mark.parametrize("kind", ["undone", "repeated"])
def test_what_only_words_tell_holds_as_long_as_they_and_their_section_do(kind):
    first, own = segment("a", 0), segment("b", 10)
    finding = told(kind, "b", own.id)

    def kept(timeline_of: tuple[Segment, ...], one: Finding):
        timeline = Timeline(session="s", duration_s=60, segments=timeline_of, findings=(one,))
        found = with_findings(timeline, PROCEDURE)
        assert {one.order for one in found.segments} == {"in_order"}
        return [(one.kind, one.step_id, one.segments) for one in found.findings]

    assert kept((first, own), finding) == [(kind, "b", (own.id,))]
    confirmed = own.model_copy(update={"status": "confirmed"})
    assert kept((first, confirmed), finding) == [(kind, "b", (own.id,))]
    assert kept((first, own), told(kind, "b", own.id, cited=())) == [], "its words were struck out"
    assert kept((first, own.model_copy(update={"step_id": "c"})), finding) == []
    assert kept((first, own.model_copy(update={"status": "rejected"})), finding) == []
    assert kept((first,), finding) == []


def test_a_repeat_that_both_the_corrected_sections_and_words_tell_is_one_finding():
    rows = segment("a", 0), segment("b", 10), segment("a", 20, "corrected")
    timeline = Timeline(
        session="s", duration_s=60, segments=rows, findings=(told("repeated", "a", rows[0].id),)
    )
    found = with_findings(timeline, PROCEDURE)
    assert [(one.kind, one.segments, len(one.cited)) for one in found.findings] == [
        ("repeated", (rows[2].id,), 1)
    ]
    assert [one.order for one in found.segments] == ["in_order", "in_order", "repeated"]
