"""The worker's side of a re-run: make what is wanted beside what holds. No doors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from logging import ERROR
from typing import TYPE_CHECKING

from capture import artifacts
from capture.log import say
from capture.records import artifacts as artifact_records
from capture.records import reruns
from data_schemas.artifact import Kind
from data_schemas.errors import SonmatError, StoreError
from data_schemas.rights import ProtectionClass
from data_schemas.session import Recording, Session
from pipelines import keeping, parcels, run
from pipelines.job import Beside, Job, Subject, job_of
from pipelines.rederive.plan import Piece, hangs_on, in_order, is_otherwise
from pipelines.run import Progress
from pipelines.stage import Parcel, Stage, Values

if TYPE_CHECKING:
    from capture.site import Site

Engine = Callable[[Iterable[Parcel]], Iterator[tuple[int, Values | SonmatError]]]
# A recording goes to another machine as bytes in memory.
LONGEST_AWAY_S = 2 * 3600.0


def jobs(site: Site, session: Session, stage: str = "") -> tuple[Job, ...]:
    """What is made otherwise now, in order; each takes what those before it make.

    Results that were never made are none of a re-run's business. ``stage``: only that one's own
    change is followed, with what hangs on it.
    """
    chosen: dict[tuple[Kind, str | None], str] = {}
    found: list[Job] = []
    for one, recording in in_order(session):
        job = _job(site, session, one, recording, chosen, own=stage in ("", one.name))
        if job is not None:
            found.append(job)
            place = recording.id if recording else None
            chosen |= {(kind, place): artifact for kind, artifact in job.ids.items()}
    return tuple(found)


def _job(
    site: Site,
    session: Session,
    stage: Stage,
    recording: Recording | None,
    chosen: dict[tuple[Kind, str | None], str],
    own: bool,
) -> Job | None:
    held = {kind: keeping.newest(site, stage, session.id, recording, kind) for kind in stage.makes}
    found = {kind: one for kind, one in held.items() if one is not None}
    if len(found) < len(held):
        return None
    beside = Beside(dict(chosen))
    try:
        job = job_of(site, stage, Subject(session, recording), beside=beside)
    except StoreError:  # what it was made from was erased meanwhile
        return None
    new = set(chosen.values())
    otherwise = (own and is_otherwise(job.recipes, found)) or hangs_on(job.recipes, new)
    return job if otherwise else None


def pieces(site: Site, session: Session, stage: str = "") -> tuple[Piece, ...]:
    return tuple(piece_of(site, job) for job in jobs(site, session, stage))


def piece_of(site: Site, job: Job) -> Piece:
    recording = job.subject.recording
    return Piece(job.stage.name, recording.id if recording else None, job.ids, job.is_done(site))


def to_make(site: Site, session: str) -> list[tuple[str, str | None]]:
    """(stage, recording) of all that is still to be made for a session, in order."""
    return [
        (piece.stage, piece.recording)
        for piece in pieces(site, run.read_session(site, session), _stage(site, session))
        if not piece.is_made
    ]


def make(site: Site, session: str, stage: str, recording: str | None, progress: Progress) -> None:
    """Make one result beside what holds; nothing where it is not wanted any more."""
    job = find(site, session, stage, recording)
    if job is not None:
        run.complete(site, job, progress)


def find(site: Site, session: str, stage: str, recording: str | None) -> Job | None:
    found = run.read_session(site, session)
    for job in jobs(site, found, _stage(site, session)):
        own = job.subject.recording.id if job.subject.recording else None
        if (job.stage.name, own) == (stage, recording):
            return job
    return None


def make_many(site: Site, batch: Sequence[tuple[str, int]], stage: str, engine: Engine) -> None:
    """Make one stage's results of several sessions, (id, number of the run), by ``engine``.

    What may not travel is made here. A session of which something fails is
    out of it; the others go on.
    """
    found = [
        (session, number, job)
        for session, number in batch
        if is_wanted(site, session, number)
        for job in _jobs_of(site, session, stage)
    ]
    away = [one for one in found if not _stays(one[2])]
    for session, number, job in (one for one in found if _stays(one[2])):
        with failing(site, session, number):
            run.complete(site, job)
    if not away:
        return
    # One by one, since each may hold a recording.
    for position, made in engine(parcels.parcel_of(site, job) for _, _, job in away):
        session, number, job = away[position]
        with failing(site, session, number):
            if isinstance(made, SonmatError):
                raise made
            if is_wanted(site, session, number):
                parcels.seal(site, job, made)


@contextmanager
def failing(site: Site, session: str, number: int) -> Iterator[None]:
    """What goes wrong inside is this session's failure and of no other."""
    try:
        yield
    except Exception as error:
        say("rerun.failed", level=ERROR, session=session, error=error)
        fail(site, session, number, error)


def _jobs_of(site: Site, session: str, stage: str) -> tuple[Job, ...]:
    found = jobs(site, run.read_session(site, session), _stage(site, session))
    return tuple(job for job in found if job.stage.name == stage and not job.is_done(site))


def _stays(job: Job) -> bool:
    """National core technology travels over no network, and a large file is not held in memory."""
    session = job.subject.session
    large = Kind.ORIGINAL in job.inputs and job.subject.duration_s > LONGEST_AWAY_S
    return session.protection_class is ProtectionClass.NATIONAL_CORE or large


def is_wanted(site: Site, session: str, number: int) -> bool:
    with site.db() as db:
        found = reruns.of(db, session)
    return found is not None and (found.number, found.state) == (number, "wanted")


def finish(site: Site, session: str, number: int) -> None:
    """Say that all is made; what changed meanwhile is asked for once more."""
    left = to_make(site, session)
    forget_stale(site, session)
    with site.db() as db:
        rerun = reruns.of(db, session)
        if rerun is None or (rerun.number, rerun.state) != (number, "wanted"):
            return
        if left:
            reruns.want(db, session, rerun.stage, rerun.at_once, site.now())
        else:
            reruns.turn(db, session, "made", site.now())


def again(site: Site, session: str) -> None:
    """Want it once more, under a new number."""
    with site.db() as db:
        found = reruns.of(db, session)
        if found is not None:
            reruns.want(db, session, found.stage, found.at_once, site.now())


def fail(site: Site, session: str, number: int, error: Exception) -> None:
    with site.db() as db:
        reruns.fail(db, session, number, site.now(), told(error))


def told(error: Exception) -> str:
    """One sentence. A library's message may quote what it worked on: its kind is enough."""
    if isinstance(error, SonmatError):
        return str(error)
    return f"New results could not be made ({type(error).__name__}): run `sonmat doctor`."


def forget_stale(site: Site, session: str) -> None:
    """Erase what was made beside and is not what a re-run would make now."""
    found = run.read_session(site, session)
    wanted = {
        artifact
        for job in jobs(site, found, _stage(site, session))
        for artifact in job.ids.values()
    }
    forget_beside(site, session, wanted)


def forget_beside(site: Site, session: str, but: set[str]) -> None:
    with site.db() as db:
        made = [one.id for one in artifact_records.beside(db, session) if one.id not in but]
    for one in made:
        artifacts.erase(site, one)


def wanted(site: Site, most: int | None = None) -> tuple[reruns.Rerun, ...]:
    """The first ``most`` sessions whose results are to be made, in turn."""
    with site.db() as db:
        return reruns.every(db, "wanted", most)


def _stage(site: Site, session: str) -> str:
    with site.db() as db:
        found = reruns.of(db, session)
    return found.stage if found else ""
