"""Procedures as Word documents: tables with a header row, or numbered headlines and lists."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from capture.formats.docx_parts import Formats, blocks, is_table, rows_of, text_of
from capture.formats.office import broken
from capture.formats.plain import printable
from capture.formats.procedure_grid import Line as Cells
from capture.formats.procedure_grid import Table, indent_of, read_table
from capture.formats.procedure_outline import Line, read_outline
from capture.formats.procedure_rows import Found, fields_of
from capture.formats.procedure_table import BASE, cells_of, said_by
from capture.formats.procedure_words import HEADER
from data_schemas.errors import ProcedureError
from data_schemas.procedure import Procedure


def read_docx(data: bytes, file: str) -> Found:
    """Steps of the tables that have a header, else of what is counted, of a checked document.

    Words taken out with changes tracked and hidden words are not read. Raises ProcedureError.
    """
    try:
        page = _page(data)
    except Exception as error:  # whatever a library stumbles over in a file made to harm
        raise broken(file) from error
    return _from_tables(page, file) if page.tables else _from_lines(page, file)


@dataclass
class _Page:
    """A document: its title if a style names one, lines, tables of steps, and other tables."""

    title: str = ""
    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def _page(data: bytes) -> _Page:
    import docx  # loads slowly, and only these files need it
    from docx.opc.constants import RELATIONSHIP_TYPE

    document = docx.Document(io.BytesIO(data))
    parts = [
        one.target_part.element
        for one in document.part.rels.values()
        if not one.is_external and one.reltype == RELATIONSHIP_TYPE.NUMBERING
    ]
    formats = Formats(document.styles.element, parts[0] if parts else None)
    page = _Page()
    tables = 0
    for block in blocks(document.element.body):
        if is_table(block):
            tables += 1
            _take_table(page, block, f"Table {tables}")
        else:
            _take_paragraph(page, block, formats)
    return page


def _take_table(page: _Page, block: Any, name: str) -> None:
    lines = [
        Cells(f"{name}, row {n}", tuple(cells), goes_on)
        for n, (cells, goes_on) in enumerate(rows_of(block), 1)
    ]
    table = read_table(lines)
    if table and table.rows:
        page.tables.append(table)
    else:
        page.notes.append(f"{name} has no header such as step, title, so it was left out.")


def _take_paragraph(page: _Page, block: Any, formats: Formats) -> None:
    text = text_of(block)
    if not text.strip():
        return
    how = formats.of(block)
    if how.is_title and not page.title:
        page.title = text.strip().replace("\n", " ")
        return
    where = f"“{_short(text)}”"
    for n, part in enumerate(text.split("\n")):
        counted = how.counted if n == 0 else None
        heading = how.heading if n == 0 else 0
        indent = how.indent + indent_of(part) + (n > 0 and how.counted is not None)
        page.lines.append(Line(where, part, indent, None if heading else counted, heading))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"


def _from_tables(page: _Page, file: str) -> Found:
    rows = [row for table in page.tables for row in table.rows]
    outline = read_outline(page.lines, page.title)
    first = page.lines[0].text.strip() if page.lines else ""
    title = page.title or page.tables[0].title or outline.title or first
    said = frozenset(column for table in page.tables for column in table.said)
    notes = (note for table in page.tables for note in table.notes)
    fields = said_by(Table(title, (), said, ()), fields_of(rows, file))
    outside = [line.text.strip() for line in page.lines if line.text.strip() != title]
    left = [f"Lines outside of the tables were left out: {len(outside)}."] if outside else []
    return Found(fields, (*notes, *page.notes, *left))


def _from_lines(page: _Page, file: str) -> Found:
    outline = read_outline(page.lines, page.title)
    if not outline.rows:
        raise ProcedureError(
            f"{file} holds no numbered list and no table of steps: number the steps and try again."
        )
    fields = fields_of(outline.rows, file)
    if not fields["before"]:
        del fields["before"]
    if outline.title:
        fields["title"] = outline.title
    return Found(fields, (*outline.notes, *page.notes))


def write_docx(procedure: Procedure) -> bytes:
    """A document with the title and one table of the steps, in the procedure's language."""
    import docx

    document = docx.Document()
    document.core_properties.author = ""
    document.core_properties.title = printable(procedure.title)[:255]
    document.add_heading(printable(procedure.title), 0)
    columns, rows = cells_of(procedure, BASE)
    table = document.add_table(rows=1, cols=len(columns), style="Table Grid")
    _fill(table.rows[0].cells, (HEADER[procedure.language][column] for column in columns))
    for row in rows:
        _fill(table.add_row().cells, row)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _fill(cells: Iterable[Any], texts: Iterable[str]) -> None:
    for cell, text in zip(cells, texts, strict=True):
        cell.text = printable(text)
