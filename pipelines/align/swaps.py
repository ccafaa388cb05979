"""Steps that were done in another order than written, where strong words of two steps say so.

The written order weighs more than a sentence or two, so that neighbours done the other way round
would be placed as written. Where all words that name two steps come the other way round, and some
of them clearly, that stretch is decoded again with one of the two moved in the order that is
expected; it is kept if it explains the recording better by more than a margin. It is a test of one
hypothesis against the written order, at the price of a few stretches: never a search of orders.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from pipelines.align import hsmm
from pipelines.align.baselines import Path
from pipelines.align.emissions import NAMES_A_STEP, Narration
from pipelines.align.model import Reading, progress
from pipelines.align.task import Matrix, Task, Weights

CLEARLY = 1.2  # log odds that the clearest words of either step reach
APART = 3  # places in the list between two steps that may have changed sides
MARGIN = 3.0  # of the log likelihood, chosen on the development pack and the tune half
TRIED_S = 900  # at most so many seconds are decoded again, however long the recording
Places = NDArray[np.int64]


@dataclass(frozen=True)
class _Words:
    """When a step was named for the first and the last time, and how clearly at best."""

    first_s: float
    last_s: float
    odds: float


@dataclass(frozen=True)
class _Stretch:
    """Segments ``lo`` to ``hi`` of a path, of seconds ``start`` to ``end``."""

    lo: int
    hi: int
    start: int
    end: int


@dataclass(frozen=True, eq=False)
class _Kept:
    gain: float
    stretch: _Stretch
    places: Places
    path: Path


def with_swaps(
    task: Task, narration: Narration, reading: Reading, weights: Weights
) -> tuple[Path, Reading]:
    """The best path, and the reading with the order that it was placed by.

    Procedures with rules leave the order free where no rule binds it, and a list made from this
    recording is in the order of doing: there the written order is all that is tried.
    """
    value = hsmm.to_go(reading.model, hsmm.best)
    path = hsmm.path_of(reading.model, value)
    if task.before or task.own_list:
        return path, reading
    trial = _Trial(reading, weights, value, path)
    kept: list[_Kept] = []
    for one in sorted(trial.gains(_named(narration, reading)), key=lambda one: -one.gain):
        kept = trial.together(kept, one)
    for one in sorted(kept, key=lambda one: -one.stretch.lo):
        path = [*path[: one.stretch.lo], *one.path, *path[one.stretch.hi + 1 :]]
    return path, trial.moved(_both(one.places for one in kept)) if kept else reading


def _named(narration: Narration, reading: Reading) -> dict[int, _Words]:
    found: dict[int, _Words] = {}
    for u, said in enumerate(narration.utterances):
        k = int(reading.odds[u].argmax())
        odds = float(reading.odds[u, k])
        if odds > NAMES_A_STEP and not (reading.first[u] or reading.last[u]):
            before = found.get(k, _Words(said.start_s, said.start_s, odds))
            found[k] = _Words(before.first_s, said.start_s, max(before.odds, odds))
    return found


def _both(moves: Iterable[Places]) -> Places:
    """The places of all moves, which move different steps."""
    rows = np.array(list(moves))
    return np.asarray(rows.sum(axis=0) - (len(rows) - 1) * np.arange(rows.shape[1]))


@dataclass(frozen=True, eq=False)
class _Trial:
    """What was decoded by the written order, to be held against other orders."""

    reading: Reading
    weights: Weights
    value: hsmm.ToGo
    path: Path

    def gains(self, named: dict[int, _Words]) -> Iterator[_Kept]:
        """Moves that explain their stretch better by more than the margin."""
        left = TRIED_S
        for a, b in self._pairs(named):
            stretch = self._stretch(a, b, named)
            for places in self._moves(a, b):
                left -= stretch.end - stretch.start
                if left < 0:
                    return
                found = self._again(stretch, places)
                if found and found.gain > MARGIN:
                    yield found

    def together(self, kept: list[_Kept], one: _Kept) -> list[_Kept]:
        """``kept`` with one more, unless it moves steps that were moved or adds too little."""
        near = [
            k for k in kept if k.stretch.lo <= one.stretch.hi and one.stretch.lo <= k.stretch.hi
        ]
        steps = np.arange(len(one.places))
        if any(((k.places != steps) & (one.places != steps)).any() for k in kept):
            return kept
        if not near:
            return [*kept, one]
        all_of = [*near, one]
        lo, hi = min(k.stretch.lo for k in all_of), max(k.stretch.hi for k in all_of)
        start, end = min(k.stretch.start for k in all_of), max(k.stretch.end for k in all_of)
        found = self._again(_Stretch(lo, hi, start, end), _both(k.places for k in all_of))
        if not found or found.gain - sum(k.gain for k in near) < MARGIN:
            return kept
        return [*(k for k in kept if k not in near), found]

    def _pairs(self, named: dict[int, _Words]) -> list[tuple[int, int]]:
        """Steps named the other way round, those that were named most clearly first."""
        clear = sorted(k for k, words in named.items() if words.odds >= CLEARLY)
        pairs = [
            (a, b)
            for a, b in combinations(clear, 2)
            if b - a <= APART and named[b].last_s < named[a].first_s
        ]
        return sorted(pairs, key=lambda pair: (-min(named[k].odds for k in pair), pair))

    def _moves(self, a: int, b: int) -> Iterator[Places]:
        """Places of all steps once ``b`` comes just before ``a``, or ``a`` just behind ``b``."""
        count = len(self.reading.model.closing) - 1
        for step, to in ((b, a), (a, b))[: 1 if b - a == 1 else 2]:
            order = [k for k in range(count) if k != step]
            order.insert(to, step)
            yield np.argsort(order)

    def _stretch(self, a: int, b: int, named: dict[int, _Words]) -> _Stretch:
        """Segments of steps ``a`` to ``b`` and of the words about them, and one on each side."""
        start, end = named[b].first_s, named[a].last_s + self.weights.lag_s
        rows = [
            i
            for i, (k, begins, ends) in enumerate(self.path)
            if a <= k <= b or (begins < end and ends > start)
        ]
        last = len(self.path) - 1
        lo, hi = max(min(rows, default=0) - 1, 0), min(max(rows, default=last) + 1, last)
        seconds = len(self.reading.model.emission)
        return _Stretch(
            lo,
            hi,
            self.path[lo - 1][2] if lo > 0 else 0,
            self.path[hi][2] if hi < last else seconds,
        )

    def _again(self, at: _Stretch, places: Places) -> _Kept | None:
        """Decode a stretch with other places; None if it would not end as it did."""
        model = self.moved(places, at.start, at.end).model
        to_the_end = at.hi == len(self.path) - 1
        ended = None if to_the_end else self.value.done[at.end]
        if not to_the_end:
            model = replace(model, closing=self.value.idle[at.end])
        value = hsmm.to_go(model, hsmm.best, ended)
        if at.lo > 0:
            last = self.path[at.lo - 1][0]
            gain = value.done[0, last] - self.value.done[at.start, last]
            path = hsmm.path_of(model, value, last)
        else:
            gain = value.idle[0, -1] - self.value.idle[0, -1]
            path = hsmm.path_of(model, value)
        moved = [(k, a + at.start, b + at.start) for k, a, b in path]
        joins = to_the_end or (moved and moved[-1][::2] == self.path[at.hi][::2])
        return _Kept(float(gain), at, places, moved) if joins else None

    def moved(self, places: Places, start: int = 0, end: int | None = None) -> Reading:
        """The reading of some seconds, each step ``k`` expected at ``places[k]`` of the list."""
        model, inside = self.reading.model, slice(start, end)
        expected = self.expected[inside]
        rows = np.append(places, len(places))
        order = replace(
            model,
            emission=model.emission[inside] - expected + expected[:, places],
            opening=model.opening[start : None if end is None else end + 1],
            order=model.order[np.ix_(rows, places)],
            closing=model.closing[rows],
        )
        return replace(self.reading, model=order)

    @cached_property
    def expected(self) -> Matrix:
        """What the written order says of every second."""
        seconds, steps = self.reading.model.emission.shape
        return progress(seconds, steps, self.weights, self.reading.told)
