"""CSV tables that people bring: a header of known columns, then rows; wrong ones named by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from capture.formats.plain import file_name, unguarded
from data_schemas.errors import InputError


@dataclass(frozen=True)
class Shape:
    """``columns`` are all that may stand in the header, ``needed`` those that must.

    ``shown`` is the header as people are told to write it.
    """

    columns: tuple[str, ...]
    needed: frozenset[str]
    shown: str
    refuse: type[InputError]


def rows_of(text: str, name: str, shape: Shape) -> Iterator[tuple[str, dict[str, str]]]:
    """(where, cells by column) of every row that is not empty; ``where`` is for messages.

    Raises ``shape.refuse`` for another header, broken quotes, or more cells than columns.
    """
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns: list[str] | None = None
    try:
        for row in rows:
            cells = [unguarded(cell.strip()) for cell in row]
            if not any(cells):
                continue
            if columns is None:
                columns = _header(cells, name, shape)
                continue
            where = f"{file_name(name)}, line {rows.line_num}"
            if len(cells) > len(columns):
                raise shape.refuse(
                    f"{where} has more cells than the header: quote cells with commas."
                )
            yield where, dict(zip(columns, cells, strict=False))
    except csv.Error as error:
        raise shape.refuse(
            f"{file_name(name)} is no CSV table at line {rows.line_num}: {error}."
        ) from None


def _header(cells: list[str], name: str, shape: Shape) -> list[str]:
    columns = [cell.lower() for cell in cells]
    sound = set(columns) <= set(shape.columns) and len(set(columns)) == len(columns)
    if not sound or not shape.needed <= set(columns):
        raise shape.refuse(
            f"{file_name(name)} does not start with the header {shape.shown}: add it."
        )
    return columns
