"""Glossaries: CSV ``term[,readings,variants]``, YAML or JSON, or one term a line."""

from __future__ import annotations

import csv
import io
from typing import Any

from pydantic import ValidationError

from capture.formats.plain import TABLE_LIMIT, decode, file_name, guarded, load_yaml, problem_of
from capture.formats.table import Shape, rows_of
from data_schemas.errors import TextError
from data_schemas.procedure import Glossary, GlossaryTerm

MOST_TERMS = 20_000
LONGEST = 80
_COLUMNS = ("term", "readings", "variants")
_TABLE = Shape(_COLUMNS, frozenset({"term"}), "term[,readings,variants]", TextError)
_Row = tuple[str, Any]  # where it stands, for messages, and what it holds


def parse_glossary(data: bytes, name: str) -> Glossary:
    """Glossary of a CSV, YAML, JSON or plain text file of at most 1 MB.

    In a CSV several readings or variants stand in one cell, apart by ``;``. A term that stands
    twice is taken once, with all its readings and variants. Raises :class:`TextError` that names
    the line or entry; then nothing is taken.
    """
    text = decode(data, name, TABLE_LIMIT, TextError)
    lower = file_name(name).lower()
    if lower.endswith(".csv"):
        rows = _from_csv(text, name)
    elif lower.endswith((".yaml", ".yml", ".json")):
        rows = _from_yaml(text, name)
    else:
        rows = _from_lines(text, name)
    if not rows:
        raise TextError(f"{file_name(name)} holds no terms: list at least one.")
    if len(rows) > MOST_TERMS:
        raise TextError(
            f"{file_name(name)} holds {len(rows)} terms, more than the {MOST_TERMS} that are"
            " taken: split it by procedure."
        )
    return Glossary(terms=_merged([_term(row, where) for where, row in rows]))


def write_glossary(glossary: Glossary) -> str:
    """CSV text of a glossary."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(_COLUMNS)
    for term in glossary.terms:
        cells = (term.term, ";".join(term.readings), ";".join(term.variants))
        table.writerow([guarded(cell) for cell in cells])
    return out.getvalue()


def _from_lines(text: str, name: str) -> list[_Row]:
    file = file_name(name)
    lines = ((f"{file}, line {n}", line.strip()) for n, line in enumerate(text.split("\n"), 1))
    return [(where, {"term": line}) for where, line in lines if line and line[0] != "#"]


def _from_csv(text: str, name: str) -> list[_Row]:
    return list(rows_of(text, name, _TABLE))


def _from_yaml(text: str, name: str) -> list[_Row]:
    given = load_yaml(text, name, TextError, as_written=True)
    rows = given.get("glossary", given.get("terms")) if isinstance(given, dict) else given
    if not isinstance(rows, list):
        raise TextError(f"{file_name(name)} is no glossary: it needs a list of terms.")
    numbered = ((f"{file_name(name)}, entry {n}", row) for n, row in enumerate(rows, 1))
    return [(where, {"term": row} if isinstance(row, str) else row) for where, row in numbered]


def _term(row: Any, where: str) -> GlossaryTerm:
    term = _stripped(row.get("term")) if isinstance(row, dict) else None
    if not term:
        raise TextError(f"{where} has no term: fill it in or take the line out.")
    lists = {key: _listed(row.get(key)) for key in _COLUMNS[1:]}
    try:
        made = GlossaryTerm.model_validate({**row, "term": term, **lists})
    except ValidationError as error:
        raise TextError(f"{where} cannot be used, {problem_of(error)}.") from None
    if any(len(text) > LONGEST for text in (made.term, *made.readings, *made.variants)):
        raise TextError(f"{where} is longer than {LONGEST} letters: a glossary holds terms only.")
    return made


def _listed(given: Any) -> Any:
    """The parts of a cell or of a list; anything else as it is, to be refused."""
    parts = given.split(";") if isinstance(given, str) else [] if given is None else given
    if not isinstance(parts, list):
        return parts
    return tuple(part for part in map(_stripped, parts) if part != "")


def _stripped(given: Any) -> Any:
    return given.strip() if isinstance(given, str) else given


def _merged(terms: list[GlossaryTerm]) -> tuple[GlossaryTerm, ...]:
    known: dict[str, GlossaryTerm] = {}
    for term in terms:
        before = known.get(term.term)
        if before is not None:
            term = GlossaryTerm(
                term=term.term,
                readings=tuple(dict.fromkeys((*before.readings, *term.readings))),
                variants=tuple(dict.fromkeys((*before.variants, *term.variants))),
            )
        known[term.term] = term
    return tuple(known.values())
