"""Doors to the jobs of an expert: planned, sketched in a diagram, tied to a procedure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture.access import require
from capture.ids import new_id
from capture.people import change, get_expert
from capture.procedures import get_procedure
from data_schemas.errors import InputError, TextError, UnknownError
from data_schemas.programme import FEWEST_CHUNKS, MOST_CHUNKS, Chunk, Job, TaskDiagram
from data_schemas.rights import Action, Actor, Expert

if TYPE_CHECKING:
    from capture.site import Site

TITLE_LIMIT = 120
PART_LIMIT = 80
NOTE_LIMIT = 400
JOBS_LIMIT = 100


@dataclass(frozen=True)
class Sketch:
    """A part of a job as somebody typed it."""

    title: str
    hard: bool = False
    note: str = ""


def add_job(site: Site, who: Actor, expert: str, title: str, procedure: str | None = None) -> Job:
    """Plan a job. The one that already follows ``procedure`` is given back instead.

    Raises UnknownError, TextError for a title that cannot be, InputError for too many.
    """
    require(site, who, Action.RECORD)
    if procedure is not None:
        get_procedure(site, who, procedure)
    known = _following(get_expert(site, who, expert), procedure)
    if known is not None:
        return known
    made = Job(id=new_id("job"), title=_line(title, TITLE_LIMIT, "A job"), procedure=procedure)

    def added(one: Expert) -> Expert:
        if len(one.jobs) >= JOBS_LIMIT:
            raise InputError(f"An expert has up to {JOBS_LIMIT} jobs: take one out first.")
        return one.model_copy(update={"jobs": (*one.jobs, made)})

    change(site, expert, added)
    return made


def change_job(
    site: Site, who: Actor, expert: str, job: str, title: str, procedure: str | None
) -> Job:
    """Give a job another title, or the procedure that its recordings follow."""
    require(site, who, Action.RECORD)
    if procedure is not None:
        get_procedure(site, who, procedure)
    taken = _following(get_expert(site, who, expert), procedure)
    if taken is not None and taken.id != job:
        raise InputError("Another job of this expert follows this procedure already: open that.")
    named = _line(title, TITLE_LIMIT, "A job")
    return _changed(site, expert, job, {"title": named, "procedure": procedure})


def remove_job(site: Site, who: Actor, expert: str, job: str) -> None:
    """Take a planned job and its diagram out; what was recorded of it stays."""
    require(site, who, Action.RECORD)
    get_job(site, who, expert, job)
    change(site, expert, lambda one: one.model_copy(
        update={"jobs": tuple(j for j in one.jobs if j.id != job)}
    ))  # fmt: skip


def draw_diagram(site: Site, who: Actor, expert: str, job: str, parts: tuple[Sketch, ...]) -> Job:
    """Keep the task diagram of a job in place of the one before. Raises InputError, TextError."""
    require(site, who, Action.RECORD)
    if not FEWEST_CHUNKS <= len(parts) <= MOST_CHUNKS:
        raise InputError(
            f"A task diagram has {FEWEST_CHUNKS} to {MOST_CHUNKS} parts: put together or split"
            " some."
        )
    chunks = tuple(_chunk(one) for one in parts)
    return _changed(site, expert, job, {"diagram": TaskDiagram(chunks=chunks)})


def get_job(site: Site, who: Actor, expert: str, job: str) -> Job:
    """Raises UnknownError."""
    require(site, who, Action.LIST)
    return _of(get_expert(site, who, expert), job)


def _chunk(part: Sketch) -> Chunk:
    note = part.note.strip()
    if len(note) > NOTE_LIMIT:
        raise TextError(f"A note has up to {NOTE_LIMIT} characters: shorten it.")
    return Chunk(title=_line(part.title, PART_LIMIT, "A part of a job"), hard=part.hard, note=note)


def _following(expert: Expert, procedure: str | None) -> Job | None:
    """The job that follows ``procedure``: of one procedure an expert has one job."""
    if procedure is None:
        return None
    return next((one for one in expert.jobs if one.procedure == procedure), None)


def _changed(site: Site, expert: str, job: str, fields: dict[str, object]) -> Job:
    def changed(one: Expert) -> Expert:
        made = _of(one, job).model_copy(update=fields)
        jobs = tuple(made if j.id == job else j for j in one.jobs)
        return one.model_copy(update={"jobs": jobs})

    return _of(change(site, expert, changed), job)


def _of(expert: Expert, job: str) -> Job:
    found = next((one for one in expert.jobs if one.id == job), None)
    if found is None:
        raise UnknownError("This expert has no such job.")
    return found


def _line(text: str, limit: int, what: str) -> str:
    line = " ".join(text.split())
    if not line or len(line) > limit or not line.isprintable():
        raise TextError(f"{what} needs a name of 1 to {limit} printable characters.")
    return line
