"""Which sessions are nearly the same: one piece of work that was taken in twice.

On both sides of a split it would be learnt from and tested on. Two sessions are alike if each
thing that is known of both says so:

- words: nine tenths of the shorter one's shingles (``LETTERS`` letters in a row, without spaces and
  marks) are in the other. That is the containment of Broder, "On the resemblance and containment of
  documents" (1997). Of many sessions every n-th hash is counted, the same ones of all.
- motion: both wrists, averaged over half seconds, move alike. That is the normalised
  cross-correlation of their steps, at the best of all shifts in which most of the shorter one lies
  inside the other.

Steps are compared, not places, so that an even shift of the picture does not matter. Two people who
read out one text are not alike, since they move differently. Two cameras that saw the same work are
not found by their motion; the sessions of one person share a split in any case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

LETTERS = 8
# Fewer tell nothing: "tighten the bolts" is said by everybody.
FEWEST_SHINGLES = 40
SAME_WORDS = 0.9
BIN_S = 0.5
# Twenty seconds in which a wrist was seen.
FEWEST_BINS = 40
MOST_OUTSIDE = 0.2
SAME_MOTION = 0.9
WRISTS = slice(15, 17)
# More than so many are sampled, and of what is left so many are in memory.
MOST_HASHES = 400_000
ROWS_AT_ONCE = 64
Path = NDArray[np.float64]
Hashes = NDArray[np.uint64]


@dataclass(frozen=True)
class Work:
    """What is compared of a session. ``shingles`` gives the ``told`` hashes of its words whenever
    they are asked for, so that they need not be held. ``path`` is made when words leave it open, or
    there are none.

    It gives f64[bins, 4]: x and y of both wrists every half second, NaN where nothing was seen.
    """

    session: str
    person: str
    told: int
    shingles: Callable[[], Hashes]
    path: Callable[[], Path | None]

    @property
    def tells_words(self) -> bool:
        return self.told >= FEWEST_SHINGLES


def shingles(text: str) -> Hashes:
    """u64, sorted: hashes of all runs of ``LETTERS`` letters or digits, each once; the same in
    every process."""
    letters = "".join(c for c in text.casefold() if c.isalnum())
    if len(letters) < LETTERS:
        return np.zeros(0, np.uint64)
    codes = np.frombuffer(letters.encode("utf-32-le"), np.uint32).astype(np.uint64)
    runs = np.lib.stride_tricks.sliding_window_view(codes, LETTERS)
    # a polynomial modulo 2**64, its high bits stirred into the low ones
    powers = np.power(np.uint64(0x100000001B3), np.arange(LETTERS, dtype=np.uint64))
    sums = (runs * powers).sum(axis=1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return np.asarray(np.unique(sums ^ (sums >> np.uint64(29))), dtype=np.uint64)


def wrist_path(t_s: NDArray[np.float64], pose: NDArray[np.float32]) -> Path | None:
    """f64[bins, 4] of pose points f32[n, 33, 3] at seconds ``t_s``; None without any row."""
    if not len(t_s):
        return None
    places = pose[:, WRISTS, :2].reshape(len(t_s), -1).astype(np.float64)
    bins = ((t_s - t_s[0]) / BIN_S).astype(np.int64)
    seen = np.isfinite(places)
    sums, counts = np.zeros((bins[-1] + 1, 4)), np.zeros((bins[-1] + 1, 4))
    np.add.at(sums, bins, np.where(seen, places, 0.0))
    np.add.at(counts, bins, seen)
    return np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0)


def alike(
    works: Sequence[Work], asked: Callable[[str, str], bool] = lambda _one, _other: True
) -> Iterator[tuple[str, str]]:
    """Pairs of sessions of different people that are nearly the same, in order; of those that are
    tied over others already no more is told. Only pairs that are ``asked`` for are looked at."""
    paths: dict[str, Path | None] = {}
    ties = Ties(one.session for one in works)
    for one, other in _candidates(works):
        if one.person == other.person or not asked(one.session, other.session):
            continue
        if ties.root(one.session) == ties.root(other.session):
            continue
        for work in (one, other):
            if work.session not in paths:
                paths[work.session] = work.path()
        same = _same_motion(paths[one.session], paths[other.session])
        # words alone decide where nobody saw the hands; without words the hands have to be seen
        if same or (same is None and one.tells_words and other.tells_words):
            ties.tie(one.session, other.session)
            yield one.session, other.session


def _candidates(works: Sequence[Work]) -> Iterator[tuple[Work, Work]]:
    """Pairs whose words do not rule it out."""
    told = [one for one in works if one.tells_words]
    for row, column in _contained(told):
        yield told[row], told[column]
    for n, one in enumerate(works):
        for other in works[n + 1 :]:
            if not (one.tells_words and other.tells_words):
                yield one, other


def _contained(works: Sequence[Work]) -> Iterator[tuple[int, int]]:
    """Pairs, the lower number first, of which most of the smaller set is in the other."""
    if len(works) < 2:
        return
    sizes, shared = _shared(works)
    for row, counts in enumerate(shared):
        least = np.maximum(np.minimum(sizes[row], sizes), 1)
        (alike,) = np.nonzero(counts / least >= SAME_WORDS)
        yield from ((row, int(column)) for column in alike if column > row)


def _shared(works: Sequence[Work]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """i64[n]: how many hashes of each are counted, and i32[n, n]: how many two have in common.

    Hashes are counted in turns, those with the same remainder in one: so few are in memory at once.
    """
    total = sum(one.told for one in works)
    every = max(1, min(total // MOST_HASHES, min(one.told for one in works) // FEWEST_SHINGLES))
    turns = 1 + total // every // MOST_HASHES
    sizes = np.zeros(len(works), np.int64)
    shared = np.zeros((len(works), len(works)), np.int32)
    for turn in range(turns):
        hashes = [_chosen(one.shingles(), every, (turn, turns)) for one in works]
        ends = np.concatenate([[0], np.cumsum([len(one) for one in hashes])])
        met, columns = np.unique(np.concatenate(hashes), return_inverse=True)
        ones = np.ones(len(columns), np.int32)
        table = scipy.sparse.csr_array((ones, columns, ends), shape=(len(works), max(1, len(met))))
        turned = table.T.tocsr()
        sizes += np.diff(ends)
        for first in range(0, len(works), ROWS_AT_ONCE):
            some = slice(first, first + ROWS_AT_ONCE)
            shared[some] += (table[some] @ turned).toarray()
    return sizes, shared


def _chosen(hashes: Hashes, every: int, turn: tuple[int, int]) -> Hashes:
    """Every so many-th, and of those the ones of this turn."""
    few = hashes[hashes % np.uint64(every) == 0]
    which, of = (np.uint64(one) for one in turn)
    return np.asarray(few[few // np.uint64(every) % of == which], dtype=np.uint64)


def _same_motion(one: Path | None, other: Path | None) -> bool | None:
    """None where too little was seen of either."""
    if one is None or other is None:
        return None
    found = likeness(one, other)
    return None if found is None else found >= SAME_MOTION


def likeness(one: Path, other: Path) -> float | None:
    """-1..1, at the shift that fits best; None where too little was seen of either."""
    (a, known_a), (b, known_b) = _steps(one), _steps(other)
    least = (1 - MOST_OUTSIDE) * min(known_a.any(axis=1).sum(), known_b.any(axis=1).sum())
    if least < (1 - MOST_OUTSIDE) * FEWEST_BINS:
        return None
    product = np.sum([scipy.signal.correlate(a[:, n], b[:, n]) for n in range(4)], axis=0)
    # only where both were seen does the size of a step count
    own = np.sum([scipy.signal.correlate(a[:, n] ** 2, known_b[:, n]) for n in range(4)], axis=0)
    theirs = np.sum([scipy.signal.correlate(known_a[:, n], b[:, n] ** 2) for n in range(4)], axis=0)
    both = np.max([scipy.signal.correlate(known_a[:, n], known_b[:, n]) for n in range(4)], axis=0)
    size = np.sqrt(np.clip(own, 0, None) * np.clip(theirs, 0, None))
    fits = (both > least - 0.5) & (size > 1e-9)
    return float((product[fits] / size[fits]).max()) if fits.any() else None


def _steps(path: Path) -> tuple[Path, Path]:
    """How far it went from bin to bin, and where that is known; 0 where it is not."""
    steps = np.diff(path, axis=0)
    known = np.isfinite(steps)
    return np.where(known, steps, 0.0), known.astype(np.float64)


class Ties:
    """What hangs together over any number of pairs."""

    def __init__(self, names: Iterable[str]) -> None:
        self._above = {one: one for one in names}

    def root(self, one: str) -> str:
        """The least of those that it hangs together with."""
        while self._above[one] != one:
            one = self._above[one]
        return one

    def tie(self, one: str, other: str) -> None:
        low, high = sorted((self.root(one), self.root(other)))
        self._above[high] = low

    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Those of more than one, each sorted, in order."""
        found: dict[str, list[str]] = {}
        for one in sorted(self._above):
            found.setdefault(self.root(one), []).append(one)
        return tuple(tuple(many) for many in found.values() if len(many) > 1)
