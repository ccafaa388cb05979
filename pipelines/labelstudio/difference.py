"""What somebody changed of a labelling: region by region, by values, never by the screen's word.

``origin`` of a region tells nothing: selecting one marks it as changed, a script that moves one
does not (measured, notes/labelstudio.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from data_schemas.annotation import Labelled, Labelling, Lane

Change = Literal["kept", "moved", "relabelled", "retold", "added", "removed"]


@dataclass(frozen=True)
class Changed:
    """One stretch before and after; ``what`` may be several changes, or ``kept`` alone."""

    what: tuple[Change, ...]
    before: Labelled | None
    after: Labelled | None


def difference(before: Labelling, after: Labelling, lane: Lane) -> tuple[Changed, ...]:
    """Every stretch of one lane that either side has, in time order."""
    old = {one.id: one for one in before.lane(lane)}
    new = {one.id: one for one in after.lane(lane)}
    found = [*_both(old, new)]
    found += [Changed(("removed",), one, None) for name, one in old.items() if name not in new]
    found += [Changed(("added",), None, one) for name, one in new.items() if name not in old]
    return tuple(sorted(found, key=_place))


def changes(before: Labelled, after: Labelled) -> tuple[Change, ...]:
    """How one stretch differs from another; ``kept`` alone where it does not."""
    what: list[Change] = []
    if (before.start_s, before.end_s) != (after.start_s, after.end_s):
        what.append("moved")
    if before.labels != after.labels or before.senses != after.senses:
        what.append("relabelled")
    if before.text != after.text:
        what.append("retold")
    return tuple(what) or ("kept",)


def _both(old: dict[str, Labelled], new: dict[str, Labelled]) -> Iterator[Changed]:
    for name in old.keys() & new.keys():
        yield Changed(changes(old[name], new[name]), old[name], new[name])


def _place(one: Changed) -> tuple[float, float, str]:
    shown = one.after or one.before
    assert shown is not None
    return shown.start_s, shown.end_s, shown.id
