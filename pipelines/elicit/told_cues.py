"""What a sentence says is perceived, by which sense, and on which condition something holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data_schemas.knowledge import Condition, Cue, Modality
from pipelines.elicit.told_words import CONDITION, NOT_THEN, SENSES, WRONG
from pipelines.text import normalise

# Where one thing ends and the next begins. A Korean condition or link ends its clause.
_CLAUSE = re.compile(
    r"(?<=[,;])\s+|(?<=[가-힣]면)\s+|(?<=[가-힣]고)\s+|(?<=때)\s+|(?<=때는)\s+|(?<=는데)\s+|(?<=다가)\s+"
    r"|\s+(?=(?:then|and (?:i|you|we|it|the|when|if)|but|if|when|until|once|because)\b)"
)
_LOOKS = re.compile(
    r"\b(?:see|looks?|looking|watch(?:ing)?)\b|(?<![가-힣])(?:봐요|보면|봅니다|보고 ?있)"
)
_EDGE = " \t.,;:!?…\"'“”‘’"


def cues_of(text: str) -> tuple[Cue, ...]:
    """Each thing perceived, in the words of its clause; one clause may speak of several senses.

    A clause that says that it is not as it should be is kept as that, too.
    """
    found: list[Cue] = []
    for clause in clauses(text):
        for sense in senses_of(clause):
            cue = Cue(
                modality=sense,
                description=clause,
                abnormal=clause if WRONG.search(normalise(clause)) else "",
            )
            if not any(one.modality == sense and one.description == clause for one in found):
                found.append(cue)
    return tuple(found)


def senses_of(clause: str) -> tuple[Modality, ...]:
    """The senses that a clause names. To look at how something sounds is to hear it."""
    plain = normalise(clause)
    named = tuple(sense for sense, pattern in SENSES.items() if pattern.search(plain))
    if len(named) > 1 and "sight" in named and _only_looks(plain):
        return tuple(one for one in named if one != "sight")
    return named


def conditions_of(text: str) -> tuple[Condition, ...]:
    """The conditions of a sentence; those of exceptions say when it does not hold."""
    found = (match[0].strip(_EDGE) for match in CONDITION.finditer(text))
    return tuple(
        Condition(text=one, holds=not NOT_THEN.search(normalise(one)))
        for one in dict.fromkeys(found)
        if len(one) > 2
    )


def clauses(text: str) -> Iterator[str]:
    """The clauses of a sentence without the marks at their ends."""
    for part in _CLAUSE.split(text):
        if cleaned := part.strip(_EDGE):
            yield cleaned


def _only_looks(plain: str) -> bool:
    """Whether the only word of sight is *look*, *see* or 보다, which goes with every sense."""
    return not SENSES["sight"].search(_LOOKS.sub(" ", plain))
