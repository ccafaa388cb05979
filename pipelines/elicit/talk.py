"""What was said, and what hands did meanwhile: which sentence a piece of work may belong to."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from data_schemas.clock import Interval
from data_schemas.transcript import Utterance
from pipelines.elicit.observed import Observed
from pipelines.elicit.seconds import Seconds
from pipelines.lexicon import SLIPS, TAKEN_BACK
from pipelines.text import normalise

UNSURE = 0.6  # whether a sentence is about the work that the aligner found no step for
EDGE_S = 0.5  # a sentence and a piece may overlap by so much
WORKED = 0.5
_SENTENCE = re.compile(r"(?<=[.!?。])\s+")
_SLIP, _BACK = re.compile("|".join(SLIPS)), re.compile("|".join(TAKEN_BACK))


@dataclass(frozen=True, eq=False)
class Sentence:
    """``worked``: how much hands worked while it was said; ``topic``: whether it is about a step.

    Both 0..1. ``slip``: it says that something went wrong, ``back``: it takes something back.
    """

    at: Interval
    worked: float
    topic: float
    slip: bool
    back: bool


@dataclass(frozen=True, eq=False)
class Talk:
    """The sentences of a recording in time order."""

    said: tuple[Sentence, ...]

    @classmethod
    def of(cls, seen: Observed, seconds: Seconds) -> Talk:
        cited = {round(words.start_s, 2) for one in seen.segments for words in one.cited}
        said = sorted(seen.utterances, key=lambda one: one.start_s)
        return cls(tuple(_sentence(one, cited, seconds) for one in said))

    @cached_property
    def _starts(self) -> list[float]:
        return [one.at.start_s for one in self.said]

    def before(self, piece: Interval) -> Sentence | None:
        """The sentence that ended last before a piece."""
        started = self.said[: bisect_left(self._starts, piece.start_s)]
        ended = (one for one in started[-3:] if one.at.end_s <= piece.start_s + EDGE_S)
        return max(ended, key=lambda one: one.at.end_s, default=None)

    def after(self, piece: Interval) -> Sentence | None:
        """The first sentence that begins after a piece."""
        n = bisect_left(self._starts, piece.end_s - EDGE_S)
        return self.said[n] if n < len(self.said) else None

    @property
    def at_work(self) -> list[Interval]:
        """Sentences in which hands worked: what was spoken about as it was done."""
        return [one.at for one in self.said if one.worked >= WORKED]


def _sentence(said: Utterance, cited: set[float], seconds: Seconds) -> Sentence:
    worked = seconds.working(said)
    back = _says(_BACK, said.text)
    return Sentence(
        at=said.model_copy(),
        worked=0.5 if math.isnan(worked) else worked,
        topic=1.0 if round(said.start_s, 2) in cited else UNSURE,
        slip=not back and _says(_SLIP, said.text),
        back=back,
    )


def _says(pattern: re.Pattern[str], text: str) -> bool:
    """Whether some part of it does."""
    return any(pattern.search(normalise(part)) for part in _SENTENCE.split(text))
