"""The time line: a lane a step."""

from __future__ import annotations

from typing import Any

from app.language import _
from app.plain import SILENT, TONES, tone_of
from app.scene.shown import Shown, title_of
from data_schemas.timeline import Segment, Timeline
from pipelines.search.passages import home_of


def lanes(shown: Shown) -> list[dict[str, Any]]:
    """A lane a step, in the written order, and one for work outside of the steps."""
    if shown.timeline is None:
        return []
    without = silent(shown.timeline)
    alive = [s for s in shown.timeline.segments if s.status != "rejected"]
    status = {one.step_id: one.status for one in shown.timeline.steps}
    lanes = []
    for number, step in enumerate(shown.procedure.steps, 1):
        bars = [_bar(shown, s, without) for s in alive if s.step_id == step.id]
        missing = not bars
        tone = "missing" if missing else _worst(bars)
        lanes.append(
            {
                "title": f"{number}. {step.title}",
                "skipped": missing and status.get(step.id) == "skipped",
                "tone": tone,
                "chip": _(TONES[tone]) if tone in ("missing", "check") else "",  # type: ignore[index]
                "bars": bars,
            }
        )
    other = [_bar(shown, s, frozenset()) for s in alive if s.step_id is None]
    if other:
        title = _("Outside of the steps")
        lanes.append({"title": title, "skipped": False, "tone": "sure", "chip": "", "bars": other})
    return lanes


def _worst(bars: list[dict[str, Any]]) -> str:
    tones = {bar["tone"] for bar in bars}
    return "check" if "check" in tones else "person" if tones == {"person"} else "sure"


def _bar(shown: Shown, segment: Segment, without: frozenset[str]) -> dict[str, Any]:
    to_player = shown.clocks.to_player
    tone = tone_of(segment)
    cited = "” “".join(one.text.strip() for one in segment.cited[:2])
    why = _("Found by what was said: “{words}”").format(words=cited) if cited else ""
    return {
        "id": segment.id,
        "step": segment.step_id,
        "title": title_of(shown.procedure, segment.step_id),
        "start": to_player(segment.start_s, segment.recording),
        "end": to_player(segment.end_s, segment.recording),
        "tone": tone,
        "word": _(TONES[tone]),
        "silent": segment.id in without,
        "settled": tone == "person",
        "why": _(SILENT) if segment.id in without else why,
    }


def silent(timeline: Timeline) -> frozenset[str]:
    """Segments of a step that no utterance is about, the same ones that search calls actions."""
    segments = [s for s in timeline.segments if s.status != "rejected"]
    told = {home_of(u, segments) for u in timeline.utterances if u.text.strip()}
    return frozenset(
        s.id for n, s in enumerate(segments) if n not in told and s.step_id is not None
    )
