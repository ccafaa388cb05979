"""One step as it was done several times, told alike: how much moved, what was said, how long.

The times stand side by side in the order in which they were recorded. Nothing here counts against
anybody: no name, no rank, no mark, and lengths of one expert's own times only. Another expert's
fill their picture whatever they took, so that nobody is seen to be quicker than somebody else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.language import _, n_
from app.names import number
from app.plain import SILENT, TONES, day, length, tone_of
from app.scene.energy import marks, name_of, steps
from app.scene.shown import Clocks
from data_schemas.clock import TimeMap
from data_schemas.motion import Movement
from data_schemas.session import Session
from data_schemas.timeline import Segment, Timeline
from pipelines.search.passages import homes_of


@dataclass(frozen=True)
class Done:
    """What is known of a session; ``movements`` by recording, of those that have one."""

    session: Session
    timeline: Timeline
    movements: dict[str, Movement] = field(default_factory=dict)


@dataclass(frozen=True)
class Take:
    """One time that the step was done. ``movement`` lies on the clock of ``filmed``."""

    session: Session
    segment: Segment
    words: int
    filmed: str
    movement: Movement | None

    @property
    def id(self) -> str:
        return f"{self.session.id}/{self.segment.id}"

    @property
    def starts_s(self) -> float:
        """Where it starts on the session's clock."""
        return self.segment.start_s + self.offset_s(self.segment.recording)

    def offset_s(self, recording: str) -> float:
        found = (r.offset_s or 0.0 for r in self.session.recordings if r.id == recording)
        return next(found, 0.0)


def takes(done: Done, step: str) -> Iterator[Take]:
    """Every time that ``step`` was done in a session, in time order."""
    alive = [s for s in done.timeline.segments if s.status != "rejected"]
    said = Counter[int | None]()
    utterances = done.timeline.utterances
    for utterance, home in zip(utterances, homes_of(utterances, alive), strict=True):
        said[home] += len(utterance.text.split())
    for n, segment in sorted(enumerate(alive), key=lambda pair: pair[1].start_s):
        if segment.step_id == step:
            filmed = segment.recording
            if filmed not in done.movements:
                filmed = next(iter(done.movements), filmed)
            yield Take(done.session, segment, said[n], filmed, done.movements.get(filmed))


def panels(found: Sequence[Take], here: Session) -> dict[str, Any]:
    """What ``app.panels`` draws, seen from one session.

    Its expert's own times stand on one axis, as long as the longest.
    """
    own = [take.segment.length_s for take in found if take.session.expert == here.expert]
    return {
        "longest": max(own, default=0.0),
        "panels": [_panel(take, here) for take in found],
        "labels": {
            "open": _("Open here"),
            "nothing": _("No movement was followed here."),
        },
    }


def _panel(take: Take, here: Session) -> dict[str, Any]:
    segment = take.segment
    own = take.session.expert == here.expert
    title = f"{number(take.session)} · {day(take.session.created_at)[:10]}"
    again = _("time {n}").format(n=segment.occurrence) if segment.occurrence > 1 else ""
    said = n_("{n} word about it", "{n} words about it", take.words) if take.words else _(SILENT)
    check = tone_of(segment) == "check"
    return {
        "id": take.id,
        "title": title,
        "again": again,
        "here": _("You came from here") if take.session.id == here.id else "",
        "timed": own,
        "seconds": segment.length_s if own else 1.0,
        "length": length(segment.length_s) if own else "",
        "said": said,
        "silent": not take.words,
        "check": _(TONES["check"]) if check else "",
        **_moved(take, 1.0 if own else 1.0 / max(segment.length_s, 0.001)),
    }


def _moved(take: Take, scale: float) -> dict[str, Any]:
    """Curve and marks from the start of the step on; ``scale``: of the times of the marks."""
    if take.movement is None:
        return {"values": [], "marks": [], "happened": ""}
    start_s = take.starts_s - take.offset_s(take.filmed)
    length_s = take.segment.length_s
    clock = TimeMap(proxy_s=(0.0,), source_s=(start_s,))
    events = tuple(e for e in take.movement.events if start_s <= e.start_s < start_s + length_s)
    counted = Counter(name_of(event) for event in events)
    return {
        "values": steps(take.movement, clock, length_s),
        "marks": [
            {**mark, "start": mark["start"] * scale, "end": mark["end"] * scale}
            for mark in marks(events, Clocks(take.filmed, map=clock), take.filmed)
        ],
        "happened": " · ".join(f"{what} ×{n}" if n > 1 else what for what, n in counted.items()),
    }
