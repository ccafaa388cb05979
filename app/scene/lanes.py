"""The time line: a lane a step."""

from __future__ import annotations

from typing import Any

from app.language import _
from app.plain import TONES, Tone, tone_of
from app.scene.evidence import evidence
from app.scene.shown import Shown, numbered, title_of
from data_schemas.procedure import Step
from data_schemas.timeline import Segment, Timeline
from pipelines.search.passages import homes_of


def lanes(shown: Shown) -> list[dict[str, Any]]:
    """A lane a step below its groups, in the written order, and one for work outside of them."""
    if shown.timeline is None:
        return []
    without = silent(shown.timeline)
    alive = [s for s in shown.timeline.segments if s.status != "rejected"]
    answers = {one.step_id: one.answer for one in shown.timeline.steps}
    lanes = []
    for depth, step, is_group in shown.procedure.outline():
        if is_group:
            lanes.append(_lane(step.title, depth, group=True))
            continue
        bars = [_bar(shown, s, without) for s in alive if s.step_id == step.id]
        lane = _of_step(shown.timeline, step, bars)
        if not bars and step.id in shown.elsewhere:
            lane |= {"skipped": False, "tone": "sure", "chip": _("In another take")}
        lane |= {"step": step.id, "answer": answers.get(step.id, "")}
        lanes.append(lane | {"title": numbered(shown.procedure, step.id), "depth": depth})
    other = [_bar(shown, s, frozenset()) for s in alive if s.step_id is None]
    if other:
        lanes.append(_lane(_("Outside of the steps"), bars=other))
    return lanes


def _lane(
    title: str, depth: int = 0, group: bool = False, bars: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    """A lane of which there is nothing to say but its title."""
    return {
        "title": title, "depth": depth, "group": group, "skipped": False, "tone": "sure",
        "chip": "", "bars": bars or [], "step": None, "answer": "",
    }  # fmt: skip


def _of_step(timeline: Timeline, step: Step, bars: list[dict[str, Any]]) -> dict[str, Any]:
    status = {one.step_id: one.status for one in timeline.steps}
    tone: Tone = _worst(bars) if bars else "missing"
    return {
        **_lane(step.title, bars=bars),
        "skipped": not bars and status.get(step.id) == "skipped",
        "tone": tone,
        "chip": _(TONES[tone]) if tone in ("missing", "check") else "",
    }


def _worst(bars: list[dict[str, Any]]) -> Tone:
    tones = {bar["tone"] for bar in bars}
    return "check" if "check" in tones else "person" if tones == {"person"} else "sure"


def _bar(shown: Shown, segment: Segment, without: frozenset[str]) -> dict[str, Any]:
    to_player = shown.clocks.to_player
    tone = tone_of(segment)
    quiet = segment.step_id is None and tone != "person"
    step = shown.procedure.step(segment.step_id) if segment.step_id else None
    return {
        "id": segment.id,
        "step": segment.step_id,
        "title": title_of(shown.procedure, segment.step_id),
        "inside": " › ".join(one.title for one in shown.procedure.path(step)) if step else "",
        "start": to_player(segment.start_s, segment.recording),
        "end": to_player(segment.end_s, segment.recording),
        "tone": "outside" if quiet else tone,
        "word": "" if quiet else _(TONES[tone]),
        "silent": segment.id in without,
        "settled": tone == "person",
        "alternatives": [
            {
                "step": one.step_id,
                "title": numbered(shown.procedure, one.step_id),
                "share": round(one.probability, 2),
            }
            for one in segment.alternatives
        ],
        "evidence": evidence(shown, segment, segment.id in without),
    }


def silent(timeline: Timeline) -> frozenset[str]:
    """Segments of a step that no utterance is about, the same ones that search calls actions."""
    segments = [s for s in timeline.segments if s.status != "rejected"]
    told = set(homes_of([u for u in timeline.utterances if u.text.strip()], segments))
    return frozenset(
        s.id for n, s in enumerate(segments) if n not in told and s.step_id is not None
    )
