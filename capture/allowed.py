"""Which sessions somebody may do something with, asked of the database.

Permission is ``capture.permission``: it decides once for each sort of session there is, and not for
each session.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from capture.permission import decide
from capture.records.among import Among, Sort, Viewer, Wanted, ids, sorts, split
from data_schemas.rights import Action, Actor, Facts, ProtectionClass, Role

if TYPE_CHECKING:
    from capture.site import Site


def scope(site: Site, who: Actor, action: Action) -> tuple[str, ...]:
    """Sessions with which ``who`` may do ``action``, newest first."""
    within = among(site, who, action)
    with site.db() as db:
        return ids(db, Wanted(within))


def among(site: Site, who: Actor, action: Action) -> Among:
    """The same to be asked of the database: one decision for each sort of session there is.

    One of another sort that comes a moment later is not among them: nobody decided about it.
    """
    viewer = viewer_of(site, who)
    with site.db() as db:
        there = sorts(db, viewer)
    allowed = tuple(
        one for one in there if decide(who, action, _facts_of_sort(who, viewer, one)).allowed
    )
    return Among(viewer, allowed)


def viewer_of(site: Site, who: Actor) -> Viewer:
    return Viewer(
        annotator=who.id if Role.ANNOTATOR in who.roles else "",
        expert=who.expert or "",
        today=site.now().date(),
        keep_days=site.settings.retention_days or 0,
    )


def _facts_of_sort(who: Actor, viewer: Viewer, sort: Sort) -> Facts:
    """Facts that any session of a sort could have: ``decide`` asks for no more."""
    today = datetime.combine(viewer.today, time(), UTC)
    return Facts(
        session="any",
        expert=who.expert if sort.own else None,
        purposes=split(sort.purposes),
        protection_class=ProtectionClass(sort.protection_class),
        withdrawn=sort.withdrawn,
        retain_until=viewer.today - timedelta(days=1) if sort.over else None,
        open_people=int(sort.open_people),
        to_mask=int(sort.to_mask),
        deidentified=sort.deidentified,
        assigned=frozenset({who.id}) if sort.given else frozenset(),
        at=today,
    )
