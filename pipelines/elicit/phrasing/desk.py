"""Doors to the optional language model: another wording of a question, and more suggestions.

Both are asked for by a person, one at a time, and nothing of either is anybody's yes. What was
drawn from answers is an artifact whose parameters name model and machine.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from capture import artifacts, journal, sessions
from capture.access import require
from data_schemas.artifact import Kind, Recipe
from data_schemas.errors import InputError
from data_schemas.knowledge import Evidence, FoundSuggestions, Suggested, UnitContent
from data_schemas.rights import Action, Actor
from data_schemas.sitting import Asked
from data_schemas.transcript import Utterance
from pipelines.elicit.cards.suggest import NOT_RECORDED, as_open
from pipelines.elicit.phrasing import Phraser, Proposed
from pipelines.elicit.phrasing.local import LocalPhraser
from pipelines.elicit.sitting import desk as sitting_desk
from pipelines.elicit.sitting.posed import Answer
from pipelines.local_model import endpoint_of

if TYPE_CHECKING:
    from capture.site import Site

STAGE, VERSION = "model_suggestions", "1"


def phraser_of(site: Site) -> Phraser | None:
    """The site's language model, None if it has none (no door: nobody is asked anything).

    Raises SettingsError.
    """
    endpoint = endpoint_of(site.settings)
    return LocalPhraser(endpoint) if endpoint else None


def say_otherwise(site: Site, who: Actor, session: str, asked: Asked) -> Asked | None:
    """The question in other words, marked with who worded it; None where none was fit to be asked.

    Raises InputError where no model is set, ModelError where it does not answer.
    """
    require(site, who, Action.AMEND, session)
    phraser = _phraser(site)
    worded = phraser.reword(asked.question)
    if worded is None:
        return None
    return asked.model_copy(update={"question": worded, "phrased_by": phraser.label})


def draw_more(site: Site, who: Actor, session: str) -> int:
    """Have the model draw suggestions out of all answers of a session; returns how many there are.

    They take the place of those that it drew before. Raises what ``say_otherwise`` raises.
    """
    require(site, who, Action.AMEND, session)
    phraser = _phraser(site)
    answers = [one for one in sitting_desk.sitting(site, who, session).answers if one.said.strip()]
    found = [made for answer in answers for made in _of_answer(site, who, session, answer, phraser)]
    may_go = sessions.get_session(site, who, session).protection_class
    drawn = {one.id: as_open(one, may_go) for one in found}
    value = FoundSuggestions(suggestions=tuple(drawn.values()))
    _keep(site, session, phraser.label, value)
    return len(value.suggestions)


def _phraser(site: Site) -> Phraser:
    found = phraser_of(site)
    if found is None:
        raise InputError("No language model is set up here: see docs/local-model.md.")
    return found


def _keep(site: Site, session: str, label: str, value: FoundSuggestions) -> None:
    before = artifacts.find(site, session, Kind.MODEL_SUGGESTIONS)
    entries = {entry.number: artifact for artifact, entry in journal.read(site, session)}
    replies = {one.reply for one in value.suggestions if one.reply is not None}
    model, _, host = label.partition(" @ ")
    recipe = Recipe(
        kind=Kind.MODEL_SUGGESTIONS,
        stage=STAGE,
        version=VERSION,
        params={"model": model, "host": host, "at": site.now().isoformat()},
        parents=tuple(entries[one] for one in sorted(replies)),
    )
    artifacts.seal(site, recipe, artifacts.session_scope(session), value)
    for one in before:
        artifacts.erase(site, one.id)


def _of_answer(
    site: Site, who: Actor, session: str, answer: Answer, phraser: Phraser
) -> list[Suggested]:
    reply = answer.reply
    language = sessions.get_session(site, who, session).language or "ko"
    heard: tuple[Utterance, ...] = ()
    if reply.recording is not None:
        words = sessions.transcript(site, who, session, reply.recording)
        heard = words.utterances if words else ()
        language = words.language if words else language
    proposed = phraser.propose(answer.said, reply.asked.question, language)
    return [_suggested(one, answer, heard, language, phraser.label) for one in proposed]


def _suggested(
    one: Proposed, answer: Answer, heard: tuple[Utterance, ...], language: str, label: str
) -> Suggested:
    reply = answer.reply
    evidence = _evidence(one.quote, reply.recording or "", heard)
    if evidence and reply.asked.span:
        evidence += (Evidence(**reply.asked.span.model_dump(), track="video"),)
    place = f"{STAGE}\0{reply.number}\0{one.quote}"
    return Suggested(
        id="unit-" + hashlib.sha256(place.encode()).hexdigest()[:16],
        content=UnitContent(
            step_id=reply.asked.step_id,
            kind=one.kind,
            text=one.quote,
            language=language,
            normalised=one.text,
            evidence=evidence,
            no_footage="" if evidence else NOT_RECORDED,
            origin="model_suggestion",
            suggested_by=label,
            probe=reply.asked.probe,
            moment=reply.asked.target if reply.asked.kind else None,
        ),
        reply=reply.number,
    )


def _evidence(quote: str, recording: str, heard: tuple[Utterance, ...]) -> tuple[Evidence, ...]:
    """The utterances in which the quote stands, as one stretch; none for typed words."""
    at, places, joined = 0, [], ""
    for one in heard:
        text = " ".join(one.text.split())
        places.append((at, at + len(text), one))
        joined += f"{text} "
        at = len(joined)
    start = joined.find(quote)
    inside = [u for a, b, u in places if start >= 0 and a < start + len(quote) and start < b]
    if not recording or not inside:
        return ()
    first, last = inside[0].start_s, inside[-1].end_s
    return (Evidence(recording=recording, start_s=first, end_s=last, track="replay"),)
