"""One recording cut into stretches, each of which is taken for one step."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from data_schemas.transcript import Utterance
from pipelines.propose.clauses import is_aside, is_run_through
from pipelines.propose.cuts import Pace, cut
from pipelines.propose.openings import (
    LISTENERS,
    PAUSE_S,
    Matrix,
    Signs,
    motion_pauses,
    signs,
)
from pipelines.propose.proposal import Aside, Heard, LeftOut, Section, Why
from pipelines.propose.weights import BIAS, PACE, SIGNS
from pipelines.propose.words import QUESTION, UNDO
from pipelines.text import normalise, words

TOPIC_SPREADS = 0.7
NEVER = -1e9
RUN_THROUGH_S = 120.0


@dataclass(frozen=True)
class Cutting:
    """What decides where steps begin; the default was tuned by ``benchmarks/align/propose.py``."""

    signs: tuple[float, ...] = SIGNS
    bias: float = BIAS
    pace: Pace = field(default_factory=lambda: PACE)


def about_work(heard: Heard) -> tuple[tuple[Utterance, ...], tuple[LeftOut, ...]]:
    """Utterances in time order that may be about a step, and talk that is not, with what it is.

    A run-through of the whole job counts only in the first and the last third, and there in the
    two minutes at the edge: in between, a list is what somebody does.
    """
    spoken = sorted(
        (one for one in heard.utterances if words(one.text)), key=lambda u: (u.start_s, u.end_s)
    )
    end = max((one.end_s for one in spoken), default=0.0)
    kept, out = [], []
    for one in spoken:
        taken_for = _aside(one, end)
        if taken_for is None:
            kept.append(one)
        else:
            out.append(
                LeftOut(
                    recording=heard.recording,
                    start_s=one.start_s,
                    end_s=one.end_s,
                    text=one.text,
                    taken_for=taken_for,
                )
            )
    return tuple(kept), tuple(out)


def _aside(one: Utterance, end_s: float) -> Aside | None:
    if is_aside(one.text):
        return "off_topic"
    if is_run_through(one.text):
        near = min(end_s / 3, RUN_THROUGH_S)
        if one.start_s < near:
            return "overview"
        if one.start_s > end_s - near:
            return "recap"
    return None


def sections(
    kept: tuple[Utterance, ...], vectors: Matrix, heard: Heard, how: Cutting | None = None
) -> tuple[Section, ...]:
    """Sections in time order, from the first word of a step to the first of the next.

    ``kept`` are what ``about_work`` gave, ``vectors`` f64[len(kept), d] unit rows.
    """
    if not kept:
        return ()
    chosen = how or Cutting()
    seen = signs(kept, vectors)
    rested = motion_pauses(kept, heard.events)
    odds = openings(seen, chosen)
    starts = np.array([one.start_s for one in kept])
    end = max(heard.duration_s, max(one.end_s for one in kept))
    opened = cut(starts, odds, end, chosen.pace)
    edges = [*opened, len(kept)]
    return tuple(
        Section(
            start_s=kept[a].start_s,
            end_s=kept[b].start_s if b < len(kept) else end,
            why=_why(seen, a, bool(rested[a]), a == opened[0]),
            said=kept[a:b],
        )
        for a, b in pairwise(edges)
    )


def openings(seen: Signs, how: Cutting) -> Matrix:
    """f64[U]: log odds that a step opens at each utterance; whoever only listens opens none."""
    odds = seen.table @ np.asarray(how.signs) + how.bias
    barred = [
        one.speaker in LISTENERS
        or bool(QUESTION.search(one.text) or UNDO.search(normalise(one.text)))
        for one in seen.utterances
    ]
    return np.where(barred, NEVER, odds)


def _why(seen: Signs, at: int, rested: bool, first: bool) -> tuple[Why, ...]:
    found: tuple[tuple[Why, bool], ...] = (
        ("start", first),
        ("cue", bool(seen.cue[at])),
        ("pause", bool(seen.pause_s[at] > PAUSE_S)),
        ("topic", bool(not first and seen.change[at] > TOPIC_SPREADS)),
        ("motion", rested),
    )
    return tuple(name for name, holds in found if holds)
