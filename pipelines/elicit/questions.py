"""What is asked at a moment or of a step: a card's wording, filled with what was seen and heard."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields

from data_schemas.probe import AnswerWas, FollowUp, Probe, ProbeBank, Slot
from data_schemas.timeline import MomentKind, Question
from pipelines.elicit.bank import built_in
from pipelines.particles import FORMS, agreeing

LONGEST_QUOTE = 80
_MARKS = {"en": ("“", "”"), "ko": ("‘", "’")}
_SILENT = " .,;:!?…\"'“”‘’)]}」』"
_DIGITS = "영일이삼사오육칠팔구"


@dataclass(frozen=True)
class Seen:
    """What a moment can give, "" where it cannot.

    ``step`` and ``other`` are titles as they are written, ``clock`` a time such as ``2:03``,
    ``words`` what was said. How long something took is not among it: nobody is asked about that.
    """

    step: str = ""
    clock: str = ""
    words: str = ""
    other: str = ""

    @classmethod
    def of(cls, filled: Mapping[str, str]) -> Seen:
        """From what a moment was filled with, whatever else that holds."""
        return cls(**{one.name: filled.get(one.name, "") for one in fields(cls)})

    @property
    def slots(self) -> frozenset[Slot]:
        """What can stand in a question."""
        named: tuple[Slot, ...] = ("step", "words", "other")
        return frozenset({"where", *(one for one in named if getattr(self, one).strip())})


@dataclass(frozen=True)
class Asked:
    """A question with the id of its card."""

    probe: str
    question: Question


def question_of(
    kind: MomentKind, seen: Seen, bank: ProbeBank | None = None, skip: Collection[str] = ()
) -> Asked:
    """The question at a moment, with the card that is meant for its kind.

    ``skip`` are ids of cards that were asked already; where no other is left they are asked again.
    A bank that holds nothing for the kind falls back on the cards that come with Sonmat. A moment
    that cannot fill any wording gets the question that its card asks of a step.
    """
    cards = [*_cards(kind, seen, bank), *_cards(kind, seen, built_in())]
    if not cards:
        first = next(one for one in built_in().probes if kind in one.first_at)
        cards = [Asked(first.id, _filled(first.question, seen))]
    fresh = [one for one in cards if one.probe not in skip]
    return (fresh or cards)[0]


def questions_of(kind: MomentKind, seen: Seen, bank: ProbeBank | None = None) -> tuple[Asked, ...]:
    """All that can be asked at a moment, the question that is meant for it first."""
    return tuple(_cards(kind, seen, bank))


def step_question(probe: Probe, title: str = "") -> Question:
    """A card's question about a step, or about the whole job without a ``title``."""
    return _filled(probe.question, Seen(step=title))


def follow_up(probe: Probe, was: AnswerWas) -> FollowUp | None:
    """What to ask after an answer: by what it was like, else what is asked after any."""
    found = {one.when: one for one in reversed(probe.follow_ups)}
    return found.get(was) or (found.get("any") if was != "nothing" else None)


def _cards(kind: MomentKind, seen: Seen, bank: ProbeBank | None) -> Iterator[Asked]:
    probes = (built_in() if bank is None else bank).probes
    for probe in sorted(probes, key=lambda one: kind not in one.first_at):
        own = (one for one in probe.wordings if kind in one.moments)
        wording = next((one for one in own if one.slots <= seen.slots), None)
        if wording is not None:
            yield Asked(probe.id, _filled(wording.question, seen))


def _filled(question: Question, seen: Seen) -> Question:
    return Question(
        en=_capital(question.en.format(**_values(seen, "en"))),
        ko=question.ko.format(**_values(seen, "ko")),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _values(seen: Seen, language: str) -> dict[str, _Value]:
    quoted = {name: _quoted(getattr(seen, name), language) for name in ("step", "words", "other")}
    return {**quoted, "where": _Value(_where(seen, language))}


def _where(seen: Seen, language: str) -> str:
    """``At 2:03, in the step “Tighten”,`` or as much of it as is known."""
    step = _quoted(seen.step, language)
    if language == "en":
        parts = (seen.clock and f"at {seen.clock}", step and f"in the step {step}")
        return (", ".join(part for part in parts if part) or "in this job") + ","
    if seen.clock and step:
        return f"{seen.clock} 장면, {step} 단계에서"
    if seen.clock:
        return f"{seen.clock} 장면에서"
    return f"{step} 단계에서" if step else "이 작업에서"


class _Value(str):
    """Text to be filled in; a particle behind a colon follows it in the form that fits."""

    def __format__(self, tail: str) -> str:
        return str(self) + attached(str(self), tail)


def _quoted(text: str, language: str) -> _Value:
    """One line of at most ``LONGEST_QUOTE`` letters in quotation marks; "" stays ""."""
    plain = " ".join(text.split()).strip("\"'“”‘’")
    if len(plain) > LONGEST_QUOTE:
        plain = plain[:LONGEST_QUOTE].rsplit(" ", 1)[0] + "…"
    left, right = _MARKS[language]
    return _Value(f"{left}{plain}{right}" if plain else "")


def attached(noun: str, tail: str) -> str:
    """The particle ``tail`` in the form that follows ``noun``, whatever signs end it.

    A digit is read aloud for that. Behind other letters, whose sound is not known, both forms
    stand, as Korean print has it: 을(를), (이)라고.
    """
    heard = noun.rstrip(_SILENT)
    last = heard[-1:]
    if last.isdecimal() and last.isascii():
        return agreeing(tail, _DIGITS[int(last)])
    if "가" <= last <= "힣" or not tail:
        return agreeing(tail, last)
    return _both(tail)


def _both(tail: str) -> str:
    fitting = [
        (closed, open_)
        for closed, open_ in FORMS
        if tail.startswith(closed) or tail.startswith(open_)
    ]
    if not fitting:
        return tail
    closed, open_ = max(fitting, key=lambda pair: len(pair[0]))
    rest = tail.removeprefix(closed) if tail.startswith(closed) else tail.removeprefix(open_)
    if closed.endswith(open_):
        return f"({closed.removesuffix(open_)}){open_}{rest}"
    return f"{closed}({open_}){rest}"
