"""Steps in the rows of a table, wherever it came from: which column means what, what nests."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from capture.formats.numbering import Nesting, label_of, split_label
from capture.formats.procedure_rows import Row
from capture.formats.procedure_words import names_the_title, role_of

_SEARCHED = 60


@dataclass(frozen=True)
class Line:
    """Cells from the left; ``goes_on``: columns where a cell that began above goes on."""

    where: str
    cells: tuple[str, ...]
    goes_on: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Table:
    """The steps of one table; ``said`` are the columns that it has."""

    title: str
    rows: tuple[Row, ...]
    said: frozenset[str]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Columns:
    """Positions of the columns by what they mean; there may be several of key points."""

    at: dict[str, tuple[int, ...]]

    def cell(self, line: Line, role: str) -> str:
        """Text of the one column of a role, with the spaces that indent it."""
        n = self.at.get(role, (-1,))[0]
        return line.cells[n] if 0 <= n < len(line.cells) else ""

    def lines(self, line: Line, role: str) -> tuple[str, ...]:
        """Lines of all columns of a role; what goes on from above was said there already."""
        cells = [line.cells[n] for n in self.at.get(role, ()) if n < len(line.cells)]
        parts = [part.strip() for cell in cells for part in cell.split("\n")]
        return tuple(part for part in parts if part)


def read_table(lines: Sequence[Line]) -> Table | None:
    """The steps of a table with a header that names a column of titles, else None."""
    for n, line in enumerate(lines[:_SEARCHED]):
        columns = _columns(line, lines[n + 1 :])
        if columns is not None:
            reading = _Reading(columns, tuple(cell.strip() for cell in line.cells))
            for below in lines[n + 1 :]:
                reading.take(below)
            reading.leave_head()
            notes = (*_unknown(line, columns), *reading.notes)
            said = frozenset(columns.at)
            return Table(_title(lines[:n]), tuple(reading.rows), said, notes)
    return None


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row of cells names the columns of a table of steps."""
    return _columns(Line("", tuple(cells)), ()) is not None


def _meaning(cell: str) -> str | None:
    return role_of(cell) if cell.strip() else None


def _columns(header: Line, below: Sequence[Line]) -> _Columns | None:
    found: dict[str, tuple[int, ...]] = {}
    for n, cell in enumerate(header.cells):
        role = _meaning(cell)
        if role is not None and (role == "key_point" or role not in found):
            found[role] = (*found.get(role, ()), n)
    filled = sum(bool(cell.strip()) for cell in header.cells)
    if len(found) < 2 and filled > 1:
        return None
    found = _resolved(found, below)
    return _Columns(found) if "title" in found else None


def _resolved(
    found: dict[str, tuple[int, ...]], below: Sequence[Line]
) -> dict[str, tuple[int, ...]]:
    """The finest column is the title, what stands left of it a group or a number."""
    named = dict(found)
    if "detail" in named:
        for coarse in ("title", "step"):
            if coarse in named and "group" not in named and not _counts(named[coarse][0], below):
                named["group"] = named.pop(coarse)
        named["title"] = named.pop("detail")
    if "step" in named:
        place = named.pop("step")
        if "title" not in named and len(found) > 1:
            named["title"] = place
        elif "group" not in named and _begins_groups(place[0], below):
            named["group"] = place
        else:
            named.setdefault("number", place)
    return named


def _counts(column: int, below: Sequence[Line]) -> bool:
    cells = [line.cells[column].strip() for line in below if column < len(line.cells)]
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(map(label_of, filled))


def _begins_groups(column: int, below: Sequence[Line]) -> bool:
    """Words, not numbers, some of which hold for several rows."""
    several = any(
        column in line.goes_on or (column < len(line.cells) and not line.cells[column].strip())
        for line in below
        if any(cell.strip() for cell in line.cells)
    )
    return several and not _counts(column, below)


def _title(above: Sequence[Line]) -> str:
    """What a row above the header calls the procedure, else the first text that stands alone."""
    alone = ""
    for line in above:
        cells = [cell.strip() for cell in line.cells if cell.strip()]
        for name, value in itertools.pairwise(cells):
            if names_the_title(name):
                return value
        if len(cells) == 1 and not alone:
            alone = cells[0]
    return alone


def _unknown(header: Line, columns: _Columns) -> Iterator[str]:
    used = {n for places in columns.at.values() for n in places}
    for n, cell in enumerate(header.cells):
        if cell.strip() and n not in used:
            yield f"{header.where}: the column “{cell.strip()}” is not taken."


@dataclass
class _Reading:
    """The rows so far, while a table is read downwards."""

    columns: _Columns
    header: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _nesting: Nesting = field(default_factory=Nesting)
    _group: str = ""
    _head: tuple[str, str] | None = None

    def take(self, line: Line) -> None:
        cells = tuple(cell.strip() for cell in line.cells)
        if cells == self.header or not any(cells):
            return  # the header again, as on a second page
        text = self.columns.cell(line, "title")
        lists = {role: self.columns.lines(line, role) for role in ("key_point", "reason")}
        if not text.strip() or self.columns.at["title"][0] in line.goes_on:
            self._more(line, lists)
            return
        self._enter_group(*(self._head or (self.columns.cell(line, "group"), line.where)))
        self._head = None
        number, title, level = self._place(line, text)
        level_said = self.columns.cell(line, "level").strip()
        if level_said.isdecimal() and 1 <= int(level_said) <= 99:
            level = int(level_said) - 1
        elif level_said:
            self.notes.append(f"{line.where}: “{level_said}” is no level, so it was not taken.")
        after = self.columns.lines(line, "after")
        self.rows.append(Row(level, title, number, **lists, after=after, where=line.where))

    def _more(self, line: Line, lists: dict[str, tuple[str, ...]]) -> None:
        """Further key points or reasons of the step above."""
        own = [cell for n, cell in enumerate(line.cells) if n not in line.goes_on and cell.strip()]
        if own and self.rows and any(lists.values()):
            for role, more in lists.items():
                self.rows[-1] = self.rows[-1].more(role, more)
        elif len(own) == 1 and label_of(own[0].strip()) is None:
            self.leave_head()
            self._head = (own[0], line.where)  # a line across the table, over the steps below it
        elif own:
            self._leave(line.where)

    def leave_head(self) -> None:
        """A line across the table with no step below it is a remark."""
        if self._head:
            self._leave(self._head[1])

    def _leave(self, where: str) -> None:
        self.notes.append(f"{where} has no title, so it was left out.")

    def _enter_group(self, group: str, where: str) -> None:
        group = " ".join(group.split())
        if group and group != self._group:
            self._group = group
            self._nesting = Nesting()
            label, title = split_label(group)
            number = label.text if label and label.kind == "number" else ""
            self.rows.append(Row(0, title, number, where=where))

    def _place(self, line: Line, text: str) -> tuple[str, str, int]:
        """Number, title and level of a row."""
        title = text.strip()
        cell = self.columns.cell(line, "number").strip()
        label = label_of(cell) if cell else None
        if "number" not in self.columns.at:
            label, title = split_label(title)
            cell = label.text if label and label.kind == "number" else ""
        if label and label.kind == "bullet":
            label = None
        level = self._nesting.level(indent_of(text), label)
        return cell, title, level + bool(self._group)


def indent_of(text: str) -> int:
    """How far a text stands in: spaces at its start, a tab counts four."""
    head = text[: len(text) - len(text.lstrip())]
    return len(head.replace("\t", "    "))
