"""Procedures as YAML (JSON too) or as a CSV table ``step,title[,key_point,reason]``."""

from __future__ import annotations

import csv
import io
import re
from pathlib import PurePath
from typing import Any

import yaml
from pydantic import ValidationError

from capture.formats.plain import TABLE_LIMIT, decode, file_name, load_yaml, problem_of
from capture.formats.table import Shape, rows_of
from data_schemas.errors import ProcedureError
from data_schemas.procedure import Procedure

_COLUMNS = ("step", "title", "key_point", "reason")
_TABLE = Shape(
    _COLUMNS, frozenset({"step", "title"}), "step,title[,key_point,reason]", ProcedureError
)
# the caller says which procedure this is; what a file says about that is another site's
_FOREIGN = {"id", "version"}
_LISTS = ("key_point", "reason")
_HANGUL = re.compile("[가-힣]")


def parse_procedure(data: bytes, name: str, id: str, version: int) -> Procedure:
    """Procedure of a YAML or CSV file of at most 1 MB; ``name`` is the file's name.

    YAML: ``title``, ``steps`` (``id``, ``title``, ``key_point``, ``reason``), optional
    ``language``, ``before`` (pairs of step ids), ``glossary``. A CSV's title is its file's stem.
    The language is Korean where the file names none and its titles hold Hangul.
    Raises :class:`ProcedureError`.
    """
    text = decode(data, name, TABLE_LIMIT, ProcedureError)
    is_table = file_name(name).lower().endswith(".csv")
    fields = _from_csv(text, name) if is_table else _from_yaml(text, name)
    fields.setdefault("language", "ko" if _HANGUL.search(_titles(fields)) else "en")
    if not fields.get("steps"):
        raise ProcedureError(f"{file_name(name)} holds no steps: list at least one.")
    try:
        return Procedure.model_validate({**fields, "id": id, "version": version})
    except ValidationError as error:
        raise ProcedureError(
            f"{file_name(name)} is no usable procedure, {problem_of(error)}."
        ) from None


def write_procedure(procedure: Procedure) -> str:
    """YAML text without id and version, which an import gives anew."""
    fields = procedure.model_dump(mode="json", exclude=_FOREIGN)
    shown = {key: value for key, value in fields.items() if value}
    shown["steps"] = [{key: v for key, v in step.items() if v} for step in fields["steps"]]
    return yaml.safe_dump(shown, allow_unicode=True, sort_keys=False)


def write_procedure_table(procedure: Procedure) -> str:
    """CSV text of the steps; several key points or reasons are lines of one cell.

    Title, order rules and glossary have no place in a table.
    """
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(_COLUMNS)
    for step in procedure.steps:
        lists = ("\n".join(getattr(step, key)) for key in _LISTS)
        table.writerow([step.id, step.title, *lists])
    return out.getvalue()


def _from_yaml(text: str, name: str) -> dict[str, Any]:
    given = load_yaml(text, name, ProcedureError, as_written=True)
    if not isinstance(given, dict):
        raise ProcedureError(f"{file_name(name)} is no procedure: it needs a title and steps.")
    fields = {key: v for key, v in given.items() if v != "" and key not in _FOREIGN}
    if isinstance(fields.get("steps"), list):
        fields["steps"] = [_yaml_step(step) for step in fields["steps"]]
    return fields


def _yaml_step(step: Any) -> Any:
    """One key point or reason may stand without being a list of one."""
    if not isinstance(step, dict):
        return step
    shown = {key: value for key, value in step.items() if value != ""}
    return {k: [v] if k in _LISTS and isinstance(v, str) else v for k, v in shown.items()}


def _from_csv(text: str, name: str) -> dict[str, Any]:
    steps = [_csv_step(row, where) for where, row in rows_of(text, name, _TABLE)]
    return {"title": PurePath(file_name(name)).stem, "steps": steps}


def _csv_step(row: dict[str, str], where: str) -> dict[str, Any]:
    if not row.get("step") or not row.get("title"):
        raise ProcedureError(f"{where} has no step or no title: fill in both.")
    lists = {key: [line for line in row.get(key, "").split("\n") if line] for key in _LISTS}
    return {"id": row["step"], "title": row["title"], **lists}


def _titles(fields: dict[str, Any]) -> str:
    steps = fields.get("steps")
    listed = steps if isinstance(steps, list) else []
    return " ".join(str(step.get("title")) for step in listed if isinstance(step, dict))
