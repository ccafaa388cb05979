"""One act of one person about one session. Entries are appended, never changed."""

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


def struck(entries: tuple[Entry, ...]) -> tuple[Span, ...]:
    """Stretches that somebody took out and nobody put back."""
    return tuple(
        one.span for one in standing(entries) if one.act is Act.STRIKE and one.span is not None
    )
