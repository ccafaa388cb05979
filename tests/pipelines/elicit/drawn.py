"""Recordings drawn with a pencil: hands that work or rest when a test wants it, and words."""

from __future__ import annotations

import numpy as np

from data_schemas.motion import Event, Evidence, MotionReport, Movement
from data_schemas.procedure import Step
from data_schemas.timeline import Cited, Question, Segment
from data_schemas.transcript import Utterance
from pipelines.elicit.observed import Found, Observed
from pipelines.motion.series import CHANNELS, COLUMN, HZ, Series

SECONDS = 60.0
STEPS = (Step(id="clean", title="Clean the face"), Step(id="fit", title="Fit the gasket"))
WORK, REST = 0.0, 0.25  # metres from the middle of the work


def ask(one: Found) -> Question:
    """A question that shows what it was built from."""
    return Question(en=f"{one.kind} {one.filled['clock']}", ko=f"{one.kind} {one.filled['step']}")


def said(start: float, end: float, text: str = "I wipe the face.", **more: object) -> Utterance:
    return Utterance.model_validate(
        {"start_s": start, "end_s": end, "text": text, "speaker": "expert", **more}
    )


def step(step_id: str, start: float, end: float, *told: Utterance, **more: object) -> Segment:
    """An occurrence of a step in which these sentences speak for it."""
    cited = tuple(
        Cited(start_s=one.start_s, end_s=one.end_s, text=one.text, score=0.9) for one in told
    )
    return Segment.model_validate(
        {
            "id": f"seg-{step_id}-{start:.0f}", "recording": "rec", "step_id": step_id,
            "start_s": start, "end_s": end, "confidence": 0.9, "cited": cited, **more,
        }
    )  # fmt: skip


def hands(*working: tuple[float, float, float], seconds: float = SECONDS) -> Series:
    """Hands that rest beside the work, and in these (start, end, place) bend and move there."""
    n = round(seconds * HZ)
    t = np.arange(n) / HZ
    values = np.zeros((n, len(CHANNELS)))
    for side, sign in (("left", 1.0), ("right", -1.0)):
        _hand(values, side, REST * sign, np.zeros(n), 60.0)
        values[:, COLUMN[f"{side}_speed"]] = 0.01
    for start, end, place in working:
        run = (t >= start) & (t < end)
        stroke = 0.02 * np.sin(2 * np.pi * 1.5 * t)
        for side, sign in (("left", 1.0), ("right", -1.0)):
            part = values[run]
            _hand(part, side, place + 0.03 * sign, stroke[run], 170.0)
            part[:, COLUMN[f"{side}_speed"]] = 0.15
            values[run] = part
    values[:, COLUMN["apart"]] = np.abs(values[:, COLUMN["left_x"]] - values[:, COLUMN["right_x"]])
    return Series(values)


def _hand(values: np.ndarray, side: str, x: float, moves: np.ndarray, bend: float) -> None:
    for name in (f"{side}_x", f"{side}_wrist_x"):
        values[:, COLUMN[name]] = x + moves
    for name in (f"{side}_y", f"{side}_wrist_y"):
        values[:, COLUMN[name]] = 0.25
    for name in (f"{side}_index", f"{side}_fingers"):
        values[:, COLUMN[name]] = bend
    values[:, COLUMN[f"{side}_open"]] = 0.03


def nothing(seconds: float = SECONDS) -> Series:
    """Neither hands nor body were found."""
    return Series(np.full((round(seconds * HZ), len(CHANNELS)), np.nan))


def movement(*events: Event, missing: tuple[Evidence, ...] = ()) -> Movement:
    return Movement(events=events, report=MotionReport(frames=900, missing=missing))


def recording(**known: object) -> Observed:
    """A minute of a recording with what a test knows of it."""
    return Observed(**{"recording": "rec", "duration_s": SECONDS, "steps": STEPS, **known})  # type: ignore[arg-type]
