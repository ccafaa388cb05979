"""Procedures as YAML, JSON too: the one format that holds everything."""

from __future__ import annotations

from typing import Any

import yaml

from capture.formats.plain import load_yaml
from capture.formats.procedure_rows import Found, leaves_of, pairs_of, refuse_large, refuse_many
from data_schemas.errors import ProcedureError
from data_schemas.procedure import Procedure, Step

# the caller says which procedure this is; what a file says about that is another site's
FOREIGN = {"id", "version"}
_LISTS = ("key_point", "reason")


def read_yaml(text: str, file: str) -> Found:
    """Fields as they are written; steps inside of a step are its sub-steps.

    An order rule that names a step with sub-steps holds for all of these. Raises ProcedureError.
    """
    given = load_yaml(text, file, ProcedureError, as_written=True)
    if not isinstance(given, dict):
        raise ProcedureError(f"{file} is no procedure: it needs a title and steps.")
    fields = {key: v for key, v in given.items() if v != "" and key not in FOREIGN}
    if isinstance(fields.get("steps"), list):
        flat = _Flat(file)
        flat.take(fields["steps"], None)
        refuse_large(len(flat.steps) + len(flat.groups), flat.levels, file)
        fields["steps"] = flat.steps
        if flat.groups:
            fields["groups"] = flat.groups
            fields["before"] = _on_steps(fields.get("before", []), flat, file)
    return Found(fields, whole=True)


class _Flat:
    """Steps and groups of a nested list, each with its parent."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.steps: list[Any] = []
        self.groups: list[Any] = []
        self.levels = 0

    def take(self, steps: list[Any], parent: str | None, level: int = 1) -> None:
        self.levels = max(self.levels, level)
        for given in steps:
            step = _step(given)
            if isinstance(step, dict):
                step.pop("parent", None)
                inside = step.pop("steps", None)
                if parent is not None:
                    step["parent"] = parent
                if isinstance(inside, list) and inside:
                    self.groups.append(step)
                    self.take(inside, str(step.get("id")), level + 1)
                    continue
            self.steps.append(step)


def _step(step: Any) -> Any:
    """One key point or reason may stand without being a list of one."""
    if not isinstance(step, dict):
        return step
    shown = {key: value for key, value in step.items() if value != ""}
    return {k: [v] if k in _LISTS and isinstance(v, str) else v for k, v in shown.items()}


def _on_steps(before: Any, flat: _Flat, file: str) -> Any:
    """Order rules between steps alone; what is no pair is left for the check of the whole."""
    known = [(str(one.get("id")), one.get("parent")) for one in (*flat.groups, *flat.steps)
             if isinstance(one, dict)]  # fmt: skip
    leaves = leaves_of(known)
    if not isinstance(before, list):
        return before
    found: list[Any] = []
    for pair in before:
        if isinstance(pair, list) and len(pair) == 2 and all(isinstance(x, str) for x in pair):
            first, then = (leaves.get(name, [name]) for name in pair)
            found += pairs_of(first, then)
            refuse_many(len(found), file)
        else:
            found.append(pair)
    return found


def write_yaml(procedure: Procedure) -> bytes:
    """Everything but id and version, which an import gives anew."""
    fields = procedure.model_dump(mode="json", exclude={*FOREIGN, "groups"})
    fields["steps"] = _nested(procedure)
    shown = {key: value for key, value in fields.items() if value}
    return yaml.safe_dump(shown, allow_unicode=True, sort_keys=False).encode()


def _nested(procedure: Procedure) -> list[dict[str, Any]]:
    inside: dict[str | None, list[dict[str, Any]]] = {}
    for _, one, is_group in procedure.outline():
        shown = _shown(one)
        inside.setdefault(one.parent, []).append(shown)
        if is_group:
            shown["steps"] = inside.setdefault(one.id, [])
    return inside[None]


def _shown(step: Step) -> dict[str, Any]:
    return {k: v for k, v in step.model_dump(mode="json", exclude={"parent"}).items() if v}
