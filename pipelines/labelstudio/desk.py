"""Doors to the annotators' server: what came back, recall, what stands where, and the end of it.

``pushing/desk.py`` has the way out. What is read, kept and taken over is in ``returning/desk.py``,
what takes a session off the server in ``leaving/desk.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from capture.access import require
from capture.records import labelling as records
from capture.records import sessions as session_records
from data_schemas.annotation import Labelling
from data_schemas.errors import InputError, UnknownError
from data_schemas.labelling import GivenLabels, LabellingProject, LabellingTask, Shown, Trouble
from data_schemas.rights import Action, Actor
from data_schemas.value import Value
from pipelines.labelstudio.config import fingerprint
from pipelines.labelstudio.entries import taken
from pipelines.labelstudio.gathering.desk import answer_of, given_for, ground_of, objection
from pipelines.labelstudio.leaving.desk import clear, connected, end, end_forbidden
from pipelines.labelstudio.media.desk import emptied
from pipelines.labelstudio.remote import Project
from pipelines.labelstudio.returning.desk import Came, Reader, Source, chosen, write

if TYPE_CHECKING:
    from capture.site import Site

# Changes so long before the newest one that was read are looked at again: two may be written at
# once, and the one that began first be seen last.
OVERLAP = timedelta(minutes=2)
Progress = Callable[[int, int], None]


class PullReport(Value):
    """Sessions by what came of them; ``troubles`` counts what is newly kept for a person.

    ``to_choose``: several people gave labels, somebody chooses. ``asked``: the expert is asked.
    ``left`` are sentences on what has no place here. ``forbidden`` were called back, since they may
    not be out any more, ``lost`` are gone from the server.
    """

    taken: tuple[str, ...] = ()
    to_choose: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    unusable: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    troubles: int = 0
    left: tuple[str, ...] = ()


class Standing(Value):
    """Where everything stands. ``waiting_to_go``: sessions still to be taken off the server."""

    projects: tuple[LabellingProject, ...]
    tasks: tuple[LabellingTask, ...]
    troubles: tuple[Trouble, ...]
    waiting_to_go: tuple[str, ...]


def pull(site: Site, who: Actor, progress: Progress = lambda done, of: None) -> PullReport:
    """Take over what annotators gave since it was last asked. Repeating it is safe.

    ``progress`` takes how many projects are read, and of how many. Raises LabelStudioError and
    SettingsError; what was read before that is kept.
    """
    require(site, who, Action.PUSH)
    forbidden = end_forbidden(site)
    clear(site)
    came, answered = Came(), []
    with connected(site) as gateway:
        with site.db() as db:
            projects = records.projects(db, gateway.url.rstrip("/"))
        ours = [one.number for one in projects if one.number]
        there = {one.id: one for one in gateway.projects(numbers=ours)}
        for n, project in enumerate(projects):
            progress(n, len(projects))
            if not project.number:
                continue  # its making was cut off: the next push finishes it
            reader = Reader(site, who, gateway, project, came)
            _read(reader, there.get(project.number))
            answered += _answer(reader)
        progress(len(projects), len(projects))
    return PullReport(
        taken=tuple(came.taken), to_choose=tuple(came.to_choose), asked=tuple(came.asked),
        answered=tuple(answered), unusable=tuple(came.unusable), forbidden=forbidden,
        lost=tuple(came.lost), troubles=came.troubles, left=tuple(came.left),
    )  # fmt: skip


def recall(site: Site, who: Actor, session: str) -> bool:
    """Call a session back: its time line is free at once. Whether it is off the server already;
    if not, that follows as soon as the server answers. Raises InputError where it is not out."""
    require(site, who, Action.AMEND, session)
    with site.db() as db:
        task = records.task(db, session)
    if task is None or (not task.is_out and task.removed_at is not None):
        raise InputError("This work session is not out with annotators.")
    end(site, session, "recalled")
    return session not in clear(site)


def standing(site: Site, who: Actor) -> Standing:
    """All projects that go on, all sessions that are or were out, and what waits for a person."""
    require(site, who, Action.PUSH)
    with site.db() as db:
        return Standing(
            projects=records.projects(db),
            tasks=records.tasks(db),
            troubles=records.troubles(db),
            waiting_to_go=tuple(one.session for one in records.to_remove(db)),
        )


def settle(site: Site, who: Actor, trouble: str) -> None:
    """Somebody has seen to a trouble, or to all of them (``all``). Raises UnknownError."""
    require(site, who, Action.PUSH)
    with site.db() as db:
        known = [one.id for one in records.troubles(db)]
        wanted = known if trouble == "all" else [one for one in known if one == trouble]
        if trouble != "all" and not wanted:
            raise UnknownError("There is no such entry: `sonmat labelstudio status` lists them.")
        records.settle(db, wanted, site.now())


def versions(site: Site, who: Actor, session: str) -> tuple[GivenLabels, ...]:
    """What annotators gave of a session that is or was out, each in its newest state."""
    require(site, who, Action.READ, session)
    task = _task(site, session)
    found = given_for(site, task).values()
    return tuple(sorted(found, key=lambda one: (one.annotator, one.id)))


def shown(site: Site, who: Actor, session: str) -> Shown:
    """What the annotators of a session were shown, and what the machine would have them see."""
    require(site, who, Action.READ, session)
    return ground_of(site, _task(site, session)).shown


def choose(site: Site, who: Actor, session: str, labelling: Labelling) -> int:
    """Take over the labels that somebody chose, whole or stretch by stretch; the session is back.

    ``who`` is the author of what changes; how many acts that were. Raises InputError where the
    session is not out, or the labels do not fit what holds.
    """
    require(site, who, Action.AMEND, session)
    task = _task(site, session)
    if not task.is_out:
        raise InputError("This work session is not out with annotators.")
    ground = ground_of(site, task)
    name = f"choice {task.shown}"
    found = taken(ground, chosen(ground, labelling, task.blind), name)
    write(site, session, found.drafts, Source(name, who.id, who))
    with site.db() as db:
        records.come_back(db, session, "taken", site.now(), remove=False)
    return len(found.drafts)


def close_project(site: Site, who: Actor, project: str, *, force: bool = False) -> None:
    """End a project: it goes from the server, and nothing of its sessions is readable any more.

    What is on the server is read before. Raises InputError while a session of it waits for a choice
    or an answer, unless ``force``, LabelStudioError while the server is away.
    """
    require(site, who, Action.PUSH)
    with site.db() as db:
        found = records.project(db, project)
    if found is None or found.closed_at is not None:
        raise UnknownError("There is no such project: `sonmat labelstudio status` lists them.")
    with connected(site) as gateway:
        if gateway.url.rstrip("/") != found.server:
            raise InputError("This project lies on another server: set SONMAT_LS_URL to that one.")
        remote = next(iter(gateway.projects(numbers=[found.number])), None)
        if found.number:
            _read(Reader(site, who, gateway, found, Came()), remote)
        with site.db() as db:
            tasks = records.tasks(db, found.id)
        if not force and any(one.is_out and one.waits != "annotator" for one in tasks):
            raise InputError(
                "A session of this project waits for somebody's choice or the expert's answer:"
                " settle that first, or close it with --force."
            )
        for one in tasks:
            with site.db() as db:
                records.come_back(db, one.session, "closed", site.now(), remove=True)
            emptied(site, one.session)
        if remote is not None and fingerprint_is_ours(remote, found):
            gateway.delete_project(found.number)
    with site.db() as db:
        for one in tasks:
            records.removed(db, one.session, site.now())
        records.close_project(db, found.id, site.now())


def fingerprint_is_ours(there: Project, ours: LabellingProject) -> bool:
    """Whether the project of that number is still the one that we made: numbers are used again."""
    return fingerprint(there.config) == ours.config


def _read(reader: Reader, there: Project | None) -> None:
    """One project: what changed since, then what is no more there."""
    site, project = reader.site, reader.project
    if there is None:
        reader.trouble("no_project")
        _lose(reader, _out(site, project))
        return
    now = fingerprint(there.config)
    if now != project.config:
        reader.trouble("config", mark=now)
    newest = project.changed_until
    since = _before(newest) if newest else None
    for task in reader.gateway.tasks(project.number, since=since):
        newest = max(newest, task.updated_at)
        reader.read(task)
    left = _out(site, project)
    known = [one.session for one in left if one.number is not None]
    still = {one.session for one in reader.gateway.tasks(project.number, sessions=known)}
    _lose(reader, [one for one in left if one.number is not None and one.session not in still])
    with site.db() as db:
        records.read_until(db, project.id, newest)


def _lose(reader: Reader, gone: Sequence[LabellingTask]) -> None:
    for one in gone:
        reader.lost(one)


def _out(site: Site, project: LabellingProject) -> tuple[LabellingTask, ...]:
    with site.db() as db:
        return records.tasks(db, project.id, out=True)


def _before(moment: str) -> str:
    return (datetime.fromisoformat(moment) - OVERLAP).isoformat()


def _answer(reader: Reader) -> list[str]:
    """Bring what the expert said to the tasks whose annotators asked, once somebody has confirmed
    that what is to be hidden in it is."""
    site, told = reader.site, []
    for one in _out(site, reader.project):
        if one.waits != "expert" or one.number is None:
            continue
        if objection(site, one.session, reader.who):
            continue
        with site.db() as db:
            answer = answer_of(site, session_records.get(db, one.session))
        task = reader.gateway.task(one.number)
        if answer and task.session == one.session and task.data.get("answer") != answer:
            reader.gateway.update_task(one.number, {**task.data, "answer": answer})
            with site.db() as db:
                records.wait_for(db, one.session, "annotator")
            told.append(one.session)
    return told


def _task(site: Site, session: str) -> LabellingTask:
    with site.db() as db:
        found = records.task(db, session)
    if found is None or not found.shown:
        raise InputError("This work session was never out with annotators.")
    return found
