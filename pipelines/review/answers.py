"""What a person says of a whole step: not done, or done otherwise than the machine thinks."""

from __future__ import annotations

from typing import get_args

from data_schemas.entry import ABOUT_STEP, Entry
from data_schemas.timeline import StepAnswer, StepStatus, Timeline

ANSWERS: tuple[StepAnswer, ...] = get_args(StepAnswer)


def answer(timeline: Timeline, entry: Entry) -> Timeline | None:
    """A step that was not performed loses its sections; otherwise the findings follow the answer.

    None where the step is no longer in the procedure, or the answer is none.
    """
    step, said = entry.target.removeprefix(ABOUT_STEP), entry.after.get("answer")
    if said not in ANSWERS or step not in {one.step_id for one in timeline.steps}:
        return None
    steps = tuple(_answered(s, said) if s.step_id == step else s for s in timeline.steps)
    segments = timeline.segments
    if said == "not_performed":
        away = {"status": "rejected", "origin": "person"}
        segments = tuple(s.model_copy(update=away) if s.step_id == step else s for s in segments)
    return timeline.model_copy(update={"steps": steps, "segments": segments})


def _answered(status: StepStatus, said: StepAnswer) -> StepStatus:
    if said == "":
        return status.model_copy(update={"answer": ""})
    done = said != "not_performed"
    return status.model_copy(
        update={
            "answer": said,
            "status": "performed" if done else "skipped",
            "probability": 1.0 if done else 0.0,
        }
    )
