"""The say-do gap: skilled action about which nobody says a word.

Every stretch between two sentences is judged by a few signs, each with a meaning of its own:
whether hands are at work and do something, whether the sentence before announced it (hands did not
work while it was said), whether it only goes on with what that sentence was about, whether the same
was done and spoken about before, whether it is a slip that the next sentence puts right. A logistic
of them gives the probability that it is a skilled action that nobody spoke about: one where hands
are seen, one where arms are, one where nothing is. ``benchmarks.moments.fit`` fits them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from data_schemas.clock import Interval
from data_schemas.motion import Event
from data_schemas.timeline import Sign
from pipelines.elicit import fitted
from pipelines.elicit.observed import SPEECH, Found, Observed
from pipelines.elicit.seconds import Alike, By, Row, Seconds
from pipelines.elicit.stretches import gaps, pieces
from pipelines.elicit.talk import Sentence, Talk
from pipelines.elicit.weights import logistic

JUST_AFTER_S = 1.5  # a sentence: what it may be about begins so soon
NEAR_S = 4.0
TYPICAL_S = 5.0
ANNOUNCED = 0.6  # a piece that was announced so clearly was spoken about
SAME_WORK = 0.6  # so alike are two different actions of one job
HOLDS_BELOW, HOLDS_WIDTH = 0.6, 0.08  # of ``doing``: hands that hold still, grope or look
RESTING = 0.2  # of ``working``: below it hands rest, more or less
USUAL_STIR = 1.0  # ten centimetres a second, as ``Seconds.stir`` counts
RESTS = ("pause", "regrip", "inspection", "hesitation")
HEARD = ("sound_starts", "sound_stops", "sound_changes", "knock")
MOST_HEARD = 3
# Below it nothing is told. Where hands are not seen a guess has to do, rather than no question.
LEAST_SCORE: dict[By, float] = {"hands": 0.45, "arms": 0.3, "nothing": 0.3}
Candidate = tuple[Interval, By, dict[str, float]]


def unspoken_actions(seen: Observed) -> Iterator[Found]:
    """Stretches without a word, each with the probability that it is a skilled action."""
    for piece, by, signs in candidates(seen):
        score = worth(by, signs)
        # Where nothing was seen and nothing was said, silence alone tells nothing.
        told = by != "nothing" or signs["heard"] or SPEECH not in seen.missing
        if told and score >= LEAST_SCORE[by]:
            yield Found(
                kind="unspoken_action",
                span=seen.clipped(piece.start_s, piece.end_s),
                score=score,
                because=_because(by, signs),
                step_id=seen.step_at(piece),
                signs=_signs(seen, piece, by),
            )


def worth(by: By, signs: dict[str, float]) -> float:
    """Probability that a stretch is a skilled action; hands that rest are none, however long."""
    rests = 1.0 if by == "nothing" else min(1.0, signs["working"] / RESTING)
    return rests * logistic(fitted.UNSPOKEN[by], signs)


def candidates(seen: Observed) -> Iterator[Candidate]:
    """Every stretch without a word, what tells of it, and its signs, each about 0..1."""
    seconds = Seconds.of(seen)
    talk = Talk.of(seen, seconds)
    cut = [pieces(gap, seconds) for gap in gaps(seen.utterances, seen.duration_s)]
    every = [piece for found in cut for piece in found]
    told = [*talk.at_work, *(one for one in every if _announced(talk, one) >= ANNOUNCED)]
    looks = [(one, seconds.look(one)) for one in sorted(told, key=lambda one: one.end_s)]
    alike = Alike.of([*(look for _, look in looks), *(seconds.look(one) for one in every)])
    for found in cut:
        for n, piece in enumerate(found):
            yield (
                piece,
                seconds.by(piece),
                {
                    **_own(seen, piece, seconds),
                    **_said(talk, piece, seconds, alike),
                    "told_elsewhere": _elsewhere(piece, seconds.look(piece), looks, alike),
                    "first": float(n == 0),
                },
            )


def _own(seen: Observed, piece: Interval, seconds: Seconds) -> dict[str, float]:
    length = max(piece.length_s, 0.1)
    busy, stir = seconds.busiest(piece), _or(seconds.stir(piece), USUAL_STIR)
    rests = sum(one.overlap_s(piece) for one in _events(seen, RESTS)) / length
    return {
        "length": math.log2(max(piece.length_s, 0.5) / TYPICAL_S),
        "working": _or(seconds.working(piece), 0.5),
        "doing": _or(busy, 0.5),
        "holds": 1.0 / (1.0 + math.exp((_or(busy, 0.9) - HOLDS_BELOW) / HOLDS_WIDTH)),
        "slow": max(0.0, USUAL_STIR - stir),
        "hasty": max(0.0, stir - USUAL_STIR),
        "in_step": max((one.overlap_s(piece) / length for one in seen.performed), default=0.0),
        "rests": min(1.0, rests),
        "heard": float(any(piece.contains(one.start_s) for one in _events(seen, HEARD))),
    }


def _said(talk: Talk, piece: Interval, seconds: Seconds, alike: Alike) -> dict[str, float]:
    """What the sentences on both sides say about a piece."""
    before, after = _just_before(talk, piece), talk.after(piece)
    near = after is not None and after.at.start_s - piece.end_s <= NEAR_S
    goes_on = 0.0
    if before is not None:
        goes_on = before.worked * alike(seconds.look(before.at), seconds.look(piece))
    return {
        "announced": _announced(talk, piece),
        "goes_on": goes_on,
        "taken_back": float(before is not None and before.back),
        "put_right": float(after is not None and near and after.slip),
    }


def _just_before(talk: Talk, piece: Interval) -> Sentence | None:
    said = talk.before(piece)
    return said if said and piece.start_s - said.at.end_s <= JUST_AFTER_S else None


def _announced(talk: Talk, piece: Interval) -> float:
    """How likely the sentence just before said what is done here: hands did not work in it."""
    said = _just_before(talk, piece)
    return (1.0 - said.worked) * said.topic if said else 0.0


def _elsewhere(
    piece: Interval, look: Row, told: Sequence[tuple[Interval, Row]], alike: Alike
) -> float:
    """Likeness 0..1 to work that was spoken about before in the recording, if it is close."""
    before = (alike(other, look) for one, other in told if one.end_s < piece.start_s - NEAR_S)
    return max(0.0, (max(before, default=0.0) - SAME_WORK) / (1.0 - SAME_WORK))


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
        *(seen.sign(one, "sound", one.kind) for one in heard[:MOST_HEARD]),
    )
