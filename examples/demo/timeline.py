"""From the beats of a take and the measured speech to a plan of motion and the exact truth."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .bench import REST
from .compose import Beat
from .decoys import DOWN
from .jobs import JOBS
from .people import GLOVE, NEUTRAL, PEOPLE
from .track import Plan
from .variation import Variation

Truth = dict[str, Any]
START_S, END_S = 0.8, 0.7  # stillness before and after the job
VOICE_LEAD_S = 0.25  # the hands start a little before the voice
AFTER_SPEECH_S = 0.45
BODY_SPREAD = 0.06  # how far a take's figure may be from the person's sliders
ROWS = ("segments", "actions", "decoys", "speech", "events", "moments", "mistakes", "undos")
ROWS += ("sounds", "masks", "contacts", "passers")
PASSING_S, MACHINE_S = (4.5, 7.0), (8.0, 20.0)
CHANGE = {"arc": 0.6, "hum": 0.5}  # share of a process sound after which it changes


@dataclass
class Take:
    """A whole recording, planned: motion, truth and the figure's sliders (0..1)."""

    variation: Variation
    truth: Truth
    plan: Plan
    sliders: dict[str, float]
    phase: float = 0.0  # of the figure's slow sway, radians
    said: list[tuple[float, str, str]] = field(default_factory=list)  # start s, speaker, text
    korean: list[dict[str, Any]] = field(default_factory=list)


def interval(start: float, end: float) -> dict[str, float]:
    """The two times of a row, to the millisecond."""
    return {"start_s": round(start, 3), "end_s": round(end, 3)}


def _length(beat: Beat, speech: dict[tuple[str, str], float], speed: float) -> float:
    if beat.line is None:
        return max(beat.seconds, beat.least) / speed
    spoken = VOICE_LEAD_S + speech[beat.speaker, beat.line.en] + AFTER_SPEECH_S
    return max(spoken, beat.least / speed)


def _speech(take: Take, beat: Beat, start: float, seconds: float) -> None:
    if beat.line is None:
        return
    said = interval(start + VOICE_LEAD_S, start + VOICE_LEAD_S + seconds)
    take.truth["speech"].append(
        said
        | {
            "text": beat.line.en,
            "on_topic": beat.topic,
            "step_id": beat.step or beat.about or None,
            "speaker": beat.speaker,
            "acts": list(beat.acts),
            "kind": beat.kind or beat.name,
        }
    )
    take.korean.append(said | {"text": beat.line.ko, "speaker": beat.speaker})
    take.said.append((start + VOICE_LEAD_S, beat.speaker, beat.line.en))


def _row(take: Take, beat: Beat, start: float, end: float) -> None:
    """Put a beat where it belongs in the truth."""
    truth, at = take.truth, interval(start, end)
    where = {"step_id": beat.step, "visit": beat.visit}
    if beat.kind == "action":
        act = JOBS[take.variation.job].act(beat.name)
        row = {"id": act.id, "name": act.name, "step_id": beat.step}
        truth["actions"].append(row | at | {"spoken": False, "visit": beat.visit, "cue": act.cue})
    elif beat.kind == "decoy":
        truth["decoys"].append({"kind": beat.name} | at)
    elif beat.kind == "moment":
        truth["moments"].append({"kind": beat.name} | where | at)
    elif beat.kind in ("mistake", "recovery"):
        name = next(m.name for m in JOBS[take.variation.job].mistakes if m.id == beat.name)
        row = {"id": beat.name, "name": name, "part": beat.kind}
        truth["mistakes"].append(row | where | at)
    elif beat.kind == "undo":
        truth["undos"].append({"step_id": beat.about} | at)


def _segments(beats: list[Beat], spans: list[tuple[float, float]]) -> list[dict[str, Any]]:
    """Visits of steps: from their first beat to their last."""
    out: list[dict[str, Any]] = []
    for beat, (start, end) in zip(beats, spans, strict=True):
        if not beat.step:
            continue
        row = {"step_id": beat.step, "visit": beat.visit}
        if out and out[-1].items() >= row.items():
            out[-1] |= {"end_s": round(end, 3)}
        else:
            out.append(row | interval(start, end))
    return out


def _header(v: Variation, fps: int) -> Truth:
    job, person = JOBS[v.job], PEOPLE[v.person]
    truth: Truth = {"synthetic": True, "seed": v.seed, "language": "en", "duration_s": 0.0}
    truth["whole"] = True
    truth |= {"fps": fps, "job": job.id, "title": job.title.en}
    truth["person"] = {
        "id": person.id,
        "left_handed": person.left_handed,
        "habit": person.habit if v.habit else "",
        "gloves": v.gloves,
        "hand_colour": list(GLOVE if v.gloves else person.skin),
    }
    truth["variation"] = v.as_json()
    truth["steps"] = [{"id": step.id, "title": step.title} for step in job.steps]
    truth["order"] = {
        "done": [name for name in v.order if name != v.skipped],
        "skipped": [v.skipped] if v.skipped else [],
        "repeated": [v.repeated] if v.repeated else [],
        "undone": [v.undone] if v.undone else [],
    }
    return truth | {key: [] for key in ROWS}


