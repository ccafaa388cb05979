"""The clock of keeping: which sessions are to be erased by now, and which soon.

Nothing is erased by a clock: a person confirms it (``pipelines.withdraw.end_of_keeping``). Until
then what is over may not be looked at, used or given out (``capture.permission``), and only a new
consent keeps it longer.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from capture.access import NOBODY, require
from capture.allowed import scope, viewer_of
from capture.records import among as records
from capture.records.among import Ending, Viewer
from data_schemas.retention import REMIND_DAYS, Keeping
from data_schemas.rights import Action, Actor

if TYPE_CHECKING:
    from capture.site import Site


def due(site: Site, who: Actor) -> tuple[Keeping, ...]:
    """Sessions of ``who`` whose time is over or ends within 30 days, the longest over first."""
    require(site, who, Action.LIST)
    found = ending(site)
    mine = frozenset(scope(site, who, Action.LIST)) if found else frozenset()
    return tuple(one for one in found if one.session in mine)


def ending(site: Site) -> tuple[Keeping, ...]:
    """The same of all sessions (no door: the checks of the site count them)."""
    viewer = viewer_of(site, NOBODY)
    with site.db() as db:
        found = records.ending(db, viewer, timedelta(days=REMIND_DAYS))
    kept = (_keeping(one, viewer) for one in found)
    return tuple(sorted(kept, key=lambda one: (one.until, one.number)))


def _keeping(one: Ending, viewer: Viewer) -> Keeping:
    until = one.signed or one.since + timedelta(days=viewer.keep_days)
    return Keeping(
        session=one.session,
        number=one.number,
        since=one.since,
        until=until,
        days_left=(until - viewer.today).days,
        said_by="consent" if one.signed else "site",
    )
