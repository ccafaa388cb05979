"""The door for finished files: checked, hashed, sealed untouched, remembered."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from capture import artifacts, consent, procedures
from capture.access import require
from capture.database import lock
from capture.formats.consents import parse_consent
from capture.formats.transcripts import read_transcript
from capture.ids import new_id
from capture.media import MediaInfo
from capture.people import ensure_expert
from capture.records import sessions as records
from capture.sources import Source, TextFile, blocks, check, digest, fits
from data_schemas.artifact import Kind
from data_schemas.clock import Interval
from data_schemas.errors import MediaError, SonmatError, TextError
from data_schemas.procedure import Procedure
from data_schemas.rights import Action, Actor, Consent, Expert
from data_schemas.session import Microphones, Recording, Session
from data_schemas.transcript import Transcript
from data_schemas.value import Value

if TYPE_CHECKING:
    from capture.site import Site

SHORTEST_VOICE_S = 3.0


@dataclass(frozen=True)
class Intake:
    """What belongs together: recordings, whose they are, and what came with them.

    ``voice``: seconds in which only the expert speaks, to tell voices apart by their sound.
    """

    recordings: tuple[Source, ...]
    procedure: str
    expert: str
    consent: Consent | TextFile | None = None
    transcript: TextFile | None = None
    microphones: Microphones = "shared"
    voice: Interval | None = None


class Ingested(Value):
    """``sha256``: of the bytes of each recording as they were read, in the session's order.

    It is shown to who brought them, and kept nowhere: what is stored is keyed.
    """

    session: Session
    duplicate: bool
    sha256: tuple[str, ...] = ()


def ingest(site: Site, who: Actor, intake: Intake) -> Ingested:
    """Take in the recordings of one session. What is refused leaves nothing behind.

    The same bytes with the same procedure, expert and transcript give the existing session.
    Raises MediaError, TextError, UnknownError, StorageFull or ReadOnly.
    """
    require(site, who, Action.RECORD)
    procedure = procedures.get_procedure(site, who, intake.procedure)
    signed = _consent(intake.consent)
    given = _transcript(intake.transcript, procedure.language)
    may_know_voice(intake.voice, signed)
    checked = tuple((source, check(source)) for source in intake.recordings)
    if not checked:
        raise MediaError("A session needs at least one recording: name a file.")
    fits(site, intake.recordings)
    expert = ensure_expert(site, who, intake.expert)
    digests = tuple(digest(source) for source in intake.recordings)
    mac = _source_mac(site, intake, expert.id, digests)
    with site.db() as db:
        known = records.by_source(db, mac)
    if known is not None:
        return Ingested(session=known, duplicate=True, sha256=digests)
    draft = drafted(site, procedure, expert, intake.microphones).model_copy(
        update={
            "voice_from_s": intake.voice.start_s if intake.voice else None,
            "voice_to_s": intake.voice.end_s if intake.voice else None,
        }
    )
    try:
        recordings = _keep_all(site, draft.id, tuple(zip(checked, digests, strict=True)), given)
        consent.seal(site, draft.id, signed)
        draft = draft.model_copy(update={"recordings": recordings})
        entered = enter(site, draft, mac, signed)
    except BaseException:
        undo(site, draft.id)
        raise
    if entered.id != draft.id:
        # Somebody took in the same bytes while we sealed ours.
        undo(site, draft.id)
    return Ingested(session=entered, duplicate=entered.id != draft.id, sha256=digests)


def drafted(site: Site, procedure: Procedure, expert: Expert, microphones: Microphones) -> Session:
    """A session before it is entered, which gives it its number (no door)."""
    return Session(
        id=new_id("ses"),
        number=1,
        procedure=procedure.id,
        expert=expert.id,
        created_at=site.now(),
        language=procedure.language,
        microphones=microphones,
    )


def _keep_all(
    site: Site,
    session: str,
    checked: tuple[tuple[tuple[Source, MediaInfo], str], ...],
    given: Transcript | None,
) -> tuple[Recording, ...]:
    kept = tuple(keep(site, session, *one, digest) for one, digest in checked)
    if given is not None:
        keep_transcript(site, session, kept[0], given)
    return kept


def enter(site: Site, draft: Session, mac: str, signed: Consent) -> Session:
    """Give the session its number and its consent in one step: from here on it exists (no door).

    Returns another session where that was taken in with the same ``mac`` meanwhile.
    """
    with site.db() as db:
        lock(db, "session")
        twin = records.by_source(db, mac)
        if twin is not None:
            return twin
        records.add(db, draft.model_copy(update={"number": records.next_number(db)}), mac)
        records.set_consent(db, draft.id, signed)
    with site.db() as db:
        return records.get(db, draft.id)


def _consent(given: Consent | TextFile | None) -> Consent:
    if isinstance(given, TextFile):
        return parse_consent(given.data, given.name)
    return given or Consent()


def _transcript(given: TextFile | None, language: str) -> Transcript | None:
    return read_transcript(given.data, given.name, language) if given else None


def may_know_voice(voice: Interval | None, signed: Consent) -> None:
    """Whether a voice may be told by these seconds (no door). Raises TextError."""
    if voice is None:
        return
    if not signed.voice_template:
        raise TextError(
            "Telling voices apart makes a biometric template of the expert's voice, which needs"
            " consent of its own: set voice_template in the consent, or leave the voice out."
        )
    if voice.length_s < SHORTEST_VOICE_S:
        raise TextError(
            f"A voice is told from at least {SHORTEST_VOICE_S:g} seconds in which only the expert"
            " speaks: name a longer stretch."
        )


def _source_mac(site: Site, intake: Intake, expert: str, digests: tuple[str, ...]) -> str:
    """Keyed digest of the bytes and of what they were said to be."""
    text = hashlib.sha256(intake.transcript.data).hexdigest() if intake.transcript else ""
    heard = f"{intake.microphones} {intake.voice}" if intake.voice else intake.microphones
    whole = "\n".join((*digests, intake.procedure, expert, text))
    if heard != "shared":
        whole += f"\n{heard}"
    return site.keys.mac("source", whole.encode())


def keep(
    site: Site, session: str, source: Source, info: MediaInfo, sha256: str | None = None
) -> Recording:
    """Seal the bytes as they are under the session's key (no door: intake calls it).

    Raises MediaError when they are not those of ``sha256``, which were read before.
    """
    recording = new_id("rec")
    stage = artifacts.RECORDER if source.may_be_cut else "ingest"
    recipe = artifacts.recipe_of(Kind.ORIGINAL, stage, recording=recording)
    scope = artifacts.session_scope(session)
    read = hashlib.sha256()
    with artifacts.seal_stream(site, recipe, scope) as sink:
        for block in blocks(source):
            read.update(block)
            sink.write(block)
        if sha256 is not None and read.hexdigest() != sha256:
            raise MediaError(
                f"{source.name} changed while it was read: wait until it is written, or copy it"
                " again."
            )
    place = asdict(source.place) if source.role == "work" else {"offset_s": None}
    return Recording(
        id=recording,
        session=session,
        role=source.role,
        original=recipe.id,
        container=info.container,
        duration_s=info.duration_s,
        has_video=info.has_video,
        has_audio=info.has_audio,
        width=info.width,
        height=info.height,
        fps=info.fps,
        **place,
    )


def keep_transcript(site: Site, session: str, recording: Recording, transcript: Transcript) -> None:
    """Seal words that were brought for a recording (no door: intake calls it)."""
    recipe = artifacts.recipe_of(Kind.GIVEN_TRANSCRIPT, "ingest", recording=recording.id)
    artifacts.seal(site, recipe, artifacts.session_scope(session), transcript)


def undo(site: Site, session: str) -> None:
    """Take back a session that could not be kept whole (no door)."""
    try:
        site.vault.erase_scope(artifacts.session_scope(session))
        with site.db() as db:
            records.remove(db, session)
    except SonmatError:
        # The store itself is failing; without rows the bytes are unreachable and swept later.
        return
