"""Seconds that somebody marked while recording, by hand or by a sign that was heard."""

from typing import Literal

from data_schemas.value import Seconds, Value

MarkKind = Literal["key", "pedal", "button", "word", "claps"]
# The stage that finds marks in sound; of its results only the newest one counts.
FOUND_BY = "marks"


class Mark(Value):
    """``at_s`` is on the recording's clock. ``text``: the word that was said, or a note."""

    at_s: Seconds
    kind: MarkKind
    text: str = ""


class Marks(Value):
    """Marks of one recording, in order of time."""

    marks: tuple[Mark, ...] = ()


def merged(*found: Marks) -> Marks:
    """All marks in order of time; the same one twice is one."""
    every = {mark for one in found for mark in one.marks}
    return Marks(marks=tuple(sorted(every, key=lambda one: (one.at_s, one.kind, one.text))))
