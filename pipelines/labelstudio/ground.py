"""What labels lie on: what was shown, the time line behind it, and the clock between them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data_schemas.annotation import Labelled
from data_schemas.clock import Span, TimeMap
from data_schemas.labelling import Hidden, Shown
from data_schemas.timeline import Timeline


@dataclass(frozen=True)
class Ground:
    """What the labels lie on: what was shown, the time line behind it, and the copy's clock."""

    shown: Shown
    timeline: Timeline
    clock: TimeMap
    language: str = ""

    def span(self, one: Labelled, was: Labelled | None, source: Span | None) -> Span:
        """Its seconds on the recording; ``was`` and ``source``: the same before, there and here."""
        start, end = self.clock.to_source(one.start_s), self.clock.to_source(one.end_s)
        if was is not None and source is not None:
            start = source.start_s if one.start_s == was.start_s else start
            end = source.end_s if one.end_s == was.end_s else end
        start = max(0.0, start)
        return Span(recording=self.shown.recording, start_s=start, end_s=max(start, end))


def put_back(text: str, hidden: Sequence[Hidden]) -> str:
    """The text with the words that markers stand for, where the markers still stand."""
    made, rest = "", text
    for one in hidden:
        head, mark, tail = rest.partition(one.instead)
        if mark:
            made, rest = made + head + one.words, tail
    return made + rest
