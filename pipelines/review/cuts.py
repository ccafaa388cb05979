"""A stretch that was struck takes its words and every section inside it with it."""

from __future__ import annotations

from typing import TypeVar

from data_schemas.clock import Interval
from data_schemas.entry import Entry
from data_schemas.timeline import Finding, Segment, Timeline
from data_schemas.transcript import silenced

Cites = TypeVar("Cites", Segment, Finding)


def strike(timeline: Timeline, entry: Entry) -> Timeline | None:
    """Take a stretch out: its words and every segment that lies inside it.

    On the clock of its recording only: the door strikes a moment in every recording that saw it.
    """
    if entry.span is None:
        return None
    cut = entry.span
    where = {segment.id: segment.recording for segment in timeline.segments}

    def meets(recording: str) -> bool:
        return recording in ("", cut.recording)

    def stays(one: Interval, recording: str) -> bool:
        return not (meets(recording) and _inside(one, cut))

    return timeline.model_copy(
        update={
            "utterances": tuple(
                silenced(u, cut) if meets(u.recording) else u
                for u in timeline.utterances
                if stays(u, u.recording)
            ),
            "segments": tuple(
                _uncited(s, cut) if meets(s.recording) else s
                for s in timeline.segments
                if stays(s, s.recording)
            ),
            "findings": tuple(
                _uncited(one, cut) if any(meets(where.get(s, "")) for s in one.segments) else one
                for one in timeline.findings
            ),
        }
    )


def _uncited(found: Cites, cut: Interval) -> Cites:
    cited = tuple(one for one in found.cited if one.overlap_s(cut) == 0)
    return found.model_copy(update={"cited": cited})


def _inside(one: Interval, cut: Interval) -> bool:
    return cut.start_s <= one.start_s and one.end_s <= cut.end_s
