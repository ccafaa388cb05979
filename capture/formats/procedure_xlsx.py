"""Procedures as Excel workbooks: a sheet with a header row that names the columns."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from xml.parsers import expat

from capture.formats.office import broken
from capture.formats.plain import printable
from capture.formats.procedure_grid import Line, Table, read_table
from capture.formats.procedure_rows import Found, fields_of
from capture.formats.procedure_table import BASE, cells_of, said_by
from capture.formats.procedure_words import EXAMPLE, HEADER
from data_schemas.errors import ProcedureError
from data_schemas.procedure import Procedure

MOST_ROWS, MOST_COLUMNS = 5000, 50
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")


def read_xlsx(data: bytes, file: str) -> Found:
    """The first visible sheet that holds steps, of a workbook that ``office.checked`` let pass.

    Only stored values are read: no formula is worked out, no macro run, no link followed. Hidden
    rows and columns are left out. Raises ProcedureError.
    """
    try:
        tables, notes = _sheets(data, file)
    except ProcedureError:
        raise
    except Exception as error:  # whatever a library stumbles over in a file made to harm
        raise broken(file) from error
    if not tables:
        raise ProcedureError(
            f"{file} has no sheet with a header such as {EXAMPLE}: name the columns in one row."
        )
    name, table = tables[0]
    if len(tables) > 1 or notes:
        notes.insert(0, f"The steps were read from the sheet “{name}”.")
    notes += [f"The sheet “{other}” holds steps too and was not read." for other, _ in tables[1:]]
    fields = said_by(table, fields_of(table.rows, file))
    return Found(fields, (*notes, *table.notes))


def _sheets(data: bytes, file: str) -> tuple[list[tuple[str, Table]], list[str]]:
    """Names and steps of the sheets that hold any, and what was left out."""
    import openpyxl  # loads slowly, and only these files need it

    book = openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=True, keep_links=False
    )
    found: list[tuple[str, Table]] = []
    notes: list[str] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            notes.append(f"The sheet “{sheet.title}” is hidden, so it was not read.")
            continue
        with sheet._get_source() as source:  # there is no public way to a sheet's own XML
            marks = _Marks.of(source.read())
        lines, more = _lines(sheet, marks, file)
        table = read_table(lines)
        if table and table.rows:
            found.append((sheet.title, table))
            notes += more if len(found) == 1 else []
    return found, notes


@dataclass
class _Marks:
    """What the streaming reader does not tell: hidden rows and columns, merged cells (from 1)."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    goes_on: set[tuple[int, int]] = field(default_factory=set)
    _row: int = 0

    @classmethod
    def of(cls, sheet: bytes) -> _Marks:
        marks = cls()
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartElementHandler = marks._start
        parser.Parse(sheet, True)
        return marks

    def _start(self, name: str, given: dict[str, str]) -> None:
        kind = name.rpartition("}")[2]
        hidden = given.get("hidden") in ("1", "true")
        if kind == "row":
            self._row = int(given.get("r", self._row + 1))
            if hidden:
                self.rows.add(self._row)
        elif kind == "col" and hidden:
            last = min(int(given["max"]), MOST_COLUMNS)
            self.columns.update(range(int(given["min"]), last + 1))
        elif kind == "mergeCell" and (found := _RANGE.fullmatch(given.get("ref", ""))):
            self._merge(_column(found[1]), int(found[2]), _column(found[3]), int(found[4]))

    def _merge(self, left: int, top: int, right: int, bottom: int) -> None:
        for row in range(top + 1, min(bottom, MOST_ROWS) + 1):
            self.goes_on.update((row, n) for n in range(left, min(right, MOST_COLUMNS) + 1))
        if len(self.goes_on) > MOST_ROWS * MOST_COLUMNS:
            raise ValueError("more merged cells than cells")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def _lines(sheet: Any, marks: _Marks, file: str) -> tuple[list[Line], list[str]]:
    lines: list[Line] = []
    notes: list[str] = []
    hidden = 0
    rows = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
    for n, values in enumerate(rows, 1):
        cells = tuple(
            "" if column in marks.columns else _text(value)
            for column, value in enumerate(values, 1)
        )
        if not any(cells):
            continue
        if n > MOST_ROWS:
            notes.append(f"Rows after the first {MOST_ROWS} were not read.")
        elif n in marks.rows:
            hidden += 1
        else:
            here = frozenset(c for c in range(len(cells)) if (n, c + 1) in marks.goes_on)
            lines.append(Line(f"{file}, row {n}", cells, here))
    if hidden:
        notes.append(f"Hidden rows were left out: {hidden}.")
    if marks.columns:
        notes.append("Hidden columns were left out.")
    return lines, notes


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):  # what Excel makes of a step numbered 1-2
        return f"{value.month}-{value.day}"
    return str(value)


def write_xlsx(procedure: Procedure) -> bytes:
    """A workbook of one sheet: the title, a header in the procedure's language, the steps."""
    import openpyxl
    from openpyxl.styles import Alignment, Font

    book = openpyxl.Workbook()
    sheet = book.active
    header, rows = cells_of(procedure, BASE)
    shown = [HEADER[procedure.language][role] for role in header]
    for n, cells in enumerate([[procedure.title], shown, *rows], 1):
        for m, text in enumerate(cells, 1):
            cell = sheet.cell(n, m, printable(text))
            cell.data_type = "s"  # a title that begins with "=" stays text
            cell.alignment = Alignment(wrap_text=n > 1, vertical="top")
            cell.font = Font(bold=n <= 2)
    for letter, width in zip("ABCDEF", _widths(header), strict=False):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A3"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _widths(header: Sequence[str]) -> list[int]:
    wide = {"title": 44, "key_point": 36, "reason": 36}
    return [wide.get(role, 9) for role in header]
