"""Procedures in and out: YAML, JSON, CSV, plain text, Excel and Word. What it is, its content says.

Each format has a file of its own; here are what it is told by and what holds for all of them.
"""

from __future__ import annotations

import re
import unicodedata
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
from capture.formats.procedure_rows import Found
from capture.formats.procedure_text import read_text, write_text
from capture.formats.procedure_xlsx import read_xlsx, write_xlsx
from capture.formats.procedure_yaml import read_yaml, write_yaml
from data_schemas.errors import ProcedureError
from data_schemas.procedure import Procedure, circle

_HANGUL = re.compile("[가-힣]")
_YAML = re.compile(r"^[\"']?steps[\"']?[ \t]*:|^\s*\{", re.MULTILINE)
_MOST_NOTES = 30

WRITERS: Mapping[str, Callable[[Procedure], bytes]] = {
    "yaml": write_yaml, "csv": write_csv, "xlsx": write_xlsx, "docx": write_docx, "txt": write_text,
}  # fmt: skip
SUFFIXES = ("yaml", "yml", "json", "csv", "tsv", "xlsx", "xlsm", "docx", "txt", "md")


@dataclass(frozen=True)
class Understood:
    """A file as a procedure; ``said``: the fields that it states, ``notes``: what it lost."""

    procedure: Procedure
    said: frozenset[str]
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
    fields = {"title": PurePath(file).stem, **found.fields}
    if "title" not in found.fields and "language" in found.fields:
        del fields["title"]  # YAML: a title that is forgotten there is a mistake
    fields.setdefault("language", "ko" if _HANGUL.search(_titles(fields)) else "en")
    if not fields.get("steps"):
        raise ProcedureError(f"{file} holds no steps: list at least one.")
    try:
        made = Procedure.model_validate({**fields, "id": id, "version": version})
    except ValidationError as error:
        raise ProcedureError(f"{file} is no usable procedure, {problem_of(error)}.") from None
    _refuse_circle(made, file)
    notes = (*found.notes, *_twins(made))
    if len(notes) > _MOST_NOTES:
        notes = (*notes[:_MOST_NOTES], f"And {len(notes) - _MOST_NOTES} more of this kind.")
    return Understood(made, frozenset(found.fields), notes)


def _read(data: bytes, file: str) -> Found:
    refuse_foreign(data, file)
    if data.startswith(b"PK\x03\x04"):
        return _from_archive(data, file)
    text = decode(data, file, TABLE_LIMIT, ProcedureError)
    suffix = PurePath(file).suffix.lower()
    if suffix in (".yaml", ".yml", ".json"):
        return read_csv(text, file) if _is_table_only(text) else read_yaml(text, file)
    if _YAML.search(text) and (found := _yaml_after_all(text, file)):
        return found
    return read_csv(text, file) if suffix in (".csv", ".tsv") or separator_of(text) else read_text(
        text, file
    )


def _is_table_only(text: str) -> bool:
    return separator_of(text) is not None and not _YAML.search(text)


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
            f"The order rules of {file} go round in a circle, {' before '.join(shown)}: take one"
            " of them out."
        )


def folded(title: str) -> str:
    """A title as it is compared: without case, spaces and punctuation."""
    plain = unicodedata.normalize("NFKC", title).casefold()
    letters = "".join(c for c in plain if unicodedata.category(c)[0] in "LNSM")
    return letters or plain.strip()


def _twins(made: Procedure) -> list[str]:
    """Steps of one group that are called the same: allowed, but worth a look."""
    counts = Counter((step.parent, folded(step.title)) for step in made.steps)
    titles = {(step.parent, folded(step.title)): step.title for step in made.steps}
    return [
        f"{n} steps are called “{titles[key]}”: they are kept apart by their place."
        for key, n in counts.items()
        if n > 1
    ]
