"""Time: half-open intervals in seconds, spans of a recording, and maps between two clocks.

A recording's clock starts at its first video frame (without video, at its first audio sample).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import pairwise
from math import inf
from typing import Self

from pydantic import model_validator

from data_schemas.value import Seconds, Value


def in_utc(at: datetime) -> datetime:
    """A moment of the database with its zone: SQLite gives times back without, and all are UTC."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


class Interval(Value):
    """``[start_s, end_s)`` in seconds; empty intervals are allowed, reversed ones are not."""

    start_s: Seconds
    end_s: Seconds

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end_s < self.start_s:
            raise ValueError(f"the interval ends ({self.end_s}) before it starts ({self.start_s})")
        return self

    @property
    def length_s(self) -> float:
        return self.end_s - self.start_s

    @property
    def middle_s(self) -> float:
        return (self.start_s + self.end_s) / 2

    def contains(self, second: float) -> bool:
        return self.start_s <= second < self.end_s

    def overlap_s(self, other: Interval) -> float:
        """Seconds that both intervals share."""
        return max(0.0, min(self.end_s, other.end_s) - max(self.start_s, other.start_s))

    def iou(self, other: Interval) -> float:
        """Intersection over union, 0 when both are empty."""
        shared = self.overlap_s(other)
        union = self.length_s + other.length_s - shared
        return shared / union if union > 0 else 0.0

    def shifted(self, seconds: float) -> Interval:
        return Interval(start_s=self.start_s + seconds, end_s=self.end_s + seconds)

    def clipped(self, start_s: float, end_s: float) -> Interval:
        """The part inside ``[start_s, end_s)``; empty, at the nearer edge, if there is none."""
        start = min(max(self.start_s, start_s), end_s)
        return Interval(start_s=start, end_s=max(start, min(self.end_s, end_s)))


class Span(Interval):
    """An interval on the clock of one recording: what evidence cites."""

    recording: str

    @property
    def interval(self) -> Interval:
        return Interval(start_s=self.start_s, end_s=self.end_s)


class TimeMap(Value):
    """A non-decreasing, piecewise linear map from a proxy's clock to its recording's clock.

    ``proxy_s`` and ``source_s`` are the knots. Outside of them the map goes on with slope one.
    """

    proxy_s: tuple[Seconds, ...]
    source_s: tuple[Seconds, ...]

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if not self.proxy_s or len(self.proxy_s) != len(self.source_s):
            raise ValueError("a time map needs as many proxy knots as source knots, at least one")
        for name, knots in (("proxy_s", self.proxy_s), ("source_s", self.source_s)):
            if any(b < a for a, b in pairwise(knots)):
                raise ValueError(f"{name} goes back in time")
        return self

    @classmethod
    def identity(cls) -> TimeMap:
        return cls(proxy_s=(0.0,), source_s=(0.0,))

    @classmethod
    def through(cls, pairs: Iterable[tuple[float, float]], tolerance_s: float = 1e-6) -> TimeMap:
        """The map through (proxy, source) pairs, without knots that it can do without.

        Every pair stays within ``tolerance_s`` of the map. Method: the swing filter (Elmeleegy et
        al. 2009): a knot goes only while one line still passes all pairs since the knot before.
        """
        kept: list[tuple[float, float]] = []
        slopes = _ALL_SLOPES
        for pair in pairs:
            if len(kept) >= 2:
                slopes = _narrowed(slopes, kept[-2], kept[-1], tolerance_s)
            if len(kept) >= 2 and _is_within(slopes, kept[-2], pair):
                kept[-1] = pair
            else:
                kept.append(pair)
                slopes = _ALL_SLOPES
        if not kept:
            return cls.identity()
        return cls(proxy_s=tuple(p for p, _ in kept), source_s=tuple(s for _, s in kept))

    def to_source(self, proxy_s: float) -> float:
        """Second of the recording that the proxy shows at ``proxy_s``."""
        return _interpolate(self.proxy_s, self.source_s, proxy_s)

    def to_proxy(self, source_s: float) -> float:
        """Second of the proxy at which the recording's ``source_s`` is shown."""
        return _interpolate(self.source_s, self.proxy_s, source_s)


_ALL_SLOPES = (-inf, inf)


def _narrowed(
    slopes: tuple[float, float], knot: tuple[float, float], pair: tuple[float, float], near: float
) -> tuple[float, float]:
    """Those of the slopes from ``knot`` that pass ``pair``, too; none for a jump on the spot."""
    run, rise = pair[0] - knot[0], pair[1] - knot[1]
    if run <= 0:
        return inf, -inf
    return max(slopes[0], (rise - near) / run), min(slopes[1], (rise + near) / run)


def _is_within(
    slopes: tuple[float, float], knot: tuple[float, float], pair: tuple[float, float]
) -> bool:
    run, rise = pair[0] - knot[0], pair[1] - knot[1]
    return run > 0 and slopes[0] <= rise / run <= slopes[1]


def _interpolate(xs: tuple[float, ...], ys: tuple[float, ...], x: float) -> float:
    right = bisect_right(xs, x)
    if right == 0:
        return ys[0] + (x - xs[0])
    if right == len(xs):
        return ys[-1] + (x - xs[-1])
    x0, x1, y0, y1 = xs[right - 1], xs[right], ys[right - 1], ys[right]
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
