"""Makes what was told about a session findable, for the worker: cards, answers, moments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture import artifacts, journal, procedures
from capture.records import sessions as session_records
from capture.records import takes as take_records
from data_schemas.artifact import Kind, Recipe
from data_schemas.clock import Span
from data_schemas.entry import ABOUT_QUESTION, ABOUT_UNIT, Act, Entry
from data_schemas.procedure import Procedure
from data_schemas.session import Session
from data_schemas.sitting import replies_of
from data_schemas.timeline import FoundMoments
from data_schemas.transcript import Transcript, Utterance
from pipelines.elicit.cards.fold import cards_of
from pipelines.embedder import Embedder
from pipelines.search.passage import encode
from pipelines.search.told.passages import Answered, Told, passages_told
from pipelines.weights import weights_digest

if TYPE_CHECKING:
    from capture.site import Site

STAGE, VERSION = "told", "1"
MODEL = "multilingual-e5-small"


@dataclass(frozen=True)
class _Given:
    """What is told of a session, and the ids of all that it comes from."""

    session: Session
    procedure: str
    moments: str
    entries: tuple[tuple[str, Entry], ...]
    words: dict[str, str]  # transcript by recording of an answer
    became: dict[str, str]  # recording by stream

    @property
    def parents(self) -> tuple[str, ...]:
        told = (artifact for artifact, _ in self.entries)
        every = (self.procedure, self.moments, *told, *self.words.values())
        return tuple(dict.fromkeys(one for one in every if one))


def tell(site: Site, session: str, progress: Callable[[float], None]) -> str | None:
    """The artifact with what was told, made now if it is not known yet (no door: the worker's)."""
    given = _given(site, session)
    recipe = Recipe(
        kind=Kind.TOLD,
        stage=STAGE,
        version=VERSION,
        model_digest=weights_digest(MODEL),
        parents=given.parents,
    )
    if artifacts.known(site, recipe.id) is None:
        made = encode(passages_told(_told(site, given)), Embedder())
        artifacts.seal(site, recipe, artifacts.session_scope(session), made.to_bytes())
    progress(1.0)
    for one in artifacts.find(site, session, Kind.TOLD):
        if one.id != recipe.id:
            artifacts.erase(site, one.id)
    return recipe.id


def _given(site: Site, session: str) -> _Given:
    moments = artifacts.newest(site, session, Kind.MOMENTS)
    with site.db() as db:
        found = session_records.get(db, session)
        became = {one.id: one.recording for one in take_records.of_session(db, session)}
    answers = {one.id for one in found.recordings if one.role == "answer"}
    heard = artifacts.by_recording(site, found, Kind.TRANSCRIPT)
    return _Given(
        session=found,
        procedure=procedures.artifact_of(site, found.procedure),
        moments=moments.id if moments else "",
        entries=tuple(_about_it(journal.read(site, session))),
        words={recording: one.id for recording, one in heard.items() if recording in answers},
        became={stream: recording for stream, recording in became.items() if recording},
    )


def _about_it(entries: tuple[tuple[str, Entry], ...]) -> list[tuple[str, Entry]]:
    """Entries about cards and questions, what was taken out, and what takes one of them back."""
    kept: list[tuple[str, Entry]] = []
    numbers: set[str] = set()
    for artifact, entry in entries:
        about = entry.target.startswith((ABOUT_UNIT, *ABOUT_QUESTION))
        cut = entry.act is Act.STRIKE and entry.span is not None
        if about or cut or (entry.act is Act.UNDO and entry.target in numbers):
            kept.append((artifact, entry))
            numbers.add(str(entry.number))
    return kept


def _told(site: Site, given: _Given) -> Told:
    procedure: Procedure = artifacts.load(site, given.procedure)
    moments: FoundMoments = artifacts.load(site, given.moments) if given.moments else FoundMoments()
    cuts = journal.struck_of(site, given.session.id)
    every = tuple(entry for _, entry in given.entries)
    return Told(
        session=given.session.id,
        procedure=procedure,
        language=given.session.language or procedure.language,
        units=cards_of(every, given.session, cuts).units,
        answers=tuple(
            Answered(told, _heard(site, given.words.get(told.recording or "")))
            for told in (
                one.model_copy(update={"recording": given.became.get(one.stream)})
                for one in replies_of(every)
            )
            if told.asked.span is None or _stands(told.asked.span, cuts)
        ),
        moments=tuple(one for one in moments.moments if _stands(one, cuts)),
    )


def _stands(span: Span, cuts: tuple[Span, ...]) -> bool:
    return not any(cut.recording == span.recording and cut.overlap_s(span) > 0 for cut in cuts)


def _heard(site: Site, words: str | None) -> tuple[Utterance, ...]:
    if words is None:
        return ()
    heard: Transcript = artifacts.load(site, words)
    return heard.utterances
