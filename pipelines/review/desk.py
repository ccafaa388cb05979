"""Doors to people's judgement: amend what the machine thinks, and take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture import artifacts, journal
from capture.access import require
from data_schemas.artifact import Kind
from data_schemas.entry import Act, Draft, Entry
from data_schemas.errors import InputError
from data_schemas.rights import Action, Actor
from pipelines import run
from pipelines.review.stage import STAGE

if TYPE_CHECKING:
    from capture.site import Site


def amend(site: Site, who: Actor, session: str, draft: Draft, seen: int) -> Entry:
    """Append one act and lay it over the machine's output at once.

    ``seen`` is the number of the last entry that the person saw. Raises StaleEntry when there
    is a later one, InputError for times that cannot be.
    """
    require(site, who, Action.AMEND, session)
    start, end = draft.after.get("start_s", 0.0), draft.after.get("end_s", 1e9)
    if not (isinstance(start, int | float) and isinstance(end, int | float) and 0 <= start < end):
        raise InputError("A part must start before it ends: correct the times.")
    entry = journal.append(site, who, session, draft, seen)
    refold(site, session)
    return entry


def undo(site: Site, who: Actor, session: str, number: int, seen: int) -> Entry:
    """Take back entry ``number``."""
    require(site, who, Action.AMEND, session)
    if not 1 <= number <= journal.last_number(site, session):
        raise InputError("There is no such entry to take back.")
    entry = journal.append(site, who, session, Draft(act=Act.UNDO, target=str(number)), seen)
    refold(site, session)
    return entry


def entries(site: Site, who: Actor, session: str) -> tuple[Entry, ...]:
    """Everything that people did about a session, in order."""
    require(site, who, Action.READ, session)
    return tuple(entry for _, entry in journal.read(site, session))


def refold(site: Site, session: str) -> None:
    """Make the time line that holds now; without machine output yet there is none to make."""
    if artifacts.newest(site, session, Kind.ALIGNMENT) is not None:
        run.ensure(site, STAGE, run.Subject(run.read_session(site, session)))
