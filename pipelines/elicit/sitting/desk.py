"""Doors of a sitting: what is asked, and what the expert says to it, by voice or by text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from capture import journal, people, procedures, question_cards, sessions, takes
from capture.access import require
from capture.ids import new_id
from data_schemas.clock import Span
from data_schemas.entry import ABOUT_CARD, Act, Draft, Entry
from data_schemas.errors import InputError
from data_schemas.probe import ProbeBank
from data_schemas.rights import Action, Actor
from data_schemas.session import Recording
from data_schemas.sitting import LONGEST_ANSWER, Asked, Outcome, Reply, replies_of, reply_draft
from data_schemas.stream import Stream
from data_schemas.teaching import asked_of, notes_of
from data_schemas.timeline import Question
from pipelines.elicit.answers import answer_was
from pipelines.elicit.bank import bank_of
from pipelines.elicit.questions import follow_up as next_after
from pipelines.elicit.questions import step_question
from pipelines.elicit.sitting.posed import Answer, Known, Posed, Sitting, State, posed
from pipelines.elicit.stars import hard_steps

if TYPE_CHECKING:
    from capture.site import Site

OWN_QUESTION = Question(en="What matters here?", ko="여기서 무엇이 중요한가요?")
FROM_ATTEMPT = Question(
    en="It came up when somebody tried the job from the sheet, and no know-how card speaks of it.",
    ko="작업표를 보고 따라 하다가 나왔는데, 이에 대한 노하우 카드가 아직 없습니다.",
)


def sitting(site: Site, who: Actor, session: str) -> Sitting:
    """The questions of the present sitting and all answers of the session so far."""
    require(site, who, Action.READ, session)
    entries = tuple(one for _, one in journal.read(site, session))
    # In this order: one that has just become a recording is then in one of them, and never lost.
    arriving = {one.id: one.size for one in takes.unfinished(site, who, session, "answer")}
    heard = takes.answers_of(site, who, session)
    answers = tuple(
        _answer(site, who, one, (heard.get(one.stream), arriving.get(one.stream)))
        for one in replies_of(entries)
    )
    known = Known(
        bank=cards_of(site, who), starred=starred(site, who, session), added=_of_attempts(entries)
    )
    named = {one.reply.stream for one in answers}
    return Sitting(
        questions=posed(sessions.moments(site, who, session), answers, known, site.now()),
        answers=answers,
        number=len(entries),
        unasked=tuple(one.id for stream, one in heard.items() if stream not in named),
    )


def reply(
    site: Site, who: Actor, session: str, asked: Asked, outcome: Outcome, text: str = ""
) -> Reply:
    """Keep an answer by text, or that there is nothing, not now, or no answer to be had.

    Raises InputError for an answer without words, or with too many.
    """
    require(site, who, Action.AMEND, session)
    plain = text.strip()
    if outcome == "answered" and not plain:
        raise InputError("An answer by text needs some words: write them, or choose another.")
    if len(plain) > LONGEST_ANSWER:
        raise InputError(f"An answer may have {LONGEST_ANSWER:,} characters: shorten it.")
    entry = journal.add(site, who, session, reply_draft(asked, outcome, plain))
    return replies_of((entry,))[0]


def begin_answer(site: Site, who: Actor, session: str, asked: Asked, start: takes.Start) -> Stream:
    """Announce an answer by voice; the same stream again asks about it, as ``takes.begin`` does.

    From now on the stream is the answer to this question, whatever becomes of the page.
    """
    require(site, who, Action.AMEND, session)
    stream = takes.begin(site, who, session, replace(start, role="answer"))
    known = replies_of(one for _, one in journal.read(site, session))
    if all(one.stream != stream.id for one in known):
        journal.add(site, who, session, reply_draft(asked, "answered", stream=stream.id))
    return stream


def take_back(site: Site, who: Actor, session: str, number: int) -> Entry:
    """Take back the reply with this number. What was recorded for it stays in the session."""
    require(site, who, Action.AMEND, session)
    if all(one.number != number for one in replies_of(_entries(site, session))):
        raise InputError("There is no such entry to take back.")
    return journal.add(site, who, session, Draft(act=Act.UNDO, target=str(number)))


def follow_up(site: Site, who: Actor, session: str, number: int) -> Asked | None:
    """What to ask after an answer, by what it was like; None before its words are known.

    Only once: what follows a question is not followed itself.
    """
    require(site, who, Action.READ, session)
    found = next((one for one in replies_of(_entries(site, session)) if one.number == number), None)
    if found is None or found.asked.probe is None or found.asked.follows is not None:
        return None
    heard = takes.answers_of(site, who, session).get(found.stream)
    answer = _answer(site, who, found, (heard, None))
    probe = cards_of(site, who).probe(found.asked.probe)
    if probe is None or not answer.said:
        return None
    following = next_after(probe, answer_was(answer.said, probe))
    if following is None:
        return None
    return found.asked.model_copy(update={"question": following.question, "follows": number})


def own_question(site: Site, who: Actor, session: str, span: Span, text: str = "") -> Asked:
    """A question of one's own about these seconds, which nobody found; nothing is written yet.

    Raises InputError for seconds that the session does not have.
    """
    require(site, who, Action.READ, session)
    found = sessions.get_session(site, who, session)
    if not any(
        one.id == span.recording and 0 <= span.start_s < span.end_s <= one.duration_s + 1.0
        for one in found.work
    ):
        raise InputError("Name seconds that lie within the recording, the start before the end.")
    timeline = sessions.timeline(site, who, session)
    shared = {
        one.step_id: one.overlap_s(span)
        for one in (timeline.segments if timeline else ())
        if one.recording == span.recording and one.status != "rejected"
    }
    step = max(shared, key=lambda one: shared[one], default=None)
    own = " ".join(text.split())
    return Asked(
        target=new_id("own"),
        question=Question(en=own, ko=own) if own else OWN_QUESTION,
        step_id=step if step is not None and shared[step] > 0 else None,
        span=span,
    )


def card_question(site: Site, who: Actor, session: str, step_id: str, probe: str) -> Asked:
    """What a question card asks of a step. Raises InputError for one that is not there."""
    require(site, who, Action.READ, session)
    found = sessions.get_session(site, who, session)
    step = procedures.get_procedure(site, who, found.procedure).step(step_id)
    card = cards_of(site, who).probe(probe)
    if step is None or card is None:
        raise InputError("There is no such step or question card: reload the page.")
    return Asked(
        target=f"{ABOUT_CARD}{step_id}:{probe}",
        question=step_question(card, step.title),
        probe=probe,
        step_id=step_id,
    )


def cards_of(site: Site, who: Actor) -> ProbeBank:
    """All question cards, the site's own first."""
    require(site, who, Action.LIST)
    return bank_of(question_cards.get_cards(site, who))


