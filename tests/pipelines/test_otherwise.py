"""Findings are of what holds: people's corrections make and unmake them."""

from data_schemas.procedure import Procedure, Step
from data_schemas.timeline import Segment, StepStatus, Timeline
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
