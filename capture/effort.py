"""Doors to how much human time a job took in the app.

Kept are sums of seconds by session and activity, erased with the session: no person, no device, no
time of day. Only sums of a whole job are given back, so that no length ever stands beside a person.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, get_args

from capture import procedures
from capture.access import require
from capture.allowed import among
from capture.records import effort as records
from capture.records import sessions as session_records
from capture.records.among import Wanted
from data_schemas.effort import Activity, JobEffort
from data_schemas.errors import InputError
from data_schemas.rights import Action, Actor

if TYPE_CHECKING:
    from capture.site import Site

# More than this at once was not spent before a screen: whoever counts has made a mistake.
MOST_S = 600.0


def touch(site: Site, who: Actor, session: str, activity: Activity, seconds: float) -> None:
    """Add seconds of use. Nothing of ``who`` is kept but the audit's own row.

    Raises InputError for another activity or an impossible number of seconds.
    """
    require(site, who, Action.READ, session, often=True)
    if activity not in get_args(Activity):
        raise InputError("This kind of work is not known: name one of Sonmat's own.")
    if not math.isfinite(seconds) or not 0 <= seconds <= MOST_S:
        raise InputError(f"Between 0 and {MOST_S:g} seconds can be counted at once.")
    with site.db() as db:
        records.add(db, session, activity, seconds)


def of_job(site: Site, who: Actor, procedure: str) -> JobEffort:
    """What all sessions of a procedure took together, as far as ``who`` may read them.

    Raises UnknownError.
    """
    require(site, who, Action.LIST)
    job = procedures.get_procedure(site, who, procedure)
    mine = among(site, who, Action.READ)
    with site.db() as db:
        found = session_records.find(db, Wanted(mine, procedure=job.id))
        seconds = records.sums(db, [one.id for one in found])
    return JobEffort(
        procedure=job.id,
        sessions=len(found),
        seconds=seconds,
        video_s=sum(one.duration_s for one in found),
    )
