"""What is decoded together: speech packed into windows of at most 28 s, long pauses left out.

A window's clock is shorter than the recording's by the pauses left out; ``Window`` brings times
back.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from data_schemas.clock import Interval
from pipelines.transcribe.engine import RATE, Sound

MOST_S = 28.0
# A cut is looked for from here on, at the longest pause.
FROM_S = 14.0
# Shorter pauses stay as they are: how somebody pauses helps to tell sentences apart.
KEPT_PAUSE_S = 1.0


@dataclass(frozen=True)
class Window:
    """``spans`` of the recording that lie one behind the other in the window."""

    spans: tuple[Interval, ...]

    @property
    def length_s(self) -> float:
        return sum(span.length_s for span in self.spans)

    @property
    def start_s(self) -> float:
        return self.spans[0].start_s

    @property
    def end_s(self) -> float:
        return self.spans[-1].end_s

    def interval(self, start_s: float, end_s: float) -> Interval:
        """An interval of the window's clock on the recording's; inside of one span.

        What reaches over a joint (a word cannot) stays in the span that holds more of it.
        """
        start_s = min(max(start_s, 0.0), self.length_s)
        end_s = min(max(end_s, start_s), self.length_s)
        begins = self._begins()
        number = min(bisect_right(begins, (start_s + end_s) / 2) - 1, len(self.spans) - 1)
        span, begin = self.spans[number], begins[number]
        shift = span.start_s - begin
        return Interval(start_s=start_s + shift, end_s=end_s + shift).clipped(
            span.start_s, span.end_s
        )

    def sound_of(self, sound: Sound, part: Interval) -> Sound:
        """The piece of the window's ``sound`` that lies at ``part`` of the recording."""
        for span, begin in zip(self.spans, self._begins(), strict=True):
            if span.start_s - 1e-6 <= part.middle_s <= span.end_s + 1e-6:
                inside = part.clipped(span.start_s, span.end_s)
                first = round((begin + inside.start_s - span.start_s) * RATE)
                return sound[first : first + round(inside.length_s * RATE)]
        return sound[:0]

    def _begins(self) -> list[float]:
        lengths = [span.length_s for span in self.spans]
        return [sum(lengths[:n]) for n in range(len(lengths))]


def plan(speech: Sequence[Interval]) -> tuple[Window, ...]:
    """Windows that hold all of ``speech``, in order, cut at its longest pauses."""
    parts = list(speech)
    windows = []
    while parts:
        count = _fit(parts)
        windows.append(Window(tuple(_bridged(parts[:count]))))
        parts = parts[count:]
    return tuple(windows)


def regions(window: Window, speech: Sequence[Interval]) -> Window:
    """The same window with every stretch of speech as a span of its own."""
    inside = [part for part in speech if window.start_s <= part.middle_s <= window.end_s]
    return Window(tuple(inside)) if inside else window


def cut(chunks: Iterable[Sound], windows: Sequence[Window]) -> Iterator[Sound]:
    """The sound of each window, in order; ``chunks`` are read once, little is held."""
    spans = [(number, span) for number, window in enumerate(windows) for span in window.spans]
    held: Sound = np.zeros(0, np.float32)
    at = 0  # the sample at which ``held`` begins
    made: dict[int, list[Sound]] = {number: [] for number in range(len(windows))}
    source = iter(chunks)
    for position, (number, span) in enumerate(spans):
        first, last = round(span.start_s * RATE), round(span.end_s * RATE)
        while at + len(held) < last:
            chunk = next(source, None)
            if chunk is None:
                break
            keep = max(0, min(first - at, len(held)))
            held, at = np.concatenate([held[keep:], chunk]), at + keep
        made[number].append(held[max(0, first - at) : max(0, last - at)])
        if position + 1 == len(spans) or spans[position + 1][0] != number:
            yield np.concatenate(made.pop(number))


def _fit(parts: Sequence[Interval]) -> int:
    """How many parts go into one window: as many as fit, but cut at the longest late pause."""
    length = 0.0
    count = 0
    pauses: list[tuple[float, int]] = []
    for number, part in enumerate(parts):
        pause = part.start_s - parts[number - 1].end_s if number else 0.0
        added = part.length_s + (pause if pause <= KEPT_PAUSE_S else 0.0)
        if number and length + added > MOST_S:
            break
        if number and length >= FROM_S:
            pauses.append((pause, number))
        length += added
        count = number + 1
    if count == len(parts) or not pauses:
        return count
    last = parts[count].start_s - parts[count - 1].end_s
    return max([*pauses, (last, count)])[1]


def _bridged(parts: Sequence[Interval]) -> list[Interval]:
    """Parts joined over pauses that stay."""
    joined: list[Interval] = []
    for part in parts:
        if joined and part.start_s - joined[-1].end_s <= KEPT_PAUSE_S:
            joined[-1] = Interval(
                start_s=joined[-1].start_s, end_s=max(part.end_s, joined[-1].end_s)
            )
        else:
            joined.append(part)
    return joined
