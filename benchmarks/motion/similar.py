"""Whether movement like that of a skilled action is found in other takes of generated experts.

The question is the seconds of one action; a hit is right if its middle lies in the same action (or
the same step) of another take. Tracks are the exact joints with noise (``similar_takes``), so this
tells what is lost by the method, not by the detection; all of it is generated. The tune half is
what weights were chosen on, the test half is for reporting only.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benchmarks.common import say
from benchmarks.motion.similar_takes import TAKES, SeenTake, halves
from data_schemas.clock import Interval, Span
from pipelines.motion.descriptor import POINTS, Shape, shape
from pipelines.motion.series import Series, series
from pipelines.motion.warp import normed
from pipelines.motion.windows import windows_of
from pipelines.search.movement.engine import GRID_S, WARPING, MovementEngine, Within

TOP = 5
SHORTEST_S = 1.5
WARPED_ALONE = 1e6
ENGINES = {"vectors": 0.0, "vectors_then_warped_alone": WARPED_ALONE, "both_as_shipped": WARPING}


@dataclass(frozen=True)
class Question:
    take: int
    span: Span
    action: str
    step: str | None


@dataclass
class Score:
    """Right answers at the first place and among the first five."""

    n: int = 0
    right: dict[str, int] = field(default_factory=dict)

    def add(self, question: Question, hits: Sequence[Span], all_takes: list[Seen]) -> None:
        self.n += 1
        found = [all_takes[int(hit.recording)].at(hit.middle_s) for hit in hits[:TOP]]
        for name, wanted, position in (("action", question.action, 0), ("step", question.step, 1)):
            right = [at[position] == wanted for at in found]
            for depth in (1, TOP):
                key = f"{name}_hit@{depth}"
                self.right[key] = self.right.get(key, 0) + any(right[:depth])

    def row(self) -> dict[str, Any]:
        return {"n": self.n} | {k: round(v / self.n, 3) for k, v in self.right.items()}


@dataclass(frozen=True, eq=False)
class Seen:
    """One take with its series; ``at`` names the action and the step of a second."""

    take: SeenTake
    series: Series

    def at(self, second: float) -> tuple[str | None, str | None]:
        return self._named("actions", "id", second), self._named("segments", "step_id", second)

    def _named(self, rows: str, key: str, second: float) -> str | None:
        for row in self.take.truth[rows]:
            if row["start_s"] <= second < row["end_s"]:
                return f"{self.take.job}/{row[key]}"
        return None


def measure(smoke: bool) -> dict[str, Any]:
    """Hit rates by half, by whose takes are searched, and by method."""
    found = {
        split: _half([Seen(one, series(one.track)) for one in takes])
        for split, takes in halves(smoke).items()
    }
    return {"takes": TAKES, "shortest_s": SHORTEST_S, **found}


def _half(them: list[Seen]) -> dict[str, Any]:
    asked = list(_questions(them))
    engines = {name: _engine(them, warping) for name, warping in ENGINES.items()}
    peer = Peer(them)
    out: dict[str, Any] = {"windows": sum(len(windows_of(t.series, "").starts_s) for t in them)}
    for whose, same in (("same_person", True), ("other_person", False)):
        methods = {name: _by_engine(engine) for name, engine in engines.items()}
        methods["euclid_1nn"] = peer.answer
        scores = {name: Score() for name in methods}
        chance: list[tuple[float, float]] = []
        spent = 0.0
        for question in asked:
            among = _among(them, question, same)
            if not among:
                continue
            chance.append(peer.chance(question, among))
            for name, answer in methods.items():
                began = time.process_time()
                scores[name].add(question, answer(question, among), them)
                spent += (time.process_time() - began) * (name == "both_as_shipped")
        rows = {name: score.row() for name, score in scores.items() if score.n}
        out[whose] = rows
        if chance:
            mean = np.mean(chance, axis=0)
            rows["chance"] = {"action": round(float(mean[0]), 3), "step": round(float(mean[1]), 3)}
            rows["cpu_ms_a_question"] = round(1000 * spent / len(chance), 1)
        say(f"{whose}: {rows}")
    return out


def _questions(them: list[Seen]) -> Iterator[Question]:
    for number, one in enumerate(them):
        for row in one.take.truth["actions"]:
            span = Span(recording=str(number), start_s=row["start_s"], end_s=row["end_s"])
            if span.length_s >= SHORTEST_S:
                step = one.at(span.middle_s)[1]
                yield Question(number, span, f"{one.take.job}/{row['id']}", step)


def _among(them: list[Seen], question: Question, same: bool) -> list[int]:
    """Other takes of this person, or takes of others; none if the action is in none of them."""
    me = them[question.take].take.person
    found = [
        n for n, one in enumerate(them) if n != question.take and (one.take.person == me) == same
    ]
    there = {
        f"{them[n].take.job}/{row['id']}" for n in found for row in them[n].take.truth["actions"]
    }
    return found if question.action in there else []


Answer = Callable[[Question, list[int]], Sequence[Span]]


def _engine(them: list[Seen], warping: float) -> MovementEngine:
    engine = MovementEngine(warping=warping)
    for number, one in enumerate(them):
        engine.add(str(number), windows_of(one.series, str(number)))
    return engine


def _by_engine(engine: MovementEngine) -> Answer:
    def answer(question: Question, among: list[int]) -> Sequence[Span]:
        within = Within({str(n): 0.0 for n in among}, str(question.take), question.span.interval)
        return engine.query(engine.stretch(question.span), TOP, within)

    return answer


class Peer:
    """The nearest stretch of the same length by Euclid's distance, every half second tried.

    On the same channels, z-normed as for warping; no index, no windows.
    """

    def __init__(self, them: list[Seen]) -> None:
        self._them = them
        self._shapes: dict[tuple[int, float], list[tuple[Span, Shape]]] = {}

    def answer(self, question: Question, among: list[int]) -> Sequence[Span]:
        asked = shape(self._them[question.take].series.cut(question.span), POINTS)
        assert asked is not None
        rows = [
            (_euclid(asked, other), span)
            for n in among
            for span, other in self._stretches(n, question.span.length_s)
        ]
        kept: list[Span] = []
        for _, span in sorted(rows, key=lambda row: row[0]):
            if all(span.overlap_s(k) <= 0.3 * span.length_s or k.recording != span.recording
                   for k in kept):  # fmt: skip
                kept.append(span)
            if len(kept) == TOP:
                break
        return kept

    def chance(self, question: Question, among: list[int]) -> tuple[float, float]:
        """Shares of the stretches that are right by themselves: of the action, of the step."""
        at = [
            self._them[n].at(span.middle_s)
            for n in among
            for span, _ in self._stretches(n, question.span.length_s)
        ]
        right = [[a == question.action, s == question.step] for a, s in at]
        action, step = np.mean(right, axis=0)
        return float(action), float(step)

    def _stretches(self, number: int, length_s: float) -> list[tuple[Span, Shape]]:
        length_s = round(length_s / GRID_S) * GRID_S
        if (number, length_s) not in self._shapes:
            self._shapes[number, length_s] = list(_cut(self._them[number], number, length_s))
        return self._shapes[number, length_s]


def _cut(one: Seen, number: int, length_s: float) -> Iterator[tuple[Span, Shape]]:
    last = one.series.end_s - length_s
    for start in np.arange(one.series.start_s, last + 1e-6, GRID_S):
        around = Interval(start_s=float(start), end_s=float(start) + length_s)
        found = shape(one.series.cut(around), POINTS)
        if found is not None:
            yield Span(recording=str(number), **around.model_dump()), found


def _euclid(a: Shape, b: Shape) -> float:
    both = a.seen & b.seen
    if not both.any():
        return float("inf")
    return float(np.sqrt(((normed(a) - normed(b))[:, both] ** 2).mean()))