def build(v: Variation, beats: list[Beat], fps: int, speech: dict[tuple[str, str], float]) -> Take:
    """Plan the take; ``speech`` gives each (speaker, sentence)'s length in seconds."""
    rng = np.random.default_rng([v.seed, 2])
    body = PEOPLE[v.person].sliders
    jitter = {name: float(rng.uniform(-1, 1)) * BODY_SPREAD for name in ("age", *NEUTRAL)}
    sliders = {k: round(float(np.clip(v + jitter.get(k, 0), 0, 1)), 2) for k, v in body.items()}
    take = Take(v, _header(v, fps), Plan(), sliders, float(rng.uniform(0, 2 * np.pi)))
    for hand, at in REST.items():
        take.plan.key(hand, 0.0, "rest", at)
    take.plan.look(0.0, DOWN)
    now, spans = START_S, []
    for beat in beats:
        length = _length(beat, speech, v.speed)
        take.plan.play(beat.move, now, now + length, v.speed)
        _speech(take, beat, now, speech[beat.speaker, beat.line.en] if beat.line else 0.0)
        _row(take, beat, now, now + length)
        spans.append((now, now + length))
        now += length
    _finish(take, beats, spans, now + END_S, rng)
    return take


def _finish(
    take: Take,
    beats: list[Beat],
    spans: list[tuple[float, float]],
    end: float,
    rng: np.random.Generator,
) -> None:
    truth, plan = take.truth, take.plan
    truth["duration_s"] = round(float(np.ceil(end * truth["fps"]) / truth["fps"]), 3)
    for hand, at in REST.items():
        plan.key(hand, end, "rest", at)
    truth["segments"] = _segments(beats, spans)
    named = {act for row in truth["speech"] for act in row["acts"]}
    for row in truth["actions"]:
        row["spoken"] = row["id"] in named
    truth["events"] = sorted(
        (
            {"kind": k} | interval(a, b) | {"hand": _hand(take, hand)}
            for k, a, b, hand in plan.events
        ),
        key=lambda row: (row["start_s"], row["hand"], row["kind"]),
    )
    truth["contacts"] = [
        {"thing": h.thing} | interval(h.start, h.end) | {"hand": _hand(take, h.hand)}
        for h in sorted(plan.holds, key=lambda h: h.start)
    ]
    truth["sounds"] = [_process(kind, a, b) for kind, a, b in plan.states if kind != "mask"]
    truth["masks"] = [interval(a, b) for kind, a, b in plan.states if kind == "mask"]
    if take.variation.machine:
        truth["sounds"].append(_process("compressor", *_somewhere(truth, MACHINE_S, rng)))
    if take.variation.passer:
        side = str(rng.choice(["left", "right"]))
        truth["passers"] = [interval(*_somewhere(truth, PASSING_S, rng)) | {"from": side}]


def _somewhere(
    truth: Truth, lengths: tuple[float, float], rng: np.random.Generator
) -> tuple[float, float]:
    """A stretch of such a length (s) anywhere but at the very ends."""
    length = min(float(rng.uniform(*lengths)), 0.5 * truth["duration_s"])
    start = float(rng.uniform(0.1, 0.9)) * (truth["duration_s"] - length)
    return start, start + length


def _process(kind: str, start: float, end: float) -> dict[str, Any]:
    """A sound of the work; some change on the way."""
    row = {"kind": kind} | interval(start, end)
    if kind in CHANGE:
        row["change_s"] = round(start + CHANGE[kind] * (end - start), 3)
    return row


def _hand(take: Take, hand: str) -> str:
    """The anatomical side: a left-handed person does everything mirrored."""
    if not PEOPLE[take.variation.person].left_handed:
        return hand
    return "left" if hand == "right" else "right"


def clip(take: Take, seconds: float) -> None:
    """Keep the truth and the words of the first ``seconds`` only; ``whole`` tells of the cut."""
    truth = take.truth
    truth["whole"] = seconds >= truth["duration_s"]
    truth["duration_s"] = round(min(truth["duration_s"], seconds), 3)
    for key in ROWS:
        truth[key] = _until(truth["duration_s"], truth[key])
    take.korean = _until(truth["duration_s"], take.korean)


def _until(end: float, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"end_s": min(row["end_s"], end)} for row in rows if row["start_s"] < end]
