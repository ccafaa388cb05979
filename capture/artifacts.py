"""Values sealed and loaded; lineage and dependants.

A *scope* says whose key seals an artifact: ``session:ID``, ``person:ID``, ``upload:ID`` or
``site``. Erasing is destroying a scope's key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from capture.formats.track import read_track, write_track
from capture.media import Limits, Media
from capture.records import artifacts as records
from data_schemas.approval import SignedList
from data_schemas.artifact import Artifact, Kind, Recipe
from data_schemas.calibration import Calibration
from data_schemas.clock import TimeMap
from data_schemas.entry import Entry
from data_schemas.errors import UnknownError
from data_schemas.handout import Handout
from data_schemas.marks import Marks
from data_schemas.motion import Movement
from data_schemas.probe import ProbeBank
from data_schemas.procedure import Glossary, Procedure
from data_schemas.release import Release
from data_schemas.rights import Consent, Expert
from data_schemas.timeline import Alignment, Timeline
from data_schemas.transcript import Transcript, TranscriptPart
from data_schemas.value import Value
from data_schemas.waveform import Waveform

if TYPE_CHECKING:
    from capture.site import Site
    from capture.vault import Sealed

SITE = "site"
# Who made an original in our own recorder. Its bytes were checked against the device's, and where
# a tab was closed they end in the middle of a picture.
RECORDER = "recorder"


def session_scope(session: str) -> str:
    return f"session:{session}"


def person_scope(expert: str) -> str:
    return f"person:{expert}"


@dataclass(frozen=True)
class Codec:
    """How a kind's value becomes bytes and comes back."""

    encode: Callable[[Any], bytes]
    decode: Callable[[bytes], Any]


def _json(cls: type[Value]) -> Codec:
    return Codec(lambda value: value.model_dump_json().encode(), cls.model_validate_json)


AS_IT_IS = Codec(bytes, bytes)
CODECS: dict[Kind, Codec] = {
    Kind.CONSENT: _json(Consent),
    Kind.PROCEDURE: _json(Procedure),
    Kind.GLOSSARY: _json(Glossary),
    Kind.PROBES: _json(ProbeBank),
    Kind.PERSON: _json(Expert),
    Kind.GIVEN_TRANSCRIPT: _json(Transcript),
    Kind.TRANSCRIPT: _json(Transcript),
    Kind.TRANSCRIPT_PART: _json(TranscriptPart),
    Kind.TIME_MAP: _json(TimeMap),
    Kind.ALIGNMENT: _json(Alignment),
    Kind.TIMELINE: _json(Timeline),
    Kind.ENTRY: _json(Entry),
    Kind.APPROVAL: _json(SignedList),
    Kind.RELEASE: _json(Release),
    Kind.HANDOUT: _json(Handout),
    Kind.CALIBRATION: _json(Calibration),
    Kind.MOTION: Codec(write_track, read_track),
    Kind.MOVEMENT: _json(Movement),
    Kind.MOTION_WINDOWS: AS_IT_IS,
    Kind.MARKS: _json(Marks),
    Kind.WAVEFORM: Codec(Waveform.to_bytes, Waveform.from_bytes),
    Kind.PASSAGES: AS_IT_IS,
    Kind.CONSENT_SCAN: AS_IT_IS,
    Kind.SIGNATURE: AS_IT_IS,
    Kind.ORIGINAL: AS_IT_IS,
    Kind.PROXY: AS_IT_IS,
}


def recipe_of(kind: Kind, stage: str, **params: str | int) -> Recipe:
    """The recipe of something that people brought: its parameters identify it."""
    return Recipe(kind=kind, stage=stage, version="1", params=dict(params))


class Sink(Protocol):
    """Where a stage writes bytes too large for memory."""

    def write(self, data: bytes, /) -> int: ...


def known(site: Site, artifact: str) -> Artifact | None:
    with site.db() as db:
        return records.get(db, artifact)


def find(site: Site, session: str | None, kind: Kind | None = None) -> tuple[Artifact, ...]:
    with site.db() as db:
        return records.find(db, session, kind)


def newest(site: Site, session: str | None, kind: Kind) -> Artifact | None:
    found = find(site, session, kind)
    return found[-1] if found else None


def newest_of_each(site: Site, kind: Kind) -> dict[str, str]:
    """The newest artifact of a kind by session."""
    with site.db() as db:
        return records.newest_of_each(db, kind)


def newest_by_parent(site: Site, kind: Kind) -> dict[str, str]:
    """The newest artifact of a kind by what it was made from, such as a recording's original."""
    with site.db() as db:
        return records.newest_by_parent(db, kind)


def dependants(site: Site, artifact: str) -> tuple[str, ...]:
    with site.db() as db:
        return records.dependants(db, artifact)


def seal(site: Site, recipe: Recipe, scope: str, value: Any) -> Artifact:
    """Seal one value. The bytes are durable before the row that names them is."""
    sealed = site.vault.put(scope, recipe.id, CODECS[recipe.kind].encode(value))
    return _remember(site, recipe, scope, sealed)


@contextmanager
def seal_stream(site: Site, recipe: Recipe, scope: str) -> Iterator[BinaryIO]:
    """Seal bytes as they come; an exception inside leaves nothing behind."""
    with site.vault.create(scope, recipe.id) as writer:
        yield writer  # type: ignore[misc]
    _remember(site, recipe, scope, writer.sealed)


def load(site: Site, artifact: str) -> Any:
    """The value of an artifact. Raises UnknownError, Erased or Tampered."""
    with site.db() as db:
        found = records.get(db, artifact)
    if found is None:
        raise UnknownError("This result is not kept here any more: process the session again.")
    with open_bytes(site, artifact) as source:
        return CODECS[found.kind].decode(source.read())


def erase(site: Site, artifact: str) -> None:
    """Destroy one artifact's key and bytes, and forget it."""
    with site.db() as db:
        scope = records.scope_of(db, artifact)
    if scope is not None:
        site.vault.erase(scope, artifact)
        with site.db() as db:
            records.forget(db, [artifact])


def open_bytes(site: Site, artifact: str) -> BinaryIO:
    """Decrypted bytes with random access."""
    with site.db() as db:
        scope = records.scope_of(db, artifact)
    if scope is None:
        raise UnknownError("This file is not kept here any more.")
    return site.vault.open(scope, artifact)  # type: ignore[return-value]


def open_media(site: Site, artifact: str) -> Media:
    """A lazy recording over sealed bytes: nothing is written in plain."""
    found = known(site, artifact)
    limits = Limits(allow_cut=found is not None and found.stage == RECORDER)
    return Media(lambda: open_bytes(site, artifact), limits)


def _remember(site: Site, recipe: Recipe, scope: str, sealed: Sealed) -> Artifact:
    kind, _, owner = scope.partition(":")
    artifact = Artifact(
        id=recipe.id,
        session=owner if kind == "session" else None,
        kind=recipe.kind,
        sha256=sealed.mac,
        size=sealed.size,
        parents=recipe.parents,
        stage=recipe.stage,
        version=recipe.version,
        params=recipe.fingerprint,
        model_digest=recipe.model_digest,
        created_at=site.now(),
    )
    with site.db() as db:
        return records.add(db, artifact, scope)
