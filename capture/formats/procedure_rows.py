"""The rows of a written procedure, whatever it was written in, and the steps they stand for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from data_schemas.errors import ProcedureError

MOST_STEPS = 1000
MOST_LEVELS = 9
MOST_PAIRS = 20_000


@dataclass(frozen=True)
class Row:
    """One line of the outline; ``number`` is how it is counted there, ``after`` names numbers.

    ``where`` is for messages.
    """

    level: int
    title: str
    number: str = ""
    key_point: tuple[str, ...] = ()
    reason: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    where: str = ""

    def more(self, role: str, texts: Sequence[str]) -> Row:
        """With further lines of ``key_point``, ``reason`` or ``after``."""
        longer: dict[str, Any] = {role: (*getattr(self, role), *texts)}
        return replace(self, **longer)


@dataclass(frozen=True)
class Found:
    """What a file was understood as: fields of a Procedure, and what was left out and why.

    A field that is missing is one that this file says nothing about; a ``whole`` format could say
    everything, so that what is missing there is meant to be missing.
    """

    fields: dict[str, Any]
    notes: tuple[str, ...] = ()
    whole: bool = False


def fields_of(rows: Sequence[Row], file: str) -> dict[str, Any]:
    """``steps``, ``groups`` and ``before``; a row with deeper rows below it is a group.

    Raises ProcedureError for no steps, too many steps or levels, and for an ``after`` that names no
    row or several.
    """
    if not rows:
        raise no_steps(file)
    levels = _even([row.level for row in rows])
    refuse_large(len(rows), max(levels) + 1, file)
    ids = _ids(rows, levels)
    is_group = [below > level for level, below in zip(levels, [*levels[1:], 0], strict=True)]
    parents = _parents(levels, ids)
    steps: list[dict[str, Any]] = []
    groups: list[dict[str, Any]] = []
    for row, id, parent, has_parts in zip(rows, ids, parents, is_group, strict=True):
        (groups if has_parts else steps).append(
            {
                "id": id,
                "title": row.title,
                "key_point": row.key_point,
                "reason": row.reason,
                "parent": parent,
            }
        )
    leaves = leaves_of([(one["id"], one["parent"]) for one in (*steps, *groups)])
    return {"steps": steps, "groups": groups, "before": _before(rows, ids, leaves)}


def no_steps(file: str) -> ProcedureError:
    return ProcedureError(f"{file} holds no steps: list at least one.")


def refuse_large(steps: int, levels: int, file: str) -> None:
    """Raises ProcedureError for more than anybody follows."""
    if steps > MOST_STEPS:
        raise ProcedureError(
            f"{file} holds {steps} steps, more than the {MOST_STEPS} that are taken:"
            " split it by job."
        )
    if levels > MOST_LEVELS:
        raise ProcedureError(
            f"{file} has sub-steps {levels} levels deep, more than the {MOST_LEVELS} that are"
            " taken: write them less deep."
        )


def leaves_of(parents: Sequence[tuple[str, str | None]]) -> dict[str, list[str]]:
    """The steps that each step or group stands for: itself, or all that lie in it."""
    inside: dict[str | None, list[str]] = {}
    for id, parent in parents:
        inside.setdefault(parent, []).append(id)

    def below(id: str) -> list[str]:
        return [leaf for part in inside.get(id, ()) for leaf in below(part)] or [id]

    return {id: below(id) for id, _ in parents}


def pairs_of(first: Sequence[str], then: Sequence[str]) -> list[tuple[str, str]]:
    return [(one, other) for one in first for other in then]


def refuse_many(pairs: int, file: str) -> None:
    if pairs > MOST_PAIRS:
        raise ProcedureError(
            f"{file} holds more than {MOST_PAIRS} order rules: name only the step right before."
        )


def _before(
    rows: Sequence[Row], ids: Sequence[str], leaves: dict[str, list[str]]
) -> list[tuple[str, str]]:
    numbers = [row.number for row in rows]
    spoken = [number.rstrip(".)") for number in numbers]
    known = (numbers, spoken, ids, [row.title for row in rows])
    found: list[tuple[str, str]] = []
    for row, id in zip(rows, ids, strict=True):
        for name in (name for line in row.after for name in _names(line, known)):
            found += pairs_of(leaves[ids[_place(name, known, row.where)]], leaves[id])
            refuse_many(len(found), row.where)
    return list(dict.fromkeys(found))


def _names(line: str, known: Sequence[Sequence[str]]) -> list[str]:
    """The numbers or titles in a line: itself, or several apart by commas."""
    if any(line in words for words in known):
        return [line]
    return [part.strip() for part in re.split("[,;、·]", line) if part.strip()]


def _place(name: str, known: Sequence[Sequence[str]], where: str) -> int:
    """Position of the row that is meant."""
    for words in known:
        fitting = [n for n, word in enumerate(words) if word == name]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise ProcedureError(
                f"{where} comes after “{name}”, and several steps are called so: give each step"
                " a number of its own."
            )
    raise ProcedureError(
        f"{where} comes after “{name}”, which is no step here: name the number of a step."
    )


def _even(levels: Sequence[int]) -> list[int]:
    """Levels without gaps: nobody is a grandchild without a parent."""
    open_: list[int] = []
    even: list[int] = []
    for level in levels:
        while open_ and open_[-1] >= level:
            open_.pop()
        even.append(len(open_))
        open_.append(level)
    return even


def _ids(rows: Sequence[Row], levels: Sequence[int]) -> list[str]:
    """The row's own number where no other row has it, else its place in the outline."""
    counts = Counter(row.number for row in rows)
    taken = {number for number, count in counts.items() if count == 1}
    place: list[int] = []
    ids: list[str] = []
    for row, level in zip(rows, levels, strict=True):
        place = [*place[: level + 1], *[0] * (level + 1 - len(place))]
        place[level] += 1
        if row.number and counts[row.number] == 1:
            ids.append(row.number)
            continue
        ids.append(free_id(".".join(map(str, place)), taken))
        taken.add(ids[-1])
    return ids


def free_id(wanted: str, taken: set[str]) -> str:
    """``wanted``, or the first of ``wanted-2``, ``wanted-3``... that is not taken."""
    n, id = 1, wanted
    while id in taken:
        n += 1
        id = f"{wanted}-{n}"
    return id


def _parents(levels: Sequence[int], ids: Sequence[str]) -> list[str | None]:
    path: list[str] = []
    parents: list[str | None] = []
    for level, id in zip(levels, ids, strict=True):
        path = path[:level]
        parents.append(path[-1] if path else None)
        path.append(id)
    return parents
