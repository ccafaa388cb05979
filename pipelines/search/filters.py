"""What somebody chose to look at, and what that means for passages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from data_schemas.errors import InputError
from data_schemas.rights import ProtectionClass, Purpose, stricter
from data_schemas.session import Head
from data_schemas.transcript import Speaker
from data_schemas.value import Value
from pipelines.search.engine import Where
from pipelines.search.passage import PassageKind

CLASSES = tuple(ProtectionClass)


class Filters(Value):
    """None means any. ``about`` is the kind of a card or a moment.

    ``expert``, ``protection_class`` and ``purpose`` are of sessions; a card's own class counts
    where it is stricter. ``sessions`` names them one by one: empty means nothing.
    """

    kind: PassageKind | None = None
    about: str | None = None
    step: str | None = None
    procedure: str | None = None
    language: str | None = None
    speaker: Speaker | None = None
    expert: str | None = None
    protection_class: ProtectionClass | None = None
    purpose: Purpose | None = None
    sessions: frozenset[str] | None = None

    def keeps(self, session: Head) -> bool:
        """Whether a session has what was chosen, its class apart."""
        return (
            self.expert in (None, session.expert)
            and self.procedure in (None, session.procedure)
            and (self.purpose is None or self.purpose in session.purposes)
            and (self.sessions is None or session.id in self.sessions)
        )


def where(
    filters: Filters, sessions: Iterable[Head], own_classes: Collection[ProtectionClass]
) -> Where:
    """Passages of ``sessions`` that fit. ``own_classes``: those a card may have to be seen here."""
    columns: dict[str, Collection[object]] = {"class": {None, *own_classes}}
    for column in ("kind", "about", "step", "language", "speaker"):
        if (value := getattr(filters, column)) is not None:
            columns[column] = {value}
    kept = [one for one in sessions if filters.keeps(one)]
    if filters.protection_class is None:
        return [{**columns, "session": {one.id for one in kept}}]
    return list(_of_class(filters.protection_class, kept, columns))


def _of_class(
    wanted: ProtectionClass, kept: list[Head], columns: Mapping[str, Collection[object]]
) -> Iterable[dict[str, Collection[object]]]:
    """One choice for sessions of this class, one for cards that are more secret than theirs."""
    allowed = set(columns["class"])
    weaker = {one for one in CLASSES if one is not wanted and stricter(one, wanted) is wanted}
    same = {one.id for one in kept if one.protection_class is wanted}
    below = {one.id for one in kept if one.protection_class in weaker}
    yield {**columns, "session": same, "class": allowed & {None, wanted, *weaker}}
    yield {**columns, "session": below, "class": allowed & {wanted}}


def check(filters: Filters, there: Mapping[str, Collection[object]]) -> None:
    """Raises InputError for a value that nothing has; ``there``: values by field."""
    for name, values in there.items():
        chosen = getattr(filters, name)
        if chosen is not None and chosen not in values:
            raise InputError(
                f"Nothing that can be searched has this {NAMES[name]}: choose another, or none."
            )


NAMES = {
    "about": "kind of card or moment", "step": "step", "procedure": "procedure",
    "language": "language", "expert": "expert",
}  # fmt: skip
