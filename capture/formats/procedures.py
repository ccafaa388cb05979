"""Procedures in and out: YAML, JSON, CSV, plain text, Excel and Word. What it is, its content says.

Each format has a file of its own; here are what it is told by and what holds for all of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from pydantic import ValidationError

from capture.formats.office import checked, refuse_foreign
from capture.formats.plain import TABLE_LIMIT, decode, file_name, problem_of
from capture.formats.procedure_csv import read_csv, separator_of, write_csv
from capture.formats.procedure_docx import read_docx, write_docx
from capture.formats.procedure_rows import Found, no_steps
from capture.formats.procedure_text import is_counted, read_text, write_text
from capture.formats.procedure_xlsx import read_xlsx, write_xlsx
from capture.formats.procedure_yaml import read_yaml, write_yaml
from data_schemas.errors import ProcedureError
from data_schemas.procedure import Procedure, circle

_HANGUL = re.compile("[가-힣]")
_YAML = re.compile(r"^[\"']?steps[\"']?[ \t]*:", re.MULTILINE)
_MOST_NOTES = 30
_SAYABLE = frozenset({"title", "before", "glossary"})

WRITERS: Mapping[str, Callable[[Procedure], bytes]] = {
    "yaml": write_yaml, "csv": write_csv, "xlsx": write_xlsx, "docx": write_docx, "txt": write_text,
}  # fmt: skip
_BY_SUFFIX = {
    ".yaml": read_yaml, ".yml": read_yaml, ".json": read_yaml, ".csv": read_csv, ".tsv": read_csv,
}  # fmt: skip
SUFFIXES = ("yaml", "yml", "json", "csv", "tsv", "xlsx", "xlsm", "docx", "txt", "md")


@dataclass(frozen=True)
class Understood:
    """A file as a procedure; ``unsaid``: the fields that it has no word for, ``notes``: losses."""

    procedure: Procedure
    unsaid: frozenset[str]
    notes: tuple[str, ...]


def parse_procedure(data: bytes, name: str, id: str, version: int) -> Procedure:
    """Procedure of a file; ``name`` is the file's name. Raises :class:`ProcedureError`."""
    return understand_procedure(data, name, id, version).procedure


def understand_procedure(data: bytes, name: str, id: str, version: int) -> Understood:
    """Procedure of a file of at most 1 MB of text or 32 MB of Excel or Word.

    A file that names no title gives its own name without the ending. The language is Korean where
    the file names none and its titles hold Hangul. Raises :class:`ProcedureError`.
    """
    file = file_name(name)
    found = _read(data, file)
    fields = found.fields if found.whole else {"title": PurePath(file).stem, **found.fields}
    unsaid = () if found.whole else _SAYABLE - set(found.fields)
    fields.setdefault("language", "ko" if _HANGUL.search(_titles(fields)) else "en")
    if not fields.get("steps"):
        raise no_steps(file)
    try:
        made = Procedure.model_validate({**fields, "id": id, "version": version})
    except ValidationError as error:
        raise ProcedureError(f"{file} is no usable procedure, {problem_of(error)}.") from None
    _refuse_circle(made, file)
    notes = (*found.notes, *_twins(made))
    if len(notes) > _MOST_NOTES:
        notes = (*notes[:_MOST_NOTES], f"And {len(notes) - _MOST_NOTES} more of this kind.")
    return Understood(made, frozenset(unsaid), notes)


def _read(data: bytes, file: str) -> Found:
    refuse_foreign(data, file)
    if data.startswith(b"PK\x03\x04"):
        return _from_archive(data, file)
    text = decode(data, file, TABLE_LIMIT, ProcedureError)
    by_name = _BY_SUFFIX.get(PurePath(file).suffix.lower(), read_text)
    if _YAML.search(text) or text.lstrip().startswith("{"):
        if by_name is read_yaml:
            return read_yaml(text, file)
        if found := _yaml_after_all(text, file):
            return found
    if separator_of(text):
        return read_csv(text, file)
    if is_counted(text):
        return read_text(text, file)
    return by_name(text, file)


def _yaml_after_all(text: str, file: str) -> Found | None:
    try:
        found = read_yaml(text, file)
    except ProcedureError:
        return None
    return found if isinstance(found.fields.get("steps"), list) else None


def _from_archive(data: bytes, file: str) -> Found:
    members = checked(data, file)
    if "word/document.xml" in members:
        return read_docx(data, file)
    if "xl/workbook.xml" in members:
        return read_xlsx(data, file)
    raise ProcedureError(
        f"{file} is neither Word nor Excel of today: save it as .docx or .xlsx and try again."
    )


def _titles(fields: dict[str, Any]) -> str:
    steps = fields.get("steps")
    listed = steps if isinstance(steps, list) else []
    return " ".join(str(step.get("title")) for step in listed if isinstance(step, dict))


def _refuse_circle(made: Procedure, file: str) -> None:
    ring = circle(made.before)
    if ring:
        titles = [f"“{step.title}”" for id in ring if (step := made.step(id))]
        shown = titles if len(titles) <= 6 else [*titles[:5], "…", titles[-1]]
        raise ProcedureError(
            f"The order rules of {file} go round in a circle, {' → '.join(shown)}: take one"
            " of them out."
        )


def _twins(made: Procedure) -> list[str]:
    """Steps of one group that are called the same: allowed, but worth a look."""
    counts = Counter((step.parent, step.title) for step in made.steps)
    return [
        f"{n} steps are called “{title}”: they are kept apart by their place."
        for (_, title), n in counts.items()
        if n > 1
    ]
