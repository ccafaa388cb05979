"""One act of one person about one session. Entries are appended, never changed."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from pydantic import Field, JsonValue

from data_schemas.clock import Span
from data_schemas.value import Value


class Act(StrEnum):
    CORRECT = "correct"
    ANSWER = "answer"
    DECLINE = "decline"
    CONFIRM = "confirm"
    STRIKE = "strike"
    MASK = "mask"
    APPROVE = "approve"
    UNDO = "undo"


# What an entry is about is told by how its target begins; everything else is a segment's id.
ABOUT_STEP, ABOUT_WORDS, ABOUT_DROPPED, ABOUT_TERM = "step:", "utt-", "drop-", "term:"
# A moment that was found, a place where somebody stopped of their own accord, a question card
# about a step (``data_schemas.sitting``), and a know-how card.
ABOUT_MOMENT, ABOUT_PLACE, ABOUT_CARD, ABOUT_UNIT = "mom-", "own-", "card:", "unit-"
# What an instructor noted about somebody's attempt from the sheet (``data_schemas.teaching``).
ABOUT_TRY = "try-"
# What a take was for; its number follows (``data_schemas.take``).
ABOUT_TAKE = "take:"
# Seconds that show an annotators' label well; its code follows.
ABOUT_EXAMPLE = "example:"
# What is hidden in picture and sound, what is hidden in words, and the decision about both.
ABOUT_MASK, ABOUT_TEXT_MASK, ABOUT_DECISION = "mask-", "msk-", "deid"
ABOUT_QUESTION = (ABOUT_MOMENT, ABOUT_PLACE, ABOUT_CARD)
ABOUT_HIDDEN = (ABOUT_MASK, ABOUT_TEXT_MASK, ABOUT_DECISION)
# What is no part of the time line: nothing of it changes, and nothing signed becomes another.
ABOUT_OTHER = (
    *ABOUT_QUESTION, ABOUT_UNIT, ABOUT_TERM, ABOUT_TRY, ABOUT_TAKE, ABOUT_EXAMPLE, *ABOUT_HIDDEN,
)  # fmt: skip
# Stands in place of an act whose content was erased for good: an undo of nothing.
ERASED = "erased"
NEW_SEGMENT = "new"
WHOLE_SESSION = "session"


class Draft(Value):
    """An act before it is written down.

    ``target`` names what it is about: a segment, an utterance, a dropped stretch, a step, an entry
    to undo. ``span`` and ``before`` say what the person saw, so that a later model's output does
    not silently drop the act. ``after`` holds the new fields.
    """

    act: Act
    target: str
    span: Span | None = None
    before: dict[str, JsonValue] = Field(default_factory=dict)
    after: dict[str, JsonValue] = Field(default_factory=dict)
    note: str = ""
    synthetic: bool = False


class Entry(Draft):
    """An act as it stands in the journal of its session, under its number."""

    session: str
    number: int = Field(ge=1)
    actor: str
    at: datetime


def standing(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Entries that nobody took back. Taking back an undo brings the entry back."""
    undone: set[str] = set()
    kept: list[Entry] = []
    for entry in reversed(entries):
        if str(entry.number) in undone:
            continue
        if entry.act is Act.UNDO:
            undone.add(entry.target)
        else:
            kept.append(entry)
    return tuple(reversed(kept))


def others(entries: Iterable[Entry]) -> frozenset[int]:
    """Numbers of entries that are no part of the time line, with those that take them back."""
    found: set[int] = set()
    for one in entries:
        undoes = one.act is Act.UNDO and one.target.isdecimal() and int(one.target) in found
        if one.target.startswith(ABOUT_OTHER) or undoes:
            found.add(one.number)
    return frozenset(found)


def struck(entries: tuple[Entry, ...]) -> tuple[Span, ...]:
    """Stretches that somebody took out and nobody put back."""
    return tuple(
        one.span for one in standing(entries) if one.act is Act.STRIKE and one.span is not None
    )
