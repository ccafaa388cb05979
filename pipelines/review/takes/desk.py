"""Doors to what takes were for: the work done well, a defect that is shown, or another case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture import journal, sessions
from capture.access import require
from data_schemas.entry import ABOUT_TAKE, standing
from data_schemas.errors import InputError
from data_schemas.rights import Action, Actor
from data_schemas.take import LONGEST_NOTE, VARIANTS, TakeLabel, take_draft, take_labels
from pipelines.review.desk import amend, undo_all

if TYPE_CHECKING:
    from capture.site import Site


def labels(site: Site, who: Actor, session: str) -> dict[int, TakeLabel]:
    """What somebody said each take is, by its number; a take that nobody spoke of is not there."""
    require(site, who, Action.READ, session)
    return take_labels(one for _, one in journal.read(site, session))


def label(
    site: Site, who: Actor, session: str, take: int, variant: str, note: str = ""
) -> TakeLabel:
    """Say what a take is: it stands until something else is said, or it is taken back.

    It is no part of the time line, so that it can be said while a session is out with annotators.
    Raises InputError for a take or a variant that is not there, a note that is too long, or a
    session that is approved; StaleEntry where somebody wrote in the same moment.
    """
    require(site, who, Action.AMEND, session)
    shown = [one for one in sessions.get_session(site, who, session).work if one.take == take]
    if not shown:
        raise InputError(f"This work session has no take {take}: choose one that was recorded.")
    if variant not in VARIANTS:
        raise InputError("A take is good, defect or what_if: choose one of them.")
    plain = " ".join(note.split())
    if len(plain) > LONGEST_NOTE:
        raise InputError(f"A note may have {LONGEST_NOTE:,} characters: shorten it.")
    said = TakeLabel(take=take, variant=variant, note=plain)
    amend(site, who, session, take_draft(said, shown), journal.last_number(site, session))
    return said


def unlabel(site: Site, who: Actor, session: str, take: int) -> None:
    """Take back all that was said of what a take is.

    Raises InputError where nothing was, or for a session that is approved.
    """
    require(site, who, Action.AMEND, session)
    entries = tuple(one for _, one in journal.read(site, session))
    said = [one.number for one in standing(entries) if one.target == f"{ABOUT_TAKE}{take}"]
    if not said:
        raise InputError(f"Nobody has said what take {take} is: there is nothing to take back.")
    undo_all(site, who, session, said, len(entries))
