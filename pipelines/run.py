"""Known? Else open, call, seal. The only place where stages meet the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, BinaryIO

from capture import artifacts
from capture.records import sessions as session_records
from data_schemas.artifact import Kind, Recipe
from data_schemas.errors import StaleEntry, StoreError, UnknownError
from data_schemas.session import Session
from pipelines import keeping
from pipelines.job import Beside, Job, Subject, job_of, recipes_of
from pipelines.stage import Context, Keep, Params, Stage, Values

if TYPE_CHECKING:
    from capture.site import Site

Progress = Callable[[float], None]


def read_session(site: Site, session: str) -> Session:
    with site.db() as db:
        return session_records.get(db, session)


def ensure(
    site: Site,
    stage: Stage,
    subject: Subject,
    progress: Progress = lambda share: None,
    beside: Beside | None = None,
) -> dict[Kind, str]:
    """Ids of the stage's results, made now if they are not known yet.

    A session that is re-derived keeps its results until others are accepted; those are made by
    a run ``beside``. Raises whatever the stage raises; then nothing of it is kept but the parts it
    had finished.
    """
    job = job_of(site, stage, subject, beside)
    if beside is None:
        kept = keeping.kept(site, stage, subject.session.id, subject.recording, job.inputs)
        if kept:
            return kept
    complete(site, job, progress)
    if beside is None:
        artifacts.take_in(site, job.ids.values())
    return job.ids


def complete(site: Site, job: Job, progress: Progress = lambda share: None) -> None:
    """Make what a job makes, unless it is there already. Raises whatever its stage raises."""
    if job.is_done(site):
        _clear_parts(site, job.subject, job.recipes)
        return
    try:
        _execute(site, job, progress)
    except StaleEntry:
        if not artifacts.comes(site, job.ids.values()):
            raise
    except (StoreError, UnknownError):
        # DBOS may run a step twice at once; who comes second finds the result sealed already.
        if not job.is_done(site):
            raise


def _execute(site: Site, job: Job, progress: Progress) -> None:
    parts: list[str] = []
    with ExitStack() as open_sinks:

        def sink(kind: Kind) -> BinaryIO:
            return open_sinks.enter_context(
                artifacts.seal_stream(site, job.recipes[kind], job.scope, job.beside)
            )

        context = replace(
            _context(job.subject, job.params, sink),
            progress=progress, keep=_keeper(site, job, parts),
        )  # fmt: skip
        made = job.stage.run(_open(site, job.inputs), context)
        for kind, value in made.items():
            artifacts.seal(site, job.recipes[kind], job.scope, value, job.beside)
    for part in parts:  # the whole holds them now
        artifacts.erase(site, part)
    if parts:  # and those that another machine cut otherwise, and did not finish
        _clear_parts(site, job.subject, job.recipes)


def _context(subject: Subject, params: Params, sink: Callable[[Kind], BinaryIO]) -> Context:
    return Context(
        session=subject.session.id,
        recordings=tuple(r.id for r in subject.recordings),
        duration_s=subject.duration_s,
        takes=subject.takes,
        language=subject.session.language,
        progress=lambda _share: None,
        sink=sink,
        params=params,
    )


@dataclass(frozen=True)
class Given:
    """What a small stage would be run on, for who knows a part of it already, and its result.

    ``values`` are without that part, whose ids stand in ``inputs`` like all others.
    """

    stage: Stage
    subject: Subject
    inputs: Mapping[Kind, tuple[str, ...]]
    values: Mapping[Kind, Any]
    context: Context

    def seal(self, site: Site, made: Values) -> None:
        """Keep what somebody made of it as the stage's own result."""
        recipes = recipes_of(self.stage, self.context.params, self.inputs)
        for kind, value in made.items():
            if not artifacts.known(site, recipes[kind].id):
                scope = artifacts.session_scope(self.subject.session.id)
                artifacts.seal(site, recipes[kind], scope, value)
        artifacts.take_in(site, (recipes[kind].id for kind in made))


def given(site: Site, stage: Stage, subject: Subject, beside: Kind) -> Given:
    """``beside`` is the kind that the caller knows already and that is not opened."""
    job = job_of(site, stage, subject)
    return Given(stage, job.subject, job.inputs, *opened(site, job, beside))


def tried(site: Site, job: Job) -> Values:
    """What a small stage makes of a job's inputs, kept nowhere."""
    return job.stage.run(*opened(site, job))


def opened(site: Site, job: Job, but: Kind | None = None) -> tuple[dict[Kind, Any], Context]:
    """What a job's stage is run on; ``but`` is a kind that is not opened."""
    inputs = {kind: ids for kind, ids in job.inputs.items() if kind is not but}
    return _open(site, inputs), _context(job.subject, job.params, nowhere)


def nowhere(kind: Kind) -> BinaryIO:
    raise StoreError(f"Nothing is written here ({kind.value}).")


def _clear_parts(site: Site, subject: Subject, recipes: Mapping[Kind, Recipe]) -> None:
    """Erase parts that nobody needs any more, now that their whole is sealed."""
    whole = next(iter(recipes.values()))
    if whole.kind is not Kind.TRANSCRIPT:
        return
    for part in artifacts.find(site, subject.session.id, Kind.TRANSCRIPT_PART, every=True):
        if (part.stage, part.version, part.model_digest, part.parents) == (
            whole.stage, whole.version, whole.model_digest, whole.parents,
        ):  # fmt: skip
            artifacts.erase(site, part.id)


def _keeper(site: Site, job: Job, parts: list[str]) -> Keep:
    """Seals each part as it is made; after a crash the same part is found again."""

    def keep(kind: Kind, label: Params, make: Callable[[], Any]) -> Any:
        whole = next(iter(job.recipes.values()))
        recipe = whole.model_copy(
            update={"kind": kind, "params": {**whole.params, "part": dict(label)}}
        )
        parts.append(recipe.id)
        if artifacts.known(site, recipe.id):
            return artifacts.load(site, recipe.id)
        value = make()
        artifacts.seal(site, recipe, job.scope, value, job.beside)
        return value

    return keep


def _open(site: Site, inputs: Mapping[Kind, tuple[str, ...]]) -> dict[Kind, Any]:
    """Values by kind: several-of-a-kind stays a tuple, an original is a lazy recording."""
    opened: dict[Kind, Any] = {}
    for kind, ids in inputs.items():
        if kind is Kind.ORIGINAL:
            opened[kind] = artifacts.open_media(site, ids[0])
        elif kind in MANY:
            opened[kind] = tuple(artifacts.load(site, artifact) for artifact in ids)
        else:
            opened[kind] = artifacts.load(site, ids[0])
    return opened


MANY = frozenset({Kind.TRANSCRIPT, Kind.MOTION, Kind.ENTRY, Kind.GLOSSARY})
