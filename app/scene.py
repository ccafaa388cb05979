"""From what is kept to what the player draws: one description of one recording, as plain data.

The player's clock is that of the playable copy. Everything else is kept on the clock of its own
recording, so each time goes through the offset between recordings and through the time map.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app import problems
from app.language import _, current
from app.plain import SILENT, SPEAKERS, TONES, quantity_of, tone_of
from data_schemas.clock import Interval, TimeMap
from data_schemas.motion import HandTrack, MotionTrack, Movement, Status
from data_schemas.procedure import Procedure
from data_schemas.session import Recording
from data_schemas.timeline import Segment, Timeline
from data_schemas.transcript import Transcript, Utterance
from pipelines.search.passages import home_of

# A word below this was hardly heard and is shown fainter.
FAINT_BELOW = 0.4
# Presence is drawn, not measured: gaps that nobody can see are closed.
VISIBLE_GAP_S = 1.0


@dataclass(frozen=True)
class Clocks:
    """``offsets`` by recording: session time = recording time + offset."""

    shown: str
    offsets: dict[str, float] = field(default_factory=dict)
    map: TimeMap = field(default_factory=TimeMap.identity)

    def to_player(self, seconds: float, recording: str) -> float:
        shift = self.offsets.get(recording, 0.0) - self.offsets.get(self.shown, 0.0)
        return max(0.0, round(self.map.to_proxy(seconds + shift), 3))

    def from_player(self, seconds: float, recording: str) -> float:
        shift = self.offsets.get(recording, 0.0) - self.offsets.get(self.shown, 0.0)
        return max(0.0, round(self.map.to_source(seconds) - shift, 3))


@dataclass(frozen=True)
class Shown:
    """Everything that is known about the recording to be drawn; what is missing is None."""

    recording: Recording
    procedure: Procedure
    clocks: Clocks
    heard: str
    timeline: Timeline | None = None
    transcript: Transcript | None = None
    motion: MotionTrack | None = None
    movement: Movement | None = None
    editable: bool = False
    marks: bool = False
    size: str = "full"
    start_s: float | None = None
    end_s: float | None = None
    turn: int = 0


def scene(shown: Shown, url: str) -> dict[str, Any]:
    """What ``app.player`` draws; all times on the player's clock, in seconds."""

    def at(seconds: float | None) -> float | None:
        return None if seconds is None else shown.clocks.to_player(seconds, shown.recording.id)

    return {
        "url": url,
        "video": shown.recording.has_video,
        "duration": at(shown.recording.duration_s),
        "lang": current(),
        "size": shown.size,
        "start": at(shown.start_s),
        "end": at(shown.end_s),
        "autoplay": shown.start_s is not None,
        "turn": shown.turn,
        "editable": shown.editable,
        "marks": shown.marks,
        "labels": _labels(),
        "legend": _legend(),
        "lines": _lines(shown),
        "lanes": _lanes(shown),
        "presence": _presence(shown),
    }


def silent(timeline: Timeline) -> frozenset[str]:
    """Segments of a step that no utterance is about, the same ones that search calls actions."""
    segments = [s for s in timeline.segments if s.status != "rejected"]
    told = {home_of(u, segments) for u in timeline.utterances if u.text.strip()}
    return frozenset(
        s.id for n, s in enumerate(segments) if n not in told and s.step_id is not None
    )


def presence_spans(
    t_us: NDArray[np.int64], seen: NDArray[np.bool_], gap_s: float = VISIBLE_GAP_S
) -> list[Interval]:
    """Stretches in which ``seen`` bool[N] holds, at times ``t_us`` i64[N]; short gaps closed."""
    times = t_us[seen] / 1e6
    if not len(times):
        return []
    breaks = np.flatnonzero(np.diff(times) > gap_s)
    starts = times[np.concatenate(([0], breaks + 1))]
    ends = times[np.concatenate((breaks, [len(times) - 1]))]
    return [Interval(start_s=float(a), end_s=float(b)) for a, b in zip(starts, ends, strict=True)]


