"""Every text of a session that could leave it, each under the id of its place. Pure.

A text that nobody said is told as an utterance without a second, on a recording of its own name:
so one set of rules reads all of them, and nothing goes on from one into the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from data_schemas.entry import ABOUT_PLACE, ABOUT_UNIT, Act, Entry, standing
from data_schemas.knowledge import UnitContent
from data_schemas.masking import Where
from data_schemas.procedure import Procedure, Step
from data_schemas.sitting import replies_of
from data_schemas.take import take_labels
from data_schemas.timeline import Question, Timeline
from data_schemas.transcript import Transcript, Utterance
from pipelines.deidentify.words.cards import texts_of

ANSWER, STEP, TAKE = "ans-", "stp-", "tak-"
WHERE: tuple[tuple[str, Where], ...] = (
    (ABOUT_UNIT, "card"), (ANSWER, "answer"), (STEP, "step"), (TAKE, "take"),
)  # fmt: skip


@dataclass(frozen=True)
class Given:
    """``answers``: what was heard of answers by voice, by recording."""

    timeline: Timeline | None
    procedure: Procedure
    entries: tuple[Entry, ...] = ()
    answers: Mapping[str, Transcript] = field(default_factory=dict)


def where(name: str) -> Where:
    """What kind of place an id is."""
    return next((kind for start, kind in WHERE if name.startswith(start)), "said")


def texts_of_session(given: Given) -> tuple[Utterance, ...]:
    """All texts with an id each: the time line's first, then answers, cards, notes about takes, the
    procedure."""
    said = given.timeline.utterances if given.timeline else ()
    found = (*said, *_answers(given), *_cards(given), *_takes(given), *_steps(given.procedure))
    return tuple(one for one in found if one.text.strip())


def _answers(given: Given) -> Iterator[Utterance]:
    for reply in replies_of(given.entries):
        yield _written(f"{ANSWER}{reply.number}", reply.text)
        # a question that somebody wrote themselves is theirs in both languages
        if reply.asked.target.startswith(ABOUT_PLACE) and _is_own(reply.asked.question):
            yield _written(f"{ANSWER}{reply.number}-q", reply.asked.question.en)
    for recording, transcript in given.answers.items():
        for number, one in enumerate(transcript.utterances):
            name = f"{ANSWER}{recording}-{number}"
            yield one.model_copy(update={"id": name, "recording": recording})


def _is_own(question: Question) -> bool:
    return question.en == question.ko


def _cards(given: Given) -> Iterator[Utterance]:
    for unit, content in contents_of(given.entries).items():
        for number, text in enumerate(texts_of(content)):
            yield _written(f"{unit}/{number}", text)


def _takes(given: Given) -> Iterator[Utterance]:
    for take, label in sorted(take_labels(given.entries).items()):
        yield _written(f"{TAKE}{take}", label.note)


def contents_of(entries: Iterable[Entry]) -> dict[str, UnitContent]:
    """What the cards say now, by id; struck ones are left out."""
    found: dict[str, UnitContent] = {}
    struck: set[str] = set()
    for one in standing(tuple(entries)):
        if not one.target.startswith(ABOUT_UNIT):
            continue
        if one.act is Act.STRIKE:
            struck.add(one.target)
        elif "content" in one.after:
            found[one.target] = UnitContent.model_validate(one.after["content"])
    return {name: content for name, content in found.items() if name not in struck}


def _steps(procedure: Procedure) -> Iterator[Utterance]:
    yield _written(f"{STEP}title", procedure.title, procedure.language)
    for step in (*procedure.groups, *procedure.steps):
        for number, text in enumerate(step_texts(step)):
            yield _written(f"{STEP}{step.id}/{number}", text, procedure.language)


def step_texts(step: Step) -> tuple[str, ...]:
    """Title, key points and reasons of a step."""
    return (step.title, *step.key_point, *step.reason)


def _written(name: str, text: str, language: str = "") -> Utterance:
    return Utterance(id=name, text=text, start_s=0, end_s=0, recording=name, language=language)
