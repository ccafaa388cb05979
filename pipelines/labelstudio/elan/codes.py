"""ELAN's controlled vocabularies: stable codes, shown in Korean or English."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from data_schemas.annotation import OUTSIDE
from data_schemas.procedure import Procedure
from pipelines.labelstudio.vocabulary import Worded, vocabulary

# Names of types of tiers; a tier may be called as its owner likes, its type says what it holds.
STEPS, STEP_NOTE = "steps", "step note"
SPEECH, TAGS, SENSES = "speech", "tags", "senses"
REVIEW, QUESTION = "review", "question"
VOCABULARIES = (STEPS, TAGS, SENSES, REVIEW)


_NO_HINT = Worded(en="", ko="")


@dataclass(frozen=True)
class Code:
    """One entry of a vocabulary. ``hint`` is shown beside it while somebody chooses."""

    code: str
    shown: Worded
    hint: Worded = _NO_HINT


def codes_of(procedure: Procedure) -> dict[str, tuple[Code, ...]]:
    """What may be chosen, by the name of the vocabulary. No two entries of one look the same."""
    found = vocabulary()
    steps = (
        Code(step.id, _same(f"{number}. {step.title}"))
        for number, step in enumerate(procedure.steps, 1)
    )
    return {
        STEPS: (*steps, Code(OUTSIDE, found.words[OUTSIDE])),
        TAGS: tuple(Code(tag.code, tag.title, tag.guideline) for tag in found.tags),
        SENSES: _plain(found.senses.items()),
        REVIEW: _plain(found.reviews.items()),
    }


def entry_id(vocabulary_name: str, code: str) -> str:
    """What an annotation refers to: a name that XML allows, the same in every file."""
    safe = re.sub(r"[^A-Za-z0-9.-]", lambda found: f"_{ord(found[0]):x}_", code)
    return f"{vocabulary_name}-{safe}"


class Chosen:
    """Reads a choice back, by what is shown or by what it refers to."""

    def __init__(self, name: str, codes: Iterable[Code]) -> None:
        self._shown: dict[str, str] = {}
        self._ids: dict[str, str] = {}
        for one in codes:
            self._ids[entry_id(name, one.code)] = one.code
            for shown in (one.code, one.shown.en, one.shown.ko):
                self._shown.setdefault(shown.strip(), one.code)

    def code(self, shown: str, refers: str | None) -> str:
        """What is shown counts, since other tools change it and leave the reference as it was.

        What is neither comes back as it stands, for the check of labels to name.
        """
        shown = shown.strip()
        return self._shown.get(shown) or self._ids.get(refers or "") or shown


def _same(text: str) -> Worded:
    return Worded(en=text, ko=text)


def _plain(worded: Iterable[tuple[str, Worded]]) -> tuple[Code, ...]:
    return tuple(Code(code, one) for code, one in worded)
