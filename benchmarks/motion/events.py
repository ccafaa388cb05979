"""Events that are told of rendered takes, against what truly happened in them.

Detectors were chosen on the tune half; the test half is for reporting. Generated pictures: no
figure of it is field accuracy.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from benchmarks.common import say
from benchmarks.motion.takes import Span, Take, halves
from benchmarks.motion.truth import STILL_M_S, STILL_S, TRUTH, goes_on
from data_schemas.motion import Event
from pipelines.motion.events import find_events

NEAR_S = 0.5
SHOWN = ("pause", "regrip")  # whose errors are printed one by one
RESAMPLED = 1000
Pairs = list[tuple[int, int]]


@dataclass
class Counts:
    """Of each recording: told, true, hits, hits whose start is near, told near a true one."""

    rows: list[tuple[int, ...]] = field(default_factory=list)

    def row(self) -> dict[str, Any]:
        counts = np.array(self.rows)
        told, true, hits, starts, near = (int(n) for n in counts.sum(axis=0))
        found: dict[str, Any] = {"told": told, "true": true, "hits": hits}
        found |= {"hits_with_start_near": starts, "told_near_a_true_one": near}
        for name, whole, column in (("precision", told, 0), ("recall", true, 1)):
            found[name] = round(hits / whole, 3) if whole else None
            found[f"{name}_90"] = _spread(counts, column) if whole else None
        return found


def _spread(counts: NDArray[Any], column: int) -> list[float]:
    """5th and 95th percentile of a share when recordings are drawn again."""
    rng = np.random.default_rng(0)
    drawn = counts[rng.integers(len(counts), size=(RESAMPLED, len(counts)))].sum(axis=1)
    shares = drawn[:, 2] / np.maximum(drawn[:, column], 1)
    return [round(float(one), 3) for one in np.quantile(shares[drawn[:, column] > 0], (0.05, 0.95))]


def measure(smoke: bool) -> dict[str, Any]:
    """Precision and recall by kind and group of takes; 90 % of resampled recordings lie between.

    An event is right if it overlaps a true one of its kind, and hand where truth states one, or
    lies within ``NEAR_S`` of it; pairs are one to one and as many as possible. A pause is true
    where the joints of both hands rest, planned or not; the other kinds are what the take was
    planned with. Kinds that truth knows nothing of are only counted.
    """
    found = {half: _half(takes) for half, takes in halves(smoke).items()}
    return {"within_s": NEAR_S, "still_below_m_s": STILL_M_S, "still_for_s": STILL_S, **found}


def _half(takes: list[Take]) -> dict[str, Any]:
    kinds: dict[str, dict[str, Counts]] = {kind: defaultdict(Counts) for kind in TRUTH}
    others: Counter[str] = Counter()
    for take in takes:
        events = find_events(take.track)
        say(f"{take.name}: {len(events)} events")
        others.update(event.kind for event in events if event.kind not in TRUTH)
        for kind, truth in TRUTH.items():
            told, true = [event for event in events if event.kind == kind], truth(take)
            for group in take.groups:
                kinds[kind][group].rows.append(count(spans(told), true))
            if kind in SHOWN:
                _show(take, kind, told, true)
    minutes = sum(len(take.t_s) / take.truth["fps"] for take in takes) / 60
    return {
        "recordings": len(takes),
        "minutes": round(minutes, 1),
        "fps": sorted({take.truth["fps"] for take in takes}),
        "kinds": {k: {g: c.row() for g, c in groups.items()} for k, groups in kinds.items()},
        "told_of_other_kinds": dict(sorted(others.items())),
    }


def spans(events: Sequence[Event]) -> list[Span]:
    """The times and hands of events."""
    return [Span(event.start_s, event.end_s, event.hand) for event in events]


def _near_s(told: Span, true: Span) -> float:
    """Seconds that two spans overlap, below 0 how far they are apart; -inf for another hand."""
    if true.hand and told.hand != true.hand:
        return -np.inf
    return min(told.end_s, true.end_s) - max(told.start_s, true.start_s)


def paired(told: Sequence[Span], true: Sequence[Span]) -> Pairs:
    """Pairs (told, true) that are near, one to one, most pairs first, then most overlap."""
    near = np.array([[_near_s(a, b) for b in true] for a in told]).reshape(len(told), len(true))
    worth = np.where(near >= -NEAR_S, 1e4 + near, 0.0)
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if worth[i, j]]


def count(told: list[Span], true: list[Span]) -> tuple[int, ...]:
    """One row of ``Counts``."""
    pairs = paired(told, true)
    starts = sum(abs(told[i].start_s - true[j].start_s) <= NEAR_S for i, j in pairs)
    near = sum(any(_near_s(one, other) >= -NEAR_S for other in true) for one in told)
    return len(told), len(true), len(pairs), starts, near


def _show(take: Take, kind: str, told: Sequence[Event], true: list[Span]) -> None:
    """The errors themselves, for whoever tunes: events told in vain, true ones not told."""
    pairs = paired(spans(told), true)
    for i in sorted(set(range(len(told))) - {i for i, _ in pairs}):
        at, about = spans(told)[i], f"{told[i].hand} {told[i].measures}"
        say(f"  false {kind} {at.start_s:.1f}-{at.end_s:.1f} {about}: {goes_on(take, at)}")
    for j in sorted(set(range(len(true))) - {j for _, j in pairs}):
        at = true[j]
        say(f"  missed {kind} {at.start_s:.1f}-{at.end_s:.1f}: {goes_on(take, at)}")
