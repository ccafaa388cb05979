"""A procedure as rows of a table, for spreadsheets and documents, and back from one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from capture.formats.numbering import Nesting, label_of
from capture.formats.procedure_grid import Table
from data_schemas.procedure import Procedure

BASE = ("number", "title", "key_point", "reason")


def said_by(table: Table, fields: dict[str, Any]) -> dict[str, Any]:
    """``fields`` without those that a table of these columns cannot say anything about."""
    if "after" not in table.said:
        del fields["before"]
    return {**fields, "title": table.title} if table.title else fields


def cells_of(procedure: Procedure, base: Sequence[str]) -> tuple[tuple[str, ...], list[list[str]]]:
    """(columns, rows): several key points are lines of one cell, ``after`` holds ids.

    ``after`` and ``level`` are there where the procedure needs them.
    """
    rows = list(procedure.outline())
    columns = [*base, *(["after"] if procedure.before else [])]
    if any(level != read for (level, _, _), read in zip(rows, _as_read(rows), strict=True)):
        columns.append("level")
    before: dict[str, list[str]] = {}
    for first, then in procedure.before:
        before.setdefault(then, []).append(first)
    made = [
        {
            "number": one.id,
            "title": one.title,
            "key_point": "\n".join(one.key_point),
            "reason": "\n".join(one.reason),
            "after": "\n".join(before.get(one.id, ())),
            "level": str(level + 1),
        }
        for level, one, _ in rows
    ]
    return tuple(columns), [[row[column] for column in columns] for row in made]


def _as_read(rows: Sequence[tuple[int, Any, bool]]) -> list[int]:
    """The levels that somebody would read from the numbers alone."""
    nesting = Nesting()
    return [nesting.level(0, label_of(one.id)) for _, one, _ in rows]
