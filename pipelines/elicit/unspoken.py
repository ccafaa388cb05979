"""The say-do gap: skilled action about which nobody says a word.

Every stretch of work between two sentences is judged by a few signs, each with a meaning of its own:
whether the sentence before it announced it (the hands did not work while it was said), whether it
only goes on with what that sentence was about, whether the same was done and spoken about elsewhere
in the recording, whether it is a slip that the next sentence puts right. A logistic of them gives
the probability that it is worth asking; figures and how they were fitted: ``weights``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from data_schemas.clock import Interval
from data_schemas.motion import Event
from data_schemas.timeline import Sign
from data_schemas.transcript import Utterance
from pipelines.elicit.observed import Found, Observed
from pipelines.elicit.stretches import By, Seconds, gaps, pieces, unlike
from pipelines.elicit import fitted
from pipelines.elicit.weights import logistic
from pipelines.lexicon import SLIPS, TAKEN_BACK
from pipelines.text import normalise

Row = NDArray[np.float64]

NEAR_S = 4.0  # after a sentence: what it may be about
JUST_AFTER_S = 1.5
TYPICAL_S = 5.0
TOLD = 0.6
SAME_WORK = 0.6  # so alike are two different actions of one job
UNSURE = 0.6  # whether a sentence is about the work that the aligner found no step for
RESTS = ("pause", "regrip", "inspection", "hesitation")
HEARD = ("sound_starts", "sound_stops", "sound_changes", "knock")
_SENTENCE = re.compile(r"(?<=[.!?。,])\s+")
_SLIP, _BACK = re.compile("|".join(SLIPS)), re.compile("|".join(TAKEN_BACK))


@dataclass(frozen=True, eq=False)
class Talk:
    """Sentences in time order, and for each how much hands worked in it; ``topics``: about steps."""

    said: tuple[Utterance, ...]
    worked: tuple[float, ...]
    topics: tuple[float, ...]

    @classmethod
    def of(cls, seen: Observed, seconds: Seconds) -> Talk:
        said = tuple(sorted(seen.utterances, key=lambda one: one.start_s))
        cited = {round(words.start_s, 2) for one in seen.segments for words in one.cited}
        return cls(
            said,
            tuple(seconds.working(one) for one in said),
            tuple(1.0 if round(one.start_s, 2) in cited else UNSURE for one in said),
        )

    def before(self, at_s: float) -> int | None:
        """The last sentence that ended by then."""
        ended = [n for n, one in enumerate(self.said) if one.end_s <= at_s + 0.5]
        return max(ended, key=lambda n: self.said[n].end_s, default=None)

    def at_work(self) -> list[Interval]:
        """Sentences about the steps in which hands worked."""
        rows = zip(self.said, self.worked, self.topics, strict=True)
        return [one for one, worked, topic in rows if topic and worked >= 0.5]

    def after(self, at_s: float) -> int | None:
        return next((n for n, one in enumerate(self.said) if one.start_s >= at_s - 0.5), None)


def unspoken_actions(seen: Observed) -> Iterator[Found]:
    """Stretches of work without a word, each with the probability that it is worth asking."""
    for piece, by, signs in candidates(seen):
        yield Found(
            kind="unspoken_action",
            span=seen.clipped(piece.start_s, piece.end_s),
            score=logistic(fitted.UNSPOKEN[by], signs),
            because=_because(by, signs),
            step_id=seen.step_at(piece),
            signs=_signs(seen, piece, by),
        )


def candidates(seen: Observed) -> Iterator[tuple[Interval, By, dict[str, float]]]:
    """Every stretch of work without a word, what tells of it, and its signs, each about 0..1."""
    seconds = Seconds.of(seen)
    talk = Talk.of(seen, seconds)
    cut = [(gap, pieces(gap, seconds)) for gap in gaps(talk.said, seen.duration_s)]
    every = [piece for _, found in cut for piece in found]
    alike = Alike.of(seconds, [*talk.at_work(), *every])
    told = [*talk.at_work(), *(one for one in every if _announced(talk, one) >= TOLD)]
    for gap, found in cut:
        for n, piece in enumerate(found):
            yield piece, seconds.by(piece), {
                **_own(seen, piece, seconds),
                "announced": _announced(talk, piece),
                "goes_on": _goes_on(talk, piece, gap, alike),
                "taken_back": _taken_back(talk, piece),
                "told_elsewhere": _elsewhere(piece, told, alike),
                "put_right": _put_right(talk, piece) if n == len(found) - 1 else 0.0,
                "first": float(n == 0),
            }


def _own(seen: Observed, piece: Interval, seconds: Seconds) -> dict[str, float]:
    working, length = seconds.working(piece), max(piece.length_s, 0.1)
    step = max((one.overlap_s(piece) / length for one in seen.performed), default=0.0)
    rests = sum(one.overlap_s(piece) for one in _events(seen, RESTS)) / length
    heard = any(piece.contains(one.start_s) for one in _events(seen, HEARD))
    return {
        "length": math.log2(max(piece.length_s, 0.5) / TYPICAL_S),
        "working": _or(working, 0.5),
        "doing": _or(seconds.busiest(piece), 0.5),
        "in_step": step,
        "rests": min(1.0, rests),
        "stir": _or(seconds.stir(piece), 1.0),
        "heard": float(heard),
    }


def _announced(talk: Talk, piece: Interval) -> float:
    """How likely the sentence before only said what is done here: hands did not work in it."""
    n = talk.before(piece.start_s)
    if n is None or piece.start_s - talk.said[n].end_s > JUST_AFTER_S:
        return 0.0
    worked = talk.worked[n]
    return (0.5 if math.isnan(worked) else 1.0 - worked) * talk.topics[n]


def _goes_on(talk: Talk, piece: Interval, gap: Interval, alike: Alike) -> float:
    """How likely this is still what was done while the sentence before was said."""
    n = talk.before(piece.start_s)
    if n is None or piece.start_s - gap.start_s > JUST_AFTER_S:
        return 0.0
    worked = talk.worked[n]
    return (0.5 if math.isnan(worked) else worked) * alike(talk.said[n], piece)


def _taken_back(talk: Talk, piece: Interval) -> float:
    """Whether the sentence just before takes something back, which may take longer than it."""
    n = talk.before(piece.start_s)
    if n is None or piece.start_s - talk.said[n].end_s > JUST_AFTER_S:
        return 0.0
    return float(_says(_BACK, talk.said[n]))


def _put_right(talk: Talk, piece: Interval) -> float:
    """Whether the next sentence says that this was a slip."""
    n = talk.after(piece.end_s)
    if n is None or talk.said[n].start_s - piece.end_s > NEAR_S:
        return 0.0
    return float(_says(_SLIP, talk.said[n]) and not _says(_BACK, talk.said[n]))


def _says(pattern: re.Pattern[str], said: Utterance) -> bool:
    """Whether some sentence of it does."""
    return any(pattern.search(normalise(part)) for part in _SENTENCE.split(said.text))


def _elsewhere(piece: Interval, told: Sequence[Interval], alike: Alike) -> float:
    """Likeness 0..1 to work that was spoken about before in the recording, if it is close."""
    before = (alike(one, piece) for one in told if one.end_s < piece.start_s - NEAR_S)
    return max(0.0, (max(before, default=0.0) - SAME_WORK) / (1.0 - SAME_WORK))


@dataclass(frozen=True, eq=False)
class Alike:
    """How alike two stretches look, 0..1, by how different stretches of this recording are."""

    seconds: Seconds
    usual: float

    @classmethod
    def of(cls, seconds: Seconds, stretches: Sequence[Interval]) -> Alike:
        looks = [seconds.look(one) for one in stretches]
        apart = [unlike(a, b) for a, b in combinations(looks, 2)]
        known = [one for one in apart if not math.isnan(one)]
        return cls(seconds, float(np.median(known)) if known else float("nan"))

    def __call__(self, one: Interval, other: Interval) -> float:
        apart = unlike(self.seconds.look(one), self.seconds.look(other)) / self.usual
        return 0.5 if math.isnan(apart) else math.exp(-apart)


def _events(seen: Observed, kinds: Sequence[str]) -> list[Event]:
    events = seen.movement.events if seen.movement else ()
    return [one for one in events if one.kind in kinds]


def _or(value: float, instead: float) -> float:
    return instead if math.isnan(value) else value


def _because(by: By, signs: dict[str, float]) -> str:
    if by == "nothing":
        return "no_words_with_sound" if signs["heard"] else "no_words_in_a_step"
    return "no_words_by_arms" if by == "arms" else "no_words_at_work"


def _signs(seen: Observed, piece: Interval, by: By) -> tuple[Sign, ...]:
    heard = [one for one in _events(seen, HEARD) if piece.contains(one.start_s)]
    source = {"hands": "hands", "arms": "body"}.get(by)
    return (
        seen.sign(piece, "words", "no_words"),
        *((seen.sign(piece, source, "at_work"),) if source else ()),
        *(seen.sign(one, "sound", one.kind) for one in heard[:3]),
    )
