"""Which questions a sitting puts, in which order, and how far each has come. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from data_schemas.clock import Span
from data_schemas.probe import ProbeBank
from data_schemas.sitting import Asked, Reply
from data_schemas.timeline import IN_ONE_SITTING, Moment, Question, Sign
from pipelines.elicit.choose import Wanted, ranked
from pipelines.elicit.questions import Seen, question_of

# A break longer than this ends a sitting: what was put off is asked again in the next.
BREAK = timedelta(hours=3)
SETTLED = frozenset({"answered", "nothing", "declined"})
# ``arriving``: speech on its way; ``written``: its words are there; ``lost``: begun, and nothing
# of it arrived.
State = Literal["arriving", "arrived", "written", "lost", "typed", "nothing", "later", "declined"]


@dataclass(frozen=True)
class Posed:
    """A question of the sitting, why it is asked, and what that had to do without."""

    asked: Asked
    reason: Question | None = None
    evidence: tuple[Sign, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """A reply with what can be read of it by now: ``said`` is typed or was heard."""

    reply: Reply
    state: State
    said: str = ""

    @property
    def settles(self) -> bool:
        return self.reply.outcome in SETTLED and self.state != "lost"


@dataclass(frozen=True)
class Sitting:
    """``number`` is the last of the journal. ``unasked`` are recordings of answers that no reply
    names: somebody's page died in between, and their words are kept.
    """

    questions: tuple[Posed, ...]
    answers: tuple[Answer, ...]
    number: int
    unasked: tuple[str, ...] = ()

    def answers_to(self, target: str) -> tuple[Answer, ...]:
        return tuple(one for one in self.answers if one.reply.asked.target == target)

    def is_open(self, target: str) -> bool:
        """Whether nothing came of it yet, or it was put off."""
        return not any(one.settles for one in self.answers_to(target))


@dataclass(frozen=True)
class Known:
    """What the choice of questions depends on beside the moments.

    ``added`` are questions that nobody found in the recording, such as those of attempts.
    """

    bank: ProbeBank
    starred: Collection[str] = ()
    added: tuple[Posed, ...] = ()
    most: int = IN_ONE_SITTING


def posed(
    moments: Sequence[Moment], answers: Sequence[Answer], known: Known, now: datetime
) -> tuple[Posed, ...]:
    """The questions of the present sitting, most worth first, then what was added in it.

    What was settled in an earlier sitting is not asked again; what is answered now keeps its place,
    so that the list stays as it is while somebody works through it.
    """
    present = _present(answers, now)
    before = [one for one in answers if one not in present]
    settled = {one.reply.asked.target for one in before if one.settles}
    covered = {(one.reply.asked.step_id, str(one.reply.asked.kind)) for one in before}
    left = [one for one in moments if one.id not in settled]
    added = [one for one in known.added if one.asked.target not in settled]
    there = {one.id for one in left} | {one.asked.target for one in added}
    put_off = [*added, *_questions(before, settled | there)][: known.most]
    room = known.most - len(put_off)
    wanted = Wanted(starred=known.starred, covered=covered, most=room)
    found = [*(posed_of(one, known.bank) for one in ranked(left, wanted)), *put_off]
    return (*found, *_questions(present, settled | {one.asked.target for one in found}))


def _questions(answers: Iterable[Answer], without: Collection[str]) -> list[Posed]:
    """The questions themselves, each once, without what followed an answer."""
    asked: dict[str, Asked] = {}
    for one in answers:
        # as it was put first: a later reply may have been to other words for the same
        if one.reply.asked.follows is None and one.reply.asked.target not in without:
            asked.setdefault(one.reply.asked.target, one.reply.asked)
    return [Posed(one) for one in asked.values()]


def posed_of(moment: Moment, bank: ProbeBank) -> Posed:
    """A moment as it is asked, with the card that the question comes from."""
    asked = question_of(moment.kind, Seen.of(moment.filled), bank)
    return Posed(
        asked=Asked(
            target=moment.id,
            question=asked.question,
            probe=asked.probe,
            step_id=moment.step_id,
            kind=moment.kind,
            span=Span(recording=moment.recording, start_s=moment.start_s, end_s=moment.end_s),
        ),
        reason=Question(en=moment.reason, ko=moment.reason_ko or moment.reason),
        evidence=moment.evidence,
        missing=moment.missing,
    )


def _present(answers: Iterable[Answer], now: datetime) -> list[Answer]:
    """Replies since the last break."""
    kept: list[Answer] = []
    later = now
    for one in sorted(answers, key=lambda one: one.reply.number, reverse=True):
        if later - one.reply.at > BREAK:
            break
        later = one.reply.at
        kept.insert(0, one)
    return kept
