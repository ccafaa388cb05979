"""A stretch of a masked copy at a constant rate: its ticks, and what of it stays at the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from data_schemas.clock import Interval
from pipelines.release.bundle import Part
from pipelines.release.heard import Heard

Seconds = NDArray[np.float64]
# What clocks round away, in shares of a picture's length.
SLACK = 0.1
# A picture is shown until the next one comes: one from inside of a cut may stand a little longer.
EDGE_S = 0.1
# Who hears speech is not sure to a tenth of a second where it begins.
AROUND_BYSTANDERS_S = 0.2


@dataclass(frozen=True)
class Shot:
    """``within``, ``hidden`` (no picture, no motion) and ``quiet`` (no sound) are on the copy's
    clock. Tick ``n`` lies ``n / fps`` seconds after the start of ``within``.
    """

    copy: Heard
    within: Interval
    fps: int
    hidden: tuple[Interval, ...] = ()
    quiet: tuple[Interval, ...] = ()

    @property
    def count(self) -> int:
        """How many pictures it has, at least one."""
        return max(1, ceil(self.within.length_s * self.fps - SLACK))

    @property
    def sounding(self) -> Interval:
        """As long as the pictures."""
        start_s = self.within.start_s
        return Interval(start_s=start_s, end_s=start_s + self.count / self.fps)

    def tick_s(self, number: int) -> float:
        return self.within.start_s + number / self.fps

    def hides(self, start_s: float, end_s: float) -> bool:
        return any(one.start_s < end_s and start_s < one.end_s for one in self.hidden)

    def of_recording(self, on_copy: Iterable[float]) -> Seconds:
        """Seconds of the copy on the recording's own clock."""
        return np.array([self.copy.clock.to_source(one) for one in on_copy], np.float64)

    def tick_of(self, session_s: float) -> int | None:
        """The picture that shows a second of the session; None if none does."""
        from_start = self.copy.on_copy(session_s) - self.within.start_s
        number = int(from_start * self.fps + SLACK)
        inside = self.copy.on_session.contains(session_s) and 0 <= number < self.count
        return number if inside else None


def shot(part: Part, copy: Heard, at: Interval, fps: int) -> Shot:
    """``at`` is on the session's clock."""
    return _made(part, copy, _on_copy(copy, at), fps)


def whole(part: Part, copy: Heard, fps: int) -> Shot:
    """All of the copy, as long as it is."""
    return _made(part, copy, Interval(start_s=0.0, end_s=copy.media.info.duration_s), fps)


def _made(part: Part, copy: Heard, within: Interval, fps: int) -> Shot:
    others = (
        one.shifted(part.shift_s) for one in part.timeline.utterances if one.speaker == "bystander"
    )
    hidden = tuple(_around(copy, part.cuts, EDGE_S))
    return Shot(copy, within, fps, hidden, (*hidden, *_around(copy, others, AROUND_BYSTANDERS_S)))


def _around(copy: Heard, cuts: Iterable[Interval], by_s: float) -> Iterator[Interval]:
    """On the copy's clock, a little wider; what the copy does not show is left out."""
    for cut in cuts:
        wider = Interval(start_s=cut.start_s - by_s, end_s=cut.end_s + by_s)
        if wider.overlap_s(copy.on_session) > 0:
            found = _on_copy(copy, cut)
            yield Interval(start_s=max(0.0, found.start_s - by_s), end_s=found.end_s + by_s)


def _on_copy(copy: Heard, at: Interval) -> Interval:
    return Interval(start_s=copy.on_copy(at.start_s), end_s=copy.on_copy(at.end_s))
