"""From the script and the measured speech to a plan of motion and the exact truth."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .decoys import DOWN, REST
from .moves import MOVES
from .script import (
    AFTER_SPEECH_S,
    FIGURE,
    FIGURE_SPREAD,
    PAUSE_SPREAD,
    TAKE,
    VOICE_LEAD_S,
    Beat,
    Step,
)
from .track import Plan

Truth = dict[str, Any]
START_S, END_S = 0.8, 0.7  # stillness before and after the job
LANGUAGE = "en"


@dataclass
class Take:
    """A whole recording, planned: motion, truth and the figure's sliders (0..1)."""

    truth: Truth
    plan: Plan
    sliders: dict[str, float]
    phase: float = 0.0  # of the figure's slow sway, radians
    sounds: list[tuple[float, str]] = field(default_factory=list)  # start s, text


def texts() -> list[str]:
    """Every sentence of the narration, in order."""
    return [beat.text for step in TAKE for beat in step.beats if beat.text]


def _interval(start: float, end: float) -> dict[str, float]:
    return {"start_s": round(start, 3), "end_s": round(end, 3)}


def _length(beat: Beat, speech: dict[str, float], rng: np.random.Generator) -> float:
    if beat.text:
        return VOICE_LEAD_S + speech[beat.text] + AFTER_SPEECH_S + beat.seconds
    return beat.seconds * (1 + float(rng.uniform(-PAUSE_SPREAD, PAUSE_SPREAD)))


def _beat(take: Take, step: Step, beat: Beat, start: float, length: float, kind: str) -> None:
    """Write one beat into the plan and the truth."""
    end = start + length
    MOVES[kind or beat.move](take.plan, start, end)
    truth = take.truth
    if beat.text:
        said = start + VOICE_LEAD_S
        until = end - AFTER_SPEECH_S - beat.seconds
        row = _interval(said, until) | {"text": beat.text, "on_topic": beat.on_topic}
        truth["speech"].append(row | {"step_id": step.id or None})
        take.sounds.append((said, beat.text))
    if kind:
        truth["decoys"].append({"kind": kind} | _interval(start, end))
    if beat.action:
        row = {"id": beat.action[0], "name": beat.action[1], "step_id": step.id}
        truth["actions"].append(row | _interval(start, end) | {"spoken": bool(beat.text)})


def _events(plan: Plan) -> list[dict[str, Any]]:
    rows = [
        {"kind": kind} | _interval(start, end) | {"hand": hand}
        for kind, start, end, hand in plan.events
    ]
    return sorted(rows, key=lambda row: (row["start_s"], row["hand"]))


def build(seed: int, fps: int, speech: dict[str, float]) -> Take:
    """Plan the take for a seed; ``speech`` gives each sentence's length in seconds."""
    rng = np.random.default_rng(seed)
    jitter = {name: float(rng.uniform(-FIGURE_SPREAD, FIGURE_SPREAD)) for name in FIGURE}
    # Gender stays: it belongs to the narrator's voice.
    sliders = {k: round(v + (0 if k == "gender" else jitter[k]), 2) for k, v in FIGURE.items()}
    truth: Truth = {"synthetic": True, "seed": seed, "language": LANGUAGE}
    truth |= {"duration_s": 0.0, "fps": fps}
    truth["steps"] = [{"id": s.id, "title": s.title} for s in TAKE if s.id]
    truth |= {key: [] for key in ("segments", "actions", "decoys", "speech", "events")}
    take = Take(truth, Plan(), sliders, float(rng.uniform(0, 2 * np.pi)))
    for hand, at in REST.items():
        take.plan.key(hand, 0.0, "rest", at)
    take.plan.looks.append((0.0, DOWN, 0.0))
    now = START_S
    for step in TAKE:
        begin = now
        for beat in step.beats:
            kind = str(rng.choice(beat.decoy)) if beat.decoy else ""
            length = _length(beat, speech, rng)
            # Off-topic talk has its own motion but counts as the decoy it is.
            _beat(take, step, beat, now, length, kind if beat.move == "decoy" else "")
            if beat.move != "decoy" and kind:
                truth["decoys"].append({"kind": kind} | _interval(now, now + length))
            now += length
        if step.id:
            truth["segments"].append({"step_id": step.id} | _interval(begin, now))
    truth["duration_s"] = round(np.ceil((now + END_S) * fps) / fps, 3)
    for hand in REST:
        take.plan.key(hand, now + END_S, "rest", REST[hand])
    truth["events"] = _events(take.plan)
    return take


def clip(truth: Truth, seconds: float) -> Truth:
    """The truth of the first ``seconds`` only."""
    out = dict(truth)
    out["duration_s"] = round(min(truth["duration_s"], seconds), 3)
    for key in ("segments", "actions", "decoys", "speech", "events"):
        rows = [row for row in truth[key] if row["start_s"] < out["duration_s"]]
        out[key] = [row | {"end_s": min(row["end_s"], out["duration_s"])} for row in rows]
    return out