def starred(site: Site, who: Actor, session: str) -> frozenset[str]:
    """Ids of the steps where judgement is needed, as the expert's task diagram of the job says."""
    require(site, who, Action.READ, session)
    found = sessions.get_session(site, who, session)
    steps = procedures.get_procedure(site, who, found.procedure).steps
    planned = people.get_expert(site, who, found.expert).jobs
    sketched = (one.diagram for one in planned if one.procedure == found.procedure)
    return frozenset().union(*(hard_steps(steps, one) for one in sketched))


def _answer(
    site: Site, who: Actor, one: Reply, became: tuple[Recording | None, int | None]
) -> Answer:
    """``became``: the recording of its stream, or else how many bytes of that are here."""
    recording, size = became
    if one.outcome != "answered":
        return Answer(one, _state_of(one.outcome))
    if not one.stream:
        return Answer(one, "typed", one.text)
    if recording is None:
        return Answer(one, "lost" if size is None else "arriving", one.text)
    told = one.model_copy(update={"recording": recording.id})
    words = sessions.transcript(site, who, recording.session, recording.id)
    if words is None:
        return Answer(told, "arrived", one.text)
    return Answer(told, "written", words.text)


def _of_attempts(entries: tuple[Entry, ...]) -> tuple[Posed, ...]:
    """What an attempt from the sheet ran into and no card speaks of."""
    return tuple(Posed(asked_of(one), FROM_ATTEMPT) for one in notes_of(entries) if one.is_open)


def _state_of(outcome: Outcome) -> State:
    states: dict[Outcome, State] = {
        "answered": "typed", "nothing": "nothing", "later": "later", "declined": "declined",
    }  # fmt: skip
    return states[outcome]


def _entries(site: Site, session: str) -> tuple[Entry, ...]:
    return tuple(one for _, one in journal.read(site, session))
