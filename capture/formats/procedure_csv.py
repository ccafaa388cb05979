"""Procedures as CSV tables: a header that names the columns, then a row a step."""

from __future__ import annotations

import csv
import io

from capture.formats.plain import guarded, unguarded
from capture.formats.procedure_grid import Line, is_header, read_table
from capture.formats.procedure_rows import Found, fields_of
from capture.formats.procedure_table import BASE, cells_of, said_by
from capture.formats.procedure_words import EXAMPLE
from data_schemas.errors import ProcedureError
from data_schemas.procedure import Procedure


def separator_of(text: str, least: int = 2) -> str | None:
    """What stands between the cells of a table of steps, None if the text is no such table.

    ``least`` is how many columns it must have to be one.
    """
    first = next((line for line in text.split("\n") if line.strip()), "")
    headers = {sign: next(csv.reader([first], delimiter=sign), []) for sign in ",;\t"}
    fitting = [s for s, cells in headers.items() if len(cells) >= least and is_header(cells)]
    return max(fitting, key=lambda sign: len(headers[sign]), default=None)


def read_csv(text: str, file: str) -> Found:
    """Steps of a table whose cells stand apart by commas, semicolons or tabs.

    Raises ProcedureError for another header, broken quotes, or more cells than columns.
    """
    lines = _lines(text, file)
    table = read_table(lines) if separator_of(text, 1) else None
    if table is None:
        raise ProcedureError(f"{file} does not start with the header {EXAMPLE}: add it.")
    return Found(said_by(table, fields_of(table.rows, file)), table.notes)


def _lines(text: str, file: str) -> list[Line]:
    separator = separator_of(text, 1) or ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines: list[Line] = []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            where = f"{file}, line {reader.line_num}"
            if lines and len(cells) > len(lines[0].cells) and any(cells[len(lines[0].cells) :]):
                raise ProcedureError(
                    f"{where} has more cells than the header: quote cells with commas."
                )
            lines.append(Line(where, tuple(map(unguarded, cells))))
    except csv.Error as error:
        raise ProcedureError(
            f"{file} is no CSV table at line {reader.line_num}: {error}."
        ) from None
    return lines


def write_csv(procedure: Procedure) -> bytes:
    """The steps; title, language and glossary have no place in a table."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    columns, rows = cells_of(procedure, BASE)
    table.writerow(["step" if column == "number" else column for column in columns])
    table.writerows([guarded(str(cell)) for cell in row] for row in rows)
    return out.getvalue().encode()
