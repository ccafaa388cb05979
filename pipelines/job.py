"""What a stage would be run on, and the ids of what that would make: nothing is run here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydantic import JsonValue

from capture import artifacts, calibrations, glossaries, journal, procedures
from data_schemas.artifact import Artifact, Kind, Recipe
from data_schemas.entry import others
from data_schemas.errors import StoreError
from data_schemas.session import Recording, Session, seconds_of
from pipelines.stage import Params, Stage
from pipelines.weights import weights_digest

if TYPE_CHECKING:
    from capture.site import Site


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


# What was chosen of a kind, made of one recording or (None) of the session as a whole.
Chosen = Mapping[tuple[Kind, str | None], str]
NOTHING_CHOSEN: Chosen = MappingProxyType({})


@dataclass(frozen=True)
class Beside:
    """A run whose results do not hold yet. ``chosen`` are taken as inputs instead of what holds."""

    chosen: Chosen


@dataclass(frozen=True)
class Job:
    """One run of a stage; ``beside``: what it makes does not hold yet."""

    stage: Stage
    subject: Subject
    inputs: Mapping[Kind, tuple[str, ...]]
    params: Params
    recipes: Mapping[Kind, Recipe]
    beside: bool = False

    @property
    def scope(self) -> str:
        return artifacts.session_scope(self.subject.session.id)

    @property
    def ids(self) -> dict[Kind, str]:
        """Ids of the results, known before anything runs."""
        return {kind: recipe.id for kind, recipe in self.recipes.items()}

    def is_done(self, site: Site) -> bool:
        return all(artifacts.known(site, artifact) for artifact in self.ids.values())


def job_of(site: Site, stage: Stage, subject: Subject, beside: Beside | None = None) -> Job:
    """What a stage would be run on and what that would make, without running it.

    Raises StoreError where something that it needs is missing.
    """
    chosen = beside.chosen if beside else NOTHING_CHOSEN
    subject = _with_words(site, stage, subject, chosen)
    inputs = inputs_of(site, stage, subject, chosen)
    params = params_of(site, stage, subject)
    recipes = recipes_of(stage, params, inputs)
    return Job(stage, subject, inputs, params, recipes, beside is not None)


def _with_words(
    site: Site, stage: Stage, subject: Subject, chosen: Chosen = NOTHING_CHOSEN
) -> Subject:
    """A recording that came later and has no words yet must not shift those of the others."""
    if stage.per != "session" or Kind.TRANSCRIPT not in stage.needs:
        return subject
    transcripts = artifacts.find(site, subject.session.id, Kind.TRANSCRIPT)
    sources = {parent for transcript in transcripts for parent in transcript.parents}
    heard = tuple(
        one
        for one in subject.session.work
        if one.original in sources or (Kind.TRANSCRIPT, one.id) in chosen
    )
    return replace(subject, heard=heard)


def params_of(site: Site, stage: Stage, subject: Subject) -> dict[str, JsonValue]:
    """Everything beside the inputs that decides a stage's result."""
    params: dict[str, JsonValue] = dict(stage.params)
    params |= {name: getattr(_heard_as(subject), name) for name in stage.session_params}
    params |= {name: getattr(site.settings, name) for name in stage.site_params}
    if stage.per == "session" and len(dict(subject.takes)) > 1:
        params["takes"] = [take for take, _ in subject.takes]
    own = calibrations.newest(site) if stage.recalibrated else None
    return params | own.params() if own else params


def _heard_as(subject: Subject) -> Session:
    """An answer is spoken elsewhere, into one microphone: what is known of the first recording,
    its channels and the seconds of one voice, says nothing about it."""
    if subject.recording is None or subject.recording.role == "work":
        return subject.session
    unknown = {"microphones": "shared", "voice_from_s": None, "voice_to_s": None}
    return subject.session.model_copy(update=unknown)


def recipes_of(
    stage: Stage, params: Params, inputs: Mapping[Kind, tuple[str, ...]]
) -> dict[Kind, Recipe]:
    """The recipe of each result, from the inputs' ids and the digests of the weights."""
    given = Kind.GIVEN_TRANSCRIPT in inputs
    digests = "" if given else "+".join(weights_of(stage, params).values())
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


def weights_of(stage: Stage, params: Params) -> dict[str, str]:
    """Digests of the weights that a stage takes, in order."""
    names = (*stage.models, *(str(params[name]) for name in stage.model_params))
    return {name: weights_digest(name) for name in names}


def inputs_of(
    site: Site, stage: Stage, subject: Subject, chosen: Chosen = NOTHING_CHOSEN
) -> dict[Kind, tuple[str, ...]]:
    """Ids of the artifacts that a stage takes, by kind. Raises StoreError if one is missing."""
    found: dict[Kind, tuple[str, ...]] = {}
    for kind in (*stage.needs, *stage.wants):
        ids = _find(site, kind, subject, chosen)
        if ids:
            found[kind] = ids
        elif kind in stage.needs:
            raise StoreError(f"The step before {stage.name} has no result: process it again.")
    return found


def _find(site: Site, kind: Kind, subject: Subject, chosen: Chosen) -> tuple[str, ...]:
    session, recording = subject.session, subject.recording
    if kind is Kind.ORIGINAL and recording is not None:
        return (recording.original,)
    if kind is Kind.PROCEDURE:
        return (procedures.artifact_of(site, session.procedure),)
    if kind is Kind.GLOSSARY:
        return glossaries.artifacts_of(site, session.procedure)
    if kind is Kind.ENTRY:
        written = journal.read(site, session.id)
        beside = others(entry for _, entry in written)
        return tuple(artifact for artifact, entry in written if entry.number not in beside)
    if kind is Kind.GIVEN_TRANSCRIPT and recording is not None:
        # A transcript was brought for the first recording of the work only.
        first = recording.id in [one.id for one in session.work[:1]]
        return _ids(artifacts.find(site, session.id, kind)) if first else ()
    if recording is not None or kind in (Kind.TRANSCRIPT, Kind.MOTION):
        return _per_recording(site, kind, subject, chosen)
    if (kind, None) in chosen:
        return (chosen[kind, None],)
    return _ids(artifacts.find(site, session.id, kind))[-1:]


def _per_recording(site: Site, kind: Kind, subject: Subject, chosen: Chosen) -> tuple[str, ...]:
    """Chosen or newest artifact of a kind for each of the subject's recordings, in their order."""
    found = artifacts.find(site, subject.session.id, kind)
    newest = [
        [chosen[kind, one.id]]
        if (kind, one.id) in chosen
        else [artifact.id for artifact in found if one.original in artifact.parents][-1:]
        for one in subject.recordings
    ]
    return tuple(artifact for ids in newest for artifact in ids)


def _ids(found: tuple[Artifact, ...]) -> tuple[str, ...]:
    return tuple(artifact.id for artifact in found)
