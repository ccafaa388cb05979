"""Known? Else open, call, seal. The only place where stages meet the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, BinaryIO

from pydantic import JsonValue

from capture import artifacts, calibrations, glossaries, procedures
from capture.records import entries as entry_records
from capture.records import sessions as session_records
from data_schemas.artifact import Artifact, Kind, Recipe
from data_schemas.errors import StoreError, UnknownError
from data_schemas.session import Recording, Session, seconds_of
from pipelines.stage import Context, Keep, Params, Stage, Values
from pipelines.weights import weights_digest

if TYPE_CHECKING:
    from capture.site import Site

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Subject:
    """What a stage is run on: a whole session, or one recording of it.

    ``heard``: those of the session's recordings that have words by now, for stages that need words.
    """

    session: Session
    recording: Recording | None = None
    heard: tuple[Recording, ...] | None = None

    @property
    def recordings(self) -> tuple[Recording, ...]:
        """The one recording, or all that show the work."""
        if self.recording is not None:
            return (self.recording,)
        return self.session.work if self.heard is None else self.heard

    @property
    def takes(self) -> tuple[tuple[int, float], ...]:
        """(take, seconds) of each of the recordings."""
        return tuple((one.take, one.duration_s) for one in self.recordings)

    @property
    def duration_s(self) -> float:
        return seconds_of(self.recordings)


def read_session(site: Site, session: str) -> Session:
    with site.db() as db:
        return session_records.get(db, session)


def ensure(
    site: Site, stage: Stage, subject: Subject, progress: Progress = lambda share: None
) -> dict[Kind, str]:
    """Ids of the stage's results, made now if they are not known yet.

    Raises whatever the stage raises; then nothing of it is kept but the parts it had finished.
    """
    subject = _with_words(site, stage, subject)
    inputs = inputs_of(site, stage, subject)
    params = params_of(site, stage, subject)
    recipes = recipes_of(stage, params, inputs)
    ids = {kind: recipe.id for kind, recipe in recipes.items()}
    if all(artifacts.known(site, artifact) for artifact in ids.values()):
        _clear_parts(site, subject, recipes)
        return ids
    try:
        _execute(site, _Job(stage, subject, inputs, params, recipes, progress))
    except (StoreError, UnknownError):
        # DBOS may run a step twice at once; who comes second finds the result sealed already.
        if not all(artifacts.known(site, artifact) for artifact in ids.values()):
            raise
    return ids


def _with_words(site: Site, stage: Stage, subject: Subject) -> Subject:
    """A recording that came later and has no words yet must not shift those of the others."""
    if stage.per != "session" or Kind.TRANSCRIPT not in stage.needs:
        return subject
    transcripts = artifacts.find(site, subject.session.id, Kind.TRANSCRIPT)
    sources = {parent for transcript in transcripts for parent in transcript.parents}
    heard = tuple(one for one in subject.session.work if one.original in sources)
    return replace(subject, heard=heard)


def params_of(site: Site, stage: Stage, subject: Subject) -> dict[str, JsonValue]:
    """Everything beside the inputs that decides a stage's result."""
    params: dict[str, JsonValue] = dict(stage.params)
    params |= {name: getattr(subject.session, name) for name in stage.session_params}
    params |= {name: getattr(site.settings, name) for name in stage.site_params}
    if stage.per == "session" and len(dict(subject.takes)) > 1:
        params["takes"] = [take for take, _ in subject.takes]
    own = calibrations.newest(site) if stage.recalibrated else None
    return params | own.params() if own else params


def recipes_of(
    stage: Stage, params: Params, inputs: Mapping[Kind, tuple[str, ...]]
) -> dict[Kind, Recipe]:
    """The recipe of each result, from the inputs' ids and the digests of the weights."""
    given = Kind.GIVEN_TRANSCRIPT in inputs
    names = (*stage.models, *(str(params[name]) for name in stage.model_params))
    digests = "" if given else "+".join(weights_digest(name) for name in names)
    return {
        kind: Recipe(
            kind=kind,
            stage=stage.name,
            version=stage.version,
            params={k: v for k, v in params.items() if k not in stage.model_params},
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
    if kind is Kind.GLOSSARY:
        return glossaries.artifacts_of(site, session.procedure)
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


@dataclass(frozen=True)
class _Job:
    """One run of a stage."""

    stage: Stage
    subject: Subject
    inputs: Mapping[Kind, tuple[str, ...]]
    params: Params
    recipes: Mapping[Kind, Recipe]
    progress: Progress

    @property
    def scope(self) -> str:
        return artifacts.session_scope(self.subject.session.id)


def _execute(site: Site, job: _Job) -> None:
    parts: list[str] = []
    with ExitStack() as open_sinks:

        def sink(kind: Kind) -> BinaryIO:
            return open_sinks.enter_context(
                artifacts.seal_stream(site, job.recipes[kind], job.scope)
            )

        context = replace(
            _context(job.subject, job.params, sink),
            progress=job.progress, keep=_keeper(site, job, parts),
        )  # fmt: skip
        made = job.stage.run(_open(site, job.inputs), context)
        for kind, value in made.items():
            artifacts.seal(site, job.recipes[kind], job.scope, value)
    for part in parts:  # the whole holds them now
        artifacts.erase(site, part)


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


def given(site: Site, stage: Stage, subject: Subject, beside: Kind) -> Given:
    """``beside`` is the kind that the caller knows already and that is not opened."""
    subject = _with_words(site, stage, subject)

    def nowhere(kind: Kind) -> BinaryIO:
        raise StoreError(f"Nothing is written here ({kind.value}).")

    inputs = inputs_of(site, stage, subject)
    opened = _open(site, {kind: ids for kind, ids in inputs.items() if kind is not beside})
    context = _context(subject, params_of(site, stage, subject), nowhere)
    return Given(stage, subject, inputs, opened, context)


def _clear_parts(site: Site, subject: Subject, recipes: Mapping[Kind, Recipe]) -> None:
    """Erase parts that a crash left behind, between the sealing of their whole and their end."""
    whole = next(iter(recipes.values()))
    if whole.kind is not Kind.TRANSCRIPT:
        return
    for part in artifacts.find(site, subject.session.id, Kind.TRANSCRIPT_PART):
        if (part.stage, part.version, part.model_digest, part.parents) == (
            whole.stage, whole.version, whole.model_digest, whole.parents,
        ):  # fmt: skip
            artifacts.erase(site, part.id)


def _keeper(site: Site, job: _Job, parts: list[str]) -> Keep:
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
        artifacts.seal(site, recipe, job.scope, value)
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
