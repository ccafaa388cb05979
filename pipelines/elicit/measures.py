"""How usable what was told is: reasons, cues, numbers, and what the written procedure lacks.

Each is a share with what it is a share of, and the units that still lack it; never one figure for
all, and never about a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from data_schemas.knowledge import KnowledgeUnit, Parameter
from data_schemas.procedure import Procedure
from data_schemas.transcript import Word
from pipelines.elicit.coverage import standing
from pipelines.quantities import quantities

# Cosine of two sentences of the same meaning. On pairs that people judged (KLUE-STS, KorSTS, STS
# benchmark; 3.5 of 5 or more is the same) it finds 87, 91 and 90 of 100 that are the same and takes
# 38, 21 and 17 of 100 others for the same: no verdict, a person decides.
SAME_FROM = 0.93


class Encoder(Protocol):
    """Texts to rows of length one, f32[n, dim]; sentences are compared with each other as queries.

    The E5 models ask for that prefix where both sides are alike.
    """

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


@dataclass(frozen=True)
class Share:
    """``done`` of ``of``; ``lacking`` are ids of the units that are not done yet."""

    done: int
    of: int
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """The sentence of the procedure that is nearest to a unit, with the cosine of both."""

    unit: str
    sentence: str
    likeness: float


@dataclass(frozen=True)
class Novelty:
    """``new``: ids of units that no sentence says; ``written``: those that one probably does."""

    new: tuple[str, ...]
    written: tuple[Written, ...]


def reason_rate(units: Iterable[KnowledgeUnit]) -> Share:
    """Key points with a reason, on the unit itself or told with it, and with seconds for it."""
    kept = standing(units)
    reasons = [one for one in kept if one.kind == "reason"]

    def has_reason(unit: KnowledgeUnit) -> bool:
        own = any(one.field == "reason" and unit.seconds_of(one) for one in unit.details)
        return own or any(told_together(unit, one) for one in reasons)

    points = [one for one in kept if one.kind in ("key_point", "knack")]
    return _share([(one.id, has_reason(one)) for one in points])


def cue_explicitness(units: Iterable[KnowledgeUnit]) -> Share:
    """Decisions with a cue that somebody else could look out for, told on or with them."""
    kept = standing(units)
    cues = [one for one in kept if any(cue.is_explicit for cue in one.cues)]
    decisions = [one for one in kept if one.kind == "decision"]
    return _share(
        [(one.id, one in cues or any(told_together(one, cue) for cue in cues)) for one in decisions]
    )


def quantification(units: Iterable[KnowledgeUnit]) -> Share:
    """Settings with a number or limit and its unit, of all that were mentioned.

    A unit about a setting that names none counts as one without a number.
    """
    found: list[tuple[str, bool]] = []
    for unit in standing(units):
        named = [(unit.id, one.is_quantified) for one in unit.parameters]
        found += named or ([(unit.id, False)] if unit.kind == "parameter" else [])
    return _share(found)


def novelty(
    units: Iterable[KnowledgeUnit], procedure: Procedure, encoder: Encoder, same: float = SAME_FROM
) -> Novelty:
    """Which units the written procedure does not say, for a person to look over.

    A unit with a number that the nearest sentence does not have is new, however alike both read.
    """
    kept = standing(units)
    sentences = _sentences(procedure)
    if not kept or not sentences:
        return Novelty(tuple(one.id for one in kept), ())
    told = encoder.encode_queries([one.normalised or one.text for one in kept])
    likeness = told @ encoder.encode_queries(sentences).T
    new: list[str] = []
    written: list[Written] = []
    for unit, row in zip(kept, likeness, strict=True):
        nearest = int(row.argmax())
        sentence = sentences[nearest]
        if row[nearest] < same or not _has_numbers(sentence, unit.parameters):
            new.append(unit.id)
        else:
            written.append(Written(unit.id, sentence, round(float(row[nearest]), 3)))
    return Novelty(tuple(new), tuple(written))


def told_together(one: KnowledgeUnit, other: KnowledgeUnit) -> bool:
    """Whether both are about the same step and rest on the same seconds."""
    return one.step_id == other.step_id and any(
        a.recording == b.recording and a.overlap_s(b) > 0
        for a in one.evidence
        for b in other.evidence
    )


def _share(found: Sequence[tuple[str, bool]]) -> Share:
    lacking = dict.fromkeys(unit for unit, done in found if not done)
    return Share(sum(done for _, done in found), len(found), tuple(lacking))


def _sentences(procedure: Procedure) -> list[str]:
    steps = (*procedure.steps, *procedure.groups)
    texts = (text for one in steps for text in (one.title, *one.key_point, *one.reason))
    return list(dict.fromkeys(text for text in texts if text.strip()))


def _has_numbers(sentence: str, parameters: Iterable[Parameter]) -> bool:
    """Whether every number of the unit stands in the sentence, too."""
    words = [Word(start_s=n, end_s=n + 1, text=one) for n, one in enumerate(sentence.split())]
    written = {(one.value, one.unit) for one in quantities(words)}
    told = {
        (value, one.unit)
        for one in parameters
        for value in (one.value, one.low, one.high)
        if value is not None and one.unit
    }
    return told <= written
