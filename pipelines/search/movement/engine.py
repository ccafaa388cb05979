"""Movement that is like a given stretch: vectors propose, warping in time helps to decide."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from data_schemas.clock import Interval, Span
from data_schemas.errors import InputError, StoreError
from pipelines.motion.descriptor import DIM, VERSION, Shape, describe, descriptor, shape
from pipelines.motion.series import Series
from pipelines.motion.warp import distance
from pipelines.motion.windows import WINDOW_S, MotionWindows
from pipelines.search.nearest import MakeNearest
from pipelines.search.vectors import VectorIndex

CANDIDATES = 100  # windows a window of the question
RANKED = 100  # stretches that are looked at closely
QUESTIONS = 12  # windows of the question at most
GRID_S = 0.5  # proposals nearer than this are one
MERGED = 0.3  # of a stretch: hits of a session that share more are one place
# Warping ranks better than the vectors within one person's takes and worse where camera and person
# differ; this much of it keeps most of both (benchmarks/motion/similar.py, tune half).
WARPING = 0.3


class Found(Span):
    """``likeness`` is the cosine of the vectors, ``apart`` the warped distance in spreads.

    ``score`` orders the hits of one question and means nothing else: it is never a percentage.
    """

    session: str
    score: float
    likeness: float
    apart: float


@dataclass(frozen=True)
class Within:
    """What may come back: recordings with their offsets, but not ``own`` seconds of a session.

    ``own`` is on the session's clock: another camera shows the same movement.
    """

    offsets: dict[str, float]
    session: str
    own: Interval


@dataclass(frozen=True, eq=False)
class _Kept:
    session: str
    windows: MotionWindows
    ids: list[int]


@dataclass
class _Stored:
    recordings: dict[str, _Kept] = field(default_factory=dict)
    windows: dict[int, tuple[str, float]] = field(default_factory=dict)
    following: int = 0


class MovementEngine:
    """Safe for use by several threads. Holds no file: a cache that ``add`` fills again.

    ``nearest`` makes what holds the vectors. ``warping`` is what a warped distance of 1 takes off
    the likeness; 0 leaves it out.
    """

    def __init__(self, nearest: MakeNearest = VectorIndex, warping: float = WARPING) -> None:
        self._index = nearest(DIM, VERSION)
        self._warping = warping
        self._stored = _Stored()
        self._lock = threading.Lock()

    @property
    def recordings(self) -> frozenset[str]:
        return frozenset(self._stored.recordings)

    def lost(self) -> bool:
        """Whether the vectors are gone for good: take a new engine and add everything again."""
        return self._index.lost()

    def add(self, session: str, found: MotionWindows) -> None:
        """Make a recording findable; what it had before is replaced.

        ``StoreError`` if its vectors were made by another method.
        """
        if found.descriptor != VERSION:
            raise StoreError(
                "the movement was described by an older version; process the session again"
            )
        with self._lock:
            self._forget(found.recording)
            start = self._stored.following
            ids = list(range(start, start + len(found.starts_s)))
            self._index.add(ids, found.vectors)
            self._stored.following += len(ids)
            self._stored.recordings[found.recording] = _Kept(session, found, ids)
            for number, start_s in zip(ids, found.starts_s, strict=True):
                self._stored.windows[number] = (found.recording, float(start_s))

    def remove(self, recording: str) -> None:
        """Forget a recording; one that is not known is passed over."""
        with self._lock:
            self._forget(recording)

    def stretch(self, span: Span) -> Series:
        """The series of these seconds. ``StoreError`` if the recording is not here."""
        with self._lock:
            kept = self._stored.recordings.get(span.recording)
        if kept is None:
            raise StoreError("The movement of this recording is not described yet.")
        return kept.windows.series.cut(span)

    def query(self, stretch: Series, k: int, within: Within) -> list[Found]:
        """Up to ``k`` stretches of the same length, best first, none over another.

        ``InputError`` if too little was seen in the stretch.
        """
        asked = shape(stretch)
        if asked is None:
            raise InputError("Too little was seen of hands and body in these seconds: name others.")
        with self._lock:
            allowed = [n for n, at in self._stored.windows.items() if self._may(at, within)]
            proposed = self._propose(stretch, allowed)
            ranked = sorted(
                self._ranked(asked, proposed, within), key=lambda one: (-one.score, one.start_s)
            )
        return _apart(ranked, k, within)

    def _may(self, at: tuple[str, float], within: Within) -> bool:
        recording, start_s = at
        if recording not in within.offsets:
            return False
        return not self._is_own(recording, start_s, start_s + WINDOW_S, within)

    def _is_own(self, recording: str, start_s: float, end_s: float, within: Within) -> bool:
        if self._stored.recordings[recording].session != within.session:
            return False
        offset = within.offsets[recording]
        return start_s + offset < within.own.end_s and within.own.start_s < end_s + offset

    def _propose(self, stretch: Series, allowed: list[int]) -> list[Span]:
        """Stretches as long as the question, by the windows that are like windows of it."""
        length_s = stretch.end_s - stretch.start_s
        votes: dict[tuple[str, float], float] = defaultdict(float)
        for after_s, vector in _questions(stretch):
            for number, likeness in self._index.search(vector[None], CANDIDATES, allowed)[0]:
                recording, start_s = self._stored.windows[number]
                votes[recording, round((start_s - after_s) / GRID_S) * GRID_S] += likeness
        best = sorted(votes, key=lambda one: (-votes[one], one))[:RANKED]
        return [self._fitted(recording, start_s, length_s) for recording, start_s in best]

    def _fitted(self, recording: str, start_s: float, length_s: float) -> Span:
        """Moved into the recording, and shortened where that is shorter."""
        whole = self._stored.recordings[recording].windows.series
        start = max(whole.start_s, min(start_s, whole.end_s - length_s))
        end = min(whole.end_s, start + length_s)
        return Span(recording=recording, start_s=start, end_s=end)

    def _ranked(self, asked: Shape, proposed: list[Span], within: Within) -> Iterator[Found]:
        vector = describe(asked)
        for span in dict.fromkeys(proposed):
            kept = self._stored.recordings[span.recording]
            other = shape(kept.windows.series.cut(span), points=len(asked.values))
            if other is None or self._is_own(span.recording, span.start_s, span.end_s, within):
                continue
            apart = distance(asked, other)
            if not np.isfinite(apart):
                continue
            likeness = float(vector @ describe(other))
            yield Found(
                **span.model_dump(),
                session=kept.session,
                score=likeness - self._warping * apart,
                likeness=likeness,
                apart=apart,
            )

    def _forget(self, recording: str) -> None:
        kept = self._stored.recordings.pop(recording, None)
        if kept is not None:
            self._index.remove(kept.ids)
            for number in kept.ids:
                del self._stored.windows[number]


def _questions(stretch: Series) -> Iterator[tuple[float, NDArray[np.float32]]]:
    """Vectors of windows spread over the stretch, and how far into it each begins.

    A stretch that is shorter than a window is one question as it is.
    """
    spare_s = max(0.0, stretch.end_s - stretch.start_s - WINDOW_S)
    count = min(QUESTIONS, 1 + round(spare_s))
    for after_s in np.linspace(0.0, spare_s, count):
        start_s = stretch.start_s + float(after_s)
        vector = descriptor(stretch.cut(Interval(start_s=start_s, end_s=start_s + WINDOW_S)))
        if vector is not None:
            yield float(after_s), vector


def _apart(ranked: list[Found], k: int, within: Within) -> list[Found]:
    """The best ``k``; what overlaps a better one of the same session is the same place."""
    kept: list[Found] = []
    for one in ranked:
        if len(kept) == k:
            break
        if not any(_same_place(one, other, within.offsets) for other in kept):
            kept.append(one)
    return kept


def _same_place(one: Found, other: Found, offsets: dict[str, float]) -> bool:
    if one.session != other.session:
        return False
    here, there = (x.interval.shifted(offsets[x.recording]) for x in (one, other))
    return here.overlap_s(there) > MERGED * min(here.length_s, there.length_s)
