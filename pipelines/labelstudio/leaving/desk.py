"""Takes sessions off the server: whatever becomes of the server, the session is free at once.

What is readable here goes now; a task goes as soon as the server answers. No doors: recalling,
withdrawing and erasing call it, and the worker tries again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture.access import OWNER, facts_of
from capture.log import say
from capture.permission import decide
from capture.records import labelling as records
from capture.records import sessions as session_records
from data_schemas.clock import in_utc
from data_schemas.errors import LabelStudioError, LabelStudioOdd, SettingsError
from data_schemas.labelling import Back, LabellingTask
from data_schemas.rights import Action
from pipelines.labelstudio.connect import connection_of
from pipelines.labelstudio.gateway import Gateway
from pipelines.labelstudio.gathering.desk import is_as_shown
from pipelines.labelstudio.media.desk import emptied

if TYPE_CHECKING:
    from capture.site import Site


def connected(site: Site) -> Gateway:
    """The server that the settings name. Raises SettingsError, LabelStudioRefused."""
    return Gateway(connection_of(site.settings))


def end(site: Site, session: str, how: Back) -> None:
    """The session is here again, its copies are gone, and its task is to go. Safe to repeat.

    Nothing where it never went out.
    """
    with site.db() as db:
        task = records.task(db, session)
        if task is None:
            return
        if task.back_at is None or task.remove_at is None:
            records.come_back(db, session, how, site.now(), remove=True)
    if task.removed_at is None:
        emptied(site, session)
    if task.back_at is None:
        say("labelling.ended", session=session)


def end_forbidden(site: Site) -> tuple[str, ...]:
    """End what is out and may not be any more: consent, masks or protection class changed since."""
    with site.db() as db:
        out = records.tasks(db, out=True)
    ended = tuple(one.session for one in out if not _may_stay(site, one))
    for session in ended:
        end(site, session, "forbidden")
    return ended


def _may_stay(site: Site, task: LabellingTask) -> bool:
    """It was confirmed when it went out; whether it still hides enough is asked of the copy, which
    takes a look at all its words: only where somebody has decided, or is to decide, anew."""
    facts = facts_of(site, task.session).model_copy(update={"deidentified": True})
    if not decide(OWNER, Action.PUSH, facts).allowed:
        return False
    with site.db() as db:
        decided_at = session_records.get(db, task.session).deidentified_at
    is_same = decided_at is not None and in_utc(decided_at) <= in_utc(task.out_at)
    return is_same or is_as_shown(site, task)


def tidy(site: Site) -> None:
    """The worker's: what may not be out is ended, what is to go from a server goes."""
    end_forbidden(site)
    clear(site)


def clear(site: Site) -> tuple[str, ...]:
    """Take off the server what is to go, as far as it answers; what is still there.

    Never raises for a server that is away: it is tried again later.
    """
    with site.db() as db:
        wanted = records.to_remove(db)
    if not wanted:
        return ()
    try:
        with connected(site) as gateway:
            return tuple(one.session for one in wanted if not _cleared(site, gateway, one))
    except (LabelStudioError, SettingsError):
        return tuple(one.session for one in wanted)


def _cleared(site: Site, gateway: Gateway, task: LabellingTask) -> bool:
    try:
        take_off(site, gateway, task)
    except LabelStudioError:
        return False
    with site.db() as db:
        records.removed(db, task.session, site.now())
    return True


def take_off(site: Site, gateway: Gateway, task: LabellingTask) -> None:
    """Delete every task of the session in its project: found by the session, whatever its number.

    A project that is gone took its tasks along. Raises LabelStudioError.
    """
    with site.db() as db:
        project = records.project(db, task.project)
    if project is None or gateway.url.rstrip("/") != project.server.rstrip("/"):
        raise LabelStudioOdd(
            "This session lies on another Label Studio server: set SONMAT_LS_URL to that one."
        )
    if project.closed_at is not None or not gateway.projects(numbers=[project.number]):
        return
    for one in list(gateway.tasks(project.number, sessions=[task.session])):
        if one.session == task.session:
            gateway.delete_task(one.id)
