"""Which words speak for which segment, and when they were said, seen from the action."""

from typing import Literal

from data_schemas.clock import Interval
from data_schemas.timeline import Cited
from pipelines.align.baselines import Path
from pipelines.align.emissions import Narration
from pipelines.align.model import Reading

Relation = Literal["before", "during", "after", "overview", "recap"]
LEAST_ODDS = 0.4
FARTHEST_S = 90.0
MOST = 8


def cite(
    path: Path, narration: Narration, reading: Reading, lag_s: float
) -> list[tuple[Cited, ...]]:
    """For every segment the utterances that name its step, in time order, at most eight.

    An utterance is cited once, by the occurrence of its step that lies nearest; one far from all
    occurrences only if it belongs to an overview or a recap.
    """
    found: list[list[tuple[int, Cited]]] = [[] for _ in path]
    for u, said in enumerate(narration.utterances):
        odds = reading.odds[u]
        k = int(odds.argmax())
        if odds[k] < LEAST_ODDS:
            continue
        at = said.start_s + lag_s
        away = {i: _distance(at, a, b) for i, (step, a, b) in enumerate(path) if step == k}
        if not away:
            continue
        nearest = min(away, key=lambda i: (away[i], i))
        run_through = bool(reading.first[u] or reading.last[u])
        if away[nearest] > FARTHEST_S and not run_through:
            continue
        relation = when(said, path[nearest], bool(reading.first[u]), bool(reading.last[u]))
        words = Cited(
            start_s=said.start_s,
            end_s=said.end_s,
            text=said.text,
            score=round(float(odds[k]), 3),
            relation=relation,
        )
        found[nearest].append((u, words))
    return [_strongest(rows) for rows in found]


def _strongest(rows: list[tuple[int, Cited]]) -> tuple[Cited, ...]:
    kept = sorted(rows, key=lambda row: (-row[1].score, row[0]))[:MOST]
    return tuple(words for _, words in sorted(kept, key=lambda row: row[0]))


def _distance(at: float, start: float, end: float) -> float:
    return max(start - at, at - end, 0.0)


def when(
    said: Interval, segment: tuple[int, int, int], first: bool = False, last: bool = False
) -> Relation:
    """When something was said, seen from a segment; ``first`` and ``last``: in a run-through."""
    _, start, end = segment
    if said.start_s < end and said.end_s > start:
        return "during"
    if said.end_s <= start:
        return "overview" if first else "before"
    return "recap" if last else "after"
