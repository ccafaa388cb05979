"""One place at a time: while a session is out with annotators, its time line only reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from capture.access import require
from capture.records import labelling as records
from data_schemas.entry import Entry, others
from data_schemas.errors import InputError
from data_schemas.labelling import LabellingTask
from data_schemas.rights import Action, Actor

if TYPE_CHECKING:
    from capture.site import Site

OUT = "This work session is out with annotators: call it back before anything is changed here."


def where(site: Site, who: Actor, session: str) -> LabellingTask | None:
    """Where a session stands with the annotators; None where it never went out."""
    require(site, who, Action.LIST, session)
    with site.db() as db:
        return records.task(db, session)


def is_out(site: Site, session: str) -> bool:
    """Whether its time line is with the annotators (no door)."""
    with site.db() as db:
        return records.is_out(db, session)


def check_here(site: Site, session: str) -> None:
    """Raises InputError while the session is out (no door)."""
    if is_out(site, session):
        raise InputError(OUT)


def check_acts(before: Sequence[Entry], added: Sequence[Entry]) -> None:
    """Raises InputError for acts about the time line of a session that is out (no door).

    Answers, cards and what is to be hidden are no part of it.
    """
    beside = others((*before, *added))
    if any(one.number not in beside for one in added):
        raise InputError(OUT)
