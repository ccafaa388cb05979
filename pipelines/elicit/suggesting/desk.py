"""Draws suggestions for know-how cards out of a session's words and answers, for the worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from capture import artifacts, journal, procedures
from capture.records import sessions as session_records
from capture.records import takes as take_records
from data_schemas.artifact import Kind, Recipe
from data_schemas.knowledge import FoundSuggestions
from data_schemas.probe import ProbeBank
from data_schemas.procedure import Procedure
from data_schemas.session import Session
from data_schemas.sitting import Reply, replies_of
from data_schemas.transcript import Transcript
from pipelines.elicit.bank import bank_of
from pipelines.elicit.cards.suggest import Material, Spoken, as_open, suggestions_of, typed
from pipelines.elicit.told_kinds import Judge
from pipelines.embedder import Embedder
from pipelines.weights import weights_digest

if TYPE_CHECKING:
    from capture.site import Site

STAGE, VERSION = "suggestions", "3"
MODEL = "multilingual-e5-small"


@dataclass(frozen=True)
class _Given:
    """Ids of what suggestions are drawn from, and the answers with theirs."""

    session: Session
    procedure: str
    timeline: str
    cards: str
    answers: tuple[tuple[Reply, str, str], ...]

    @property
    def parents(self) -> tuple[str, ...]:
        told = (one for _, entry, words in self.answers for one in (entry, words))
        every = (self.procedure, self.timeline, self.cards, *told)
        return tuple(dict.fromkeys(one for one in every if one))


def suggest(site: Site, session: str, progress: Callable[[float], None]) -> str | None:
    """The artifact with the session's suggestions, made now if it is not known yet (no door: the
    worker's). None before there is a time line.
    """
    given = _given(site, session)
    if given is None:
        return None
    recipe = Recipe(
        kind=Kind.SUGGESTIONS,
        stage=STAGE,
        version=VERSION,
        params={"protection_class": given.session.protection_class.value},
        model_digest=weights_digest(MODEL),
        parents=given.parents,
    )
    if artifacts.known(site, recipe.id) is None:
        found = suggestions_of(_material(site, given), _judge())
        may_go = given.session.protection_class
        value = FoundSuggestions(suggestions=tuple(as_open(one, may_go) for one in found))
        artifacts.seal(site, recipe, artifacts.session_scope(session), value)
    progress(1.0)
    for one in artifacts.find(site, session, Kind.SUGGESTIONS):
        if one.id != recipe.id:
            artifacts.erase(site, one.id)
    return recipe.id


def _given(site: Site, session: str) -> _Given | None:
    timeline = artifacts.newest(site, session, Kind.TIMELINE)
    if timeline is None:
        return None
    with site.db() as db:
        found = session_records.get(db, session)
        became = {one.id: one.recording for one in take_records.of_session(db, session)}
    words = artifacts.by_recording(site, found, Kind.TRANSCRIPT)
    entries = journal.read(site, session)
    ids = {entry.number: artifact for artifact, entry in entries}
    answers = []
    for one in replies_of(entry for _, entry in entries):
        recording = became.get(one.stream)
        told = one.model_copy(update={"recording": recording})
        heard = words.get(recording or "")
        answers.append((told, ids[one.number], heard.id if heard else ""))
    cards = artifacts.newest(site, None, Kind.PROBES)
    return _Given(
        session=found,
        procedure=procedures.artifact_of(site, found.procedure),
        timeline=timeline.id,
        cards=cards.id if cards else "",
        answers=tuple(answers),
    )


def _material(site: Site, given: _Given) -> Material:
    procedure: Procedure = artifacts.load(site, given.procedure)
    language = given.session.language or procedure.language
    return Material(
        timeline=artifacts.load(site, given.timeline),
        steps=procedure.steps,
        spoken=tuple(
            spoken
            for reply, _, words in given.answers
            if (spoken := _spoken(site, reply, words, language)) is not None
        ),
        bank=bank_of(artifacts.load(site, given.cards) if given.cards else ProbeBank()),
    )


def _spoken(site: Site, reply: Reply, words: str, language: str) -> Spoken | None:
    if reply.outcome != "answered":
        return None
    if words:
        heard: Transcript = artifacts.load(site, words)
        return Spoken(reply, heard.utterances)
    return Spoken(reply, (typed(reply.text, language),)) if reply.text else None


@lru_cache(maxsize=1)
def _judge() -> Judge:
    return Judge(Embedder())