def _lines(shown: Shown) -> list[dict[str, Any]]:
    """What was said, what was left out, and what was done without a word, in one order."""
    utterances = shown.timeline.utterances if shown.timeline else ()
    if not shown.timeline and shown.transcript:
        utterances = shown.transcript.utterances
    lines = [_speech(shown, utterance) for utterance in utterances]
    for one in shown.transcript.dropped if shown.transcript else ():
        reason = _("Left out: {reason}").format(reason=problems.reason(one.reason))
        lines.append(_line(shown, one, shown.heard, "left-out", reason))
    if shown.timeline:
        without = silent(shown.timeline)
        for segment in shown.timeline.segments:
            if segment.id in without:
                text = f"{_(SILENT)}: {title_of(shown.procedure, segment.step_id)}"
                lines.append(_line(shown, segment, segment.recording, "silent", text))
        for moment in shown.timeline.moments:
            question = moment.question.ko if current() == "ko" else moment.question.en
            lines.append(_line(shown, moment, moment.recording, "silent", question))
    return sorted(lines, key=lambda line: (line["start"], line["end"]))


def _speech(shown: Shown, utterance: Utterance) -> dict[str, Any]:
    line = _line(shown, utterance, shown.heard, "speech", utterance.text.strip())
    to_player = shown.clocks.to_player
    line["words"] = [
        [
            to_player(word.start_s, shown.heard),
            to_player(word.end_s, shown.heard),
            word.text.strip(),
            word.confidence < FAINT_BELOW,
        ]
        for word in utterance.words
    ]
    line["who"] = _(SPEAKERS[utterance.speaker]) if utterance.speaker in SPEAKERS else ""
    line["quantities"] = [quantity_of(one) for one in utterance.quantities]
    return line


def _line(shown: Shown, span: Interval, recording: str, kind: str, text: str) -> dict[str, Any]:
    to_player = shown.clocks.to_player
    start, end = to_player(span.start_s, recording), to_player(span.end_s, recording)
    return {
        "kind": kind,
        "start": start,
        "end": end,
        "text": text,
        "who": "",
        "words": [],
        "quantities": [],
    }


def _lanes(shown: Shown) -> list[dict[str, Any]]:
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
        "title": title_of(shown.procedure, segment.step_id),
        "start": to_player(segment.start_s, segment.recording),
        "end": to_player(segment.end_s, segment.recording),
        "tone": tone,
        "word": _(TONES[tone]),
        "silent": segment.id in without,
        "settled": tone == "person",
        "why": _(SILENT) if segment.id in without else why,
    }


def title_of(procedure: Procedure, step_id: str | None) -> str:
    step = procedure.step(step_id) if step_id else None
    return step.title if step else _("Outside of the steps")


def _presence(shown: Shown) -> list[dict[str, Any]]:
    utterances: Iterable[Interval] = shown.timeline.utterances if shown.timeline else ()
    if not shown.timeline and shown.transcript:
        utterances = shown.transcript.utterances
    rows = [(_("Speech"), utterances, shown.heard)]
    if shown.motion is not None:
        track = shown.motion
        seen: list[tuple[str, Callable[[HandTrack], NDArray[np.bool_]], HandTrack]] = [
            (_("Left hand seen"), _observed, track.left),
            (_("Right hand seen"), _observed, track.right),
        ]
        for name, test, hand in seen:
            rows.append((name, presence_spans(track.t_us, test(hand)), shown.recording.id))
    return [
        {"name": name, "spans": [_ends(shown, span, recording) for span in spans]}
        for name, spans, recording in rows
    ]


def _observed(hand: HandTrack) -> NDArray[np.bool_]:
    return np.asarray(hand.status == Status.OBSERVED)


def _ends(shown: Shown, span: Interval, recording: str) -> tuple[float, float]:
    to_player = shown.clocks.to_player
    return to_player(span.start_s, recording), to_player(span.end_s, recording)


def _legend() -> list[tuple[str, str]]:
    tones = [(tone, _(TONES[tone])) for tone in ("sure", "check", "person")]
    return [*tones, ("silent", _(SILENT))]


def _labels() -> dict[str, str]:
    return {
        "recording": _("Recording"),
        "transcript": _("What was said and done"),
        "timeline": _("Steps over time"),
        "time": _("Time"),
        "position": _("Position in the recording"),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
        "again": _("Play these seconds again"),
        "play_part": _("Play"),
        "correct": _("Correct"),
        "confirm": _("That is right"),
        "mark_start": _("Starts here"),
        "mark_end": _("Ends here"),
        "faint": _("Hardly heard: please check"),
        "no_words": _("No words yet."),
        "trouble": _("This recording cannot be played now: reload the page."),
    }
