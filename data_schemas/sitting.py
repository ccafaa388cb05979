"""A sitting: what the expert was asked on replay, and what came of each question.

Nothing of it is stored but entries and recordings: an answer by voice is a recording of its own
(role ``answer``), which the entry names by the stream that it arrives in.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, get_args

from pydantic import Field

from data_schemas.clock import Span
from data_schemas.entry import ABOUT_QUESTION, Act, Draft, Entry, standing
from data_schemas.timeline import MomentKind, Question
from data_schemas.value import Value

# ``later``: ask me again; ``declined``: I will not say.
Outcome = Literal["answered", "nothing", "later", "declined"]
LONGEST_ANSWER = 4_000


class Asked(Value):
    """A question as it was put. ``span`` is what it is about, None for one about a whole step.

    ``follows`` is the number of the entry whose answer it goes on from. ``phrased_by``: the
    language model whose wording of it was chosen, "" for a question card's own.
    """

    target: str = Field(min_length=5, max_length=120)
    question: Question
    probe: str | None = None
    step_id: str | None = None
    kind: MomentKind | None = None
    span: Span | None = None
    follows: int | None = None
    phrased_by: str = Field(default="", max_length=200)


class Reply(Value):
    """What came of a question. Of an answer there is ``text``, or a ``stream`` of speech, or both.

    ``recording`` is what became of the stream, None as long as it arrives.
    """

    number: int = Field(ge=1)
    actor: str
    at: datetime
    asked: Asked
    outcome: Outcome
    text: str = ""
    stream: str = ""
    recording: str | None = None


def reply_draft(asked: Asked, outcome: Outcome, text: str = "", stream: str = "") -> Draft:
    """How a reply is written down."""
    return Draft(
        act=Act.DECLINE if outcome == "declined" else Act.ANSWER,
        target=asked.target,
        span=asked.span,
        before={"asked": asked.model_dump(mode="json")},
        after={"outcome": outcome, "text": text, "stream": stream},
    )


def replies_of(entries: Iterable[Entry]) -> tuple[Reply, ...]:
    """Replies that nobody took back, in order. Entries about anything else are passed over."""
    return tuple(
        Reply(
            number=one.number,
            actor=one.actor,
            at=one.at,
            asked=Asked.model_validate(one.before["asked"]),
            outcome=_outcome(one),
            text=str(one.after.get("text", "")),
            stream=str(one.after.get("stream", "")),
        )
        for one in standing(tuple(entries))
        if one.target.startswith(ABOUT_QUESTION) and "asked" in one.before
    )


def _outcome(entry: Entry) -> Outcome:
    said = entry.after.get("outcome")
    known: tuple[Outcome, ...] = get_args(Outcome)
    return next((one for one in known if one == said), "later")
