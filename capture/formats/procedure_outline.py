"""Steps in numbered or indented lines, as in a letter, an e-mail or a text document."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from capture.formats.numbering import Nesting, split_label
from capture.formats.procedure_rows import Row
from capture.formats.procedure_words import names_the_title, role_of

_FIELD = re.compile(r"(?:[-*•·]\s*)?([^:：]{1,24})[:：]\s*(.*)", re.DOTALL)
_HASHES = re.compile(r"(#{1,6})\s+(.*)")
_LISTS = ("key_point", "reason", "after")


@dataclass(frozen=True)
class Line:
    """``counted`` is how a word processor counts it, ``heading`` the level of a headline (1...)."""

    where: str
    text: str
    indent: int = 0
    counted: object = None
    heading: int = 0
    after_gap: bool = False


@dataclass(frozen=True)
class Outline:
    title: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def read_outline(lines: Sequence[Line], title: str = "", plain_too: bool = False) -> Outline:
    """Steps of the lines that are counted; with ``plain_too`` of all lines if none is.

    The title is looked for where it is not known yet.

    Lines that begin with 급소:, Key point:, 이유:, Reason:, 선행: or After: say more about the step
    above. What is not counted is the title, the name of a part, or left out.
    """
    lines = [_marked(line) for line in lines if line.text.strip()]
    if plain_too and not any(map(_is_counted, lines)):
        lines = _all_counted(lines)
    if not title:
        title, lines = _titled(lines)
    reading = _Reading(_parts(lines))
    for n, line in enumerate(lines):
        reading.take(n, line)
    rows, empty = _without_empty_headings(reading)
    return Outline(title, rows, (*reading.notes, *empty))


def _marked(line: Line) -> Line:
    """A headline of Markdown as a headline."""
    found = _HASHES.fullmatch(line.text.strip())
    return replace(line, text=found[2], heading=len(found[1])) if found else line


def _is_counted(line: Line) -> bool:
    return bool(line.counted or line.heading or split_label(line.text.strip())[0])


def _field_of(text: str) -> tuple[str, str] | None:
    """(key_point, reason or after; what it says) of a line such as ``급소: 살짝``."""
    found = _FIELD.fullmatch(text.strip())
    role = role_of(found[1]) if found else None
    return (role, found[2].strip()) if found and role in _LISTS else None


def _named_title(text: str) -> str:
    found = _FIELD.fullmatch(text.strip())
    return found[2].strip() if found and names_the_title(found[1]) else ""


def _all_counted(lines: list[Line]) -> list[Line]:
    """Every line as a step, but for a title apart from the rest and what says more about one."""
    alone = len(lines) > 1 and lines[1].after_gap and not any(x.after_gap for x in lines[2:])
    return [
        line
        if (n == 0 and alone) or _field_of(line.text) or _named_title(line.text)
        else replace(line, counted="line")
        for n, line in enumerate(lines)
    ]


def _titled(lines: list[Line]) -> tuple[str, list[Line]]:
    """The title and the other lines."""
    for n, line in enumerate(lines):
        if not line.counted and (title := _named_title(line.text)):
            return title, lines[:n] + lines[n + 1 :]
        if _is_counted(line) and not line.heading:
            break
    tops = [line for line in lines if line.heading == 1]
    others = any(_is_counted(line) and line.heading != 1 for line in lines)
    if len(tops) == 1 and lines[0] is tops[0] and others:
        return tops[0].text.strip(), lines[1:]
    loose = 0
    while loose < len(lines) and not _is_counted(lines[loose]):
        loose += 1
    # one line before the first part is the part's own name
    if loose > (1 if _parts(lines) else 0):
        return lines[0].text.strip(), lines[1:]
    return "", lines


def _parts(lines: Sequence[Line]) -> frozenset[int]:
    """Positions of lines that name a part: the count begins again right after each."""
    found = frozenset(
        n
        for n, (line, below) in enumerate(itertools.pairwise(lines))
        if not _is_counted(line) and not _field_of(line.text) and _begins(below)
    )
    return found if len(found) > 1 else frozenset()


def _begins(line: Line) -> bool:
    label = split_label(line.text.strip())[0]
    return bool(label and label.is_first)


@dataclass
class _Reading:
    """The rows so far; ``parts`` are the positions of lines that name a part."""

    parts: frozenset[int]
    rows: list[Row] = field(default_factory=list)
    headings: set[int] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    _nesting: Nesting = field(default_factory=Nesting)
    _indent: int = 0
    _open: str = ""

    def take(self, n: int, line: Line) -> None:
        text = line.text.strip()
        said = _field_of(text)
        if said and not line.heading:
            self._more(line, *said)
        elif n in self.parts or line.heading:
            self._head(line, text)
        elif self._open and line.indent > self._indent and not self._is_number(text):
            self._more(line, self._open, split_label(text)[1])
        elif not self._step(line, text):
            self._loose(line, text)

    def _head(self, line: Line, text: str) -> None:
        label, title = split_label(text)
        number = label.text if label and label.kind == "number" else ""
        # headlines stand left of every list
        level = self._nesting.level(line.heading - 100, None, ("heading", line.heading))
        self.headings.add(len(self.rows))
        self.rows.append(Row(level, title, number, where=line.where))
        self._indent, self._open = line.indent, ""

    def _is_number(self, text: str) -> bool:
        label = split_label(text)[0]
        return bool(label and label.kind == "number")

    def _step(self, line: Line, text: str) -> bool:
        label, title = split_label(text)
        if line.counted == "line":
            label, title = None, text
        if label and not self._nesting.belongs(label):
            label, title = None, text
        if label is None and not line.counted:
            return False
        kind = line.counted if label is None else None
        level = self._nesting.level(line.indent, label, kind)
        number = label.text if label and label.kind == "number" else ""
        self.rows.append(Row(level, title, number, where=line.where))
        self._indent, self._open = line.indent, ""
        return True

    def _more(self, line: Line, role: str, text: str) -> None:
        if not self.rows:
            self.notes.append(f"{line.where} stands before the first step, so it was left out.")
            return
        last = self.rows[-1]
        if text:
            self.rows[-1] = last.more(role, [text])
        self._open = role

    def _loose(self, line: Line, text: str) -> None:
        """A line that is not counted goes on with the one above if it stands further in."""
        if self.rows and line.indent > self._indent:
            last = self.rows[-1]
            self.rows[-1] = replace(last, title=f"{last.title} {text}")
        else:
            self.notes.append(f"{line.where} has no number, so it was left out.")


def _without_empty_headings(reading: _Reading) -> tuple[tuple[Row, ...], list[str]]:
    """Headlines over no step are chapters such as "Purpose", unless there is nothing else."""
    rows = reading.rows
    if len(reading.headings) == len(rows):
        return tuple(rows), []
    kept: list[Row] = []
    notes: list[str] = []
    for n in reversed(range(len(rows))):
        below = kept[-1].level if kept else -1
        if n in reading.headings and below <= rows[n].level:
            notes.insert(0, f"{rows[n].where} is a headline without steps, so it was left out.")
        else:
            kept.append(rows[n])
    return tuple(reversed(kept)), notes
