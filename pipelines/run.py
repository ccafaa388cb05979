"""Known? Else open, call, seal. The only place where stages meet the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from capture import artifacts, procedures
from capture.records import entries as entry_records
from capture.records import sessions as session_records
from data_schemas.artifact import Artifact, Kind, Recipe
from data_schemas.errors import StoreError
from data_schemas.session import Recording, Session
from pipelines.models import model_digest
from pipelines.stage import Context, Stage

if TYPE_CHECKING:
    from capture.site import Site

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Subject:
    """What a stage is run on: a whole session, or one recording of it."""

    session: Session
    recording: Recording | None = None

    @property
    def recordings(self) -> tuple[Recording, ...]:
        """The one recording, or all that show the work."""
        if self.recording is not None:
            return (self.recording,)
        return tuple(r for r in self.session.recordings if r.role == "work")

    @property
    def duration_s(self) -> float:
        return max((r.duration_s for r in self.recordings), default=0.0)


def read_session(site: Site, session: str) -> Session:
    with site.db() as db:
        return session_records.get(db, session)


def ensure(
    site: Site, stage: Stage, subject: Subject, progress: Progress = lambda share: None
) -> dict[Kind, str]:
    """Ids of the stage's results, made now if they are not known yet.

    Raises whatever the stage raises; then nothing of it is kept.
    """
    inputs = inputs_of(site, stage, subject)
    recipes = recipes_of(stage, subject, inputs)
    ids = {kind: recipe.id for kind, recipe in recipes.items()}
    if all(artifacts.known(site, artifact) for artifact in ids.values()):
        return ids
    try:
        _execute(site, stage, subject, inputs, recipes, progress)
    except StoreError:
        # DBOS may run a step twice at once; who comes second finds the result sealed already.
        if not all(artifacts.known(site, artifact) for artifact in ids.values()):
            raise
    return ids


def recipes_of(
    stage: Stage, subject: Subject, inputs: Mapping[Kind, tuple[str, ...]]
) -> dict[Kind, Recipe]:
    """The recipe of each result, from the inputs' ids and the digests of the weights."""
    given = Kind.GIVEN_TRANSCRIPT in inputs
    params = dict(stage.params)
    params |= {name: getattr(subject.session, name) for name in stage.session_params}
    digests = "" if given else "+".join(model_digest(name) for name in stage.models)
    return {
        kind: Recipe(
            kind=kind,
            stage=stage.name,
            version=stage.version,
            params=params,
            model_digest=digests,
            parents=tuple(artifact for ids in inputs.values() for artifact in ids),
        )
        for kind in stage.makes
    }


def inputs_of(site: Site, stage: Stage, subject: Subject) -> dict[Kind, tuple[str, ...]]:
    """Ids of the artifacts that a stage takes, by kind. Raises StoreError if one is missing."""
    found: dict[Kind, tuple[str, ...]] = {}
    for kind in (*stage.needs, *stage.wants):
        ids = _find(site, kind, subject)
        if ids:
            found[kind] = ids
        elif kind in stage.needs:
            raise StoreError(f"The step before {stage.name} has no result: process it again.")
    return found


def _find(site: Site, kind: Kind, subject: Subject) -> tuple[str, ...]:
    session, recording = subject.session, subject.recording
    if kind is Kind.ORIGINAL and recording is not None:
        return (recording.original,)
    if kind is Kind.PROCEDURE:
        return (procedures.artifact_of(site, session.procedure),)
    if kind is Kind.ENTRY:
        with site.db() as db:
            return entry_records.artifacts_of(db, session.id)
    if kind is Kind.GIVEN_TRANSCRIPT and recording is not None:
        # A transcript was brought for the first recording only.
        first = recording.id == session.recordings[0].id
        return _ids(artifacts.find(site, session.id, kind)) if first else ()
    if recording is not None or kind in (Kind.TRANSCRIPT, Kind.MOTION):
        return _per_recording(site, kind, subject)
    return _ids(artifacts.find(site, session.id, kind))[-1:]


def _per_recording(site: Site, kind: Kind, subject: Subject) -> tuple[str, ...]:
    """Newest artifact of a kind for each of the subject's recordings, in their order."""
    found = artifacts.find(site, subject.session.id, kind)
    newest = [
        [artifact.id for artifact in found if one.original in artifact.parents][-1:]
        for one in subject.recordings
    ]
    return tuple(artifact for ids in newest for artifact in ids)


def _ids(found: tuple[Artifact, ...]) -> tuple[str, ...]:
    return tuple(artifact.id for artifact in found)


def _execute(
    site: Site,
    stage: Stage,
    subject: Subject,
    inputs: Mapping[Kind, tuple[str, ...]],
    recipes: Mapping[Kind, Recipe],
    progress: Progress,
) -> None:
    scope = artifacts.session_scope(subject.session.id)
    with ExitStack() as open_sinks:

        def sink(kind: Kind) -> BinaryIO:
            return open_sinks.enter_context(artifacts.seal_stream(site, recipes[kind], scope))

        context = Context(
            session=subject.session.id,
            recordings=tuple(r.id for r in subject.recordings),
            duration_s=subject.duration_s,
            language=subject.session.language,
            progress=progress,
            sink=sink,
        )
        made = stage.run(_open(site, inputs), context)
        for kind, value in made.items():
            artifacts.seal(site, recipes[kind], scope, value)


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


MANY = frozenset({Kind.TRANSCRIPT, Kind.MOTION, Kind.ENTRY})
