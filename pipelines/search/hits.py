"""What a search gives back: passages that lie beside each other are one hit."""

from __future__ import annotations

from collections.abc import Iterable

from data_schemas.clock import Interval
from data_schemas.rights import ProtectionClass, Purpose
from data_schemas.value import Value
from pipelines.search.hybrid import Match
from pipelines.search.passage import Passage

# Windows of narration that follow each other are played as one, up to a minute.
NEAR_S = 8.0
LONGEST_S = 60.0


class Hit(Value):
    """``passage`` is the best of those that lie beside each other, ``beside`` all, in time order.

    ``score`` orders the hits of one query and means nothing else: it is never a percentage.
    ``dense_rank`` and ``lexical_rank`` say which side found it, and where, from 1. ``marks`` are
    characters ``[start, end)`` of ``text`` that the question's words are in. ``then`` is what is
    done or said next, where a sign was asked about. ``expert``, ``protection_class`` and
    ``purposes`` are whose it is, how far it may go and what for.
    """

    passage: Passage
    beside: tuple[Passage, ...] = ()
    score: float
    dense_rank: int | None
    lexical_rank: int | None
    marks: tuple[tuple[int, int], ...] = ()
    then: Passage | None = None
    expert: str = ""
    protection_class: ProtectionClass | None = None
    purposes: frozenset[Purpose] = frozenset()

    @property
    def start_s(self) -> float:
        return min((one.start_s for one in self.beside), default=self.passage.start_s)

    @property
    def end_s(self) -> float:
        return max((one.end_s for one in self.beside), default=self.passage.end_s)

    @property
    def text(self) -> str:
        """What was said, without the title of the step that stands before each passage."""
        return " ".join(said(one) for one in self.beside or (self.passage,))


def said(passage: Passage) -> str:
    title = passage.step_title
    return passage.text.removeprefix(f"{title}. ") if title else passage.text


def merged(found: Iterable[tuple[Match, Passage]], k: int) -> list[Hit]:
    """The best ``k`` hits of matches that come best first.

    What lies beside a better match of the same step is shown with it and takes no place of its own.
    """
    hits: list[Hit] = []
    for match, passage in found:
        near = next((n for n, hit in enumerate(hits) if _belongs(passage, hit)), None)
        if near is not None:
            hits[near] = _wider(hits[near], passage)
        elif len(hits) < k:
            hits.append(
                Hit(
                    passage=passage,
                    score=match.score,
                    dense_rank=match.dense_rank,
                    lexical_rank=match.lexical_rank,
                )
            )
    return hits


def _belongs(passage: Passage, hit: Hit) -> bool:
    here = hit.passage
    if (passage.kind, here.kind) != ("narration", "narration"):
        return False
    if (passage.session, passage.recording, passage.step_id) != (
        here.session, here.recording, here.step_id,
    ):  # fmt: skip
        return False
    start_s, end_s = min(passage.start_s, hit.start_s), max(passage.end_s, hit.end_s)
    room = Interval(start_s=max(0.0, hit.start_s - NEAR_S), end_s=hit.end_s + NEAR_S)
    return end_s - start_s <= LONGEST_S and room.overlap_s(passage) > 0


def _wider(hit: Hit, passage: Passage) -> Hit:
    beside = (*(hit.beside or (hit.passage,)), passage)
    ordered = sorted(beside, key=lambda one: (one.start_s, one.end_s, one.id))
    return hit.model_copy(update={"beside": tuple(ordered)})
