"""What a stretch of talk says to do, what to mind, and why: clauses out of spoken sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from data_schemas.transcript import Utterance
from pipelines.lexicon import STOP
from pipelines.propose.words import (
    ASIDE,
    FRAME,
    HANGING,
    KEY_POINT,
    LEAD,
    LEAD_KO,
    QUESTION,
    REASON,
    SUBJECT,
    UNDO,
)
from pipelines.text import HANGUL, cues, normalise, senses, words

TITLE_CHARACTERS = 60
MOST_NOTES = 4
_SENTENCE = re.compile(r"(?<=[.!?。])\s+")
_BREAK = re.compile(
    r"\s*[,;:]\s+|\s+[-–—]\s+|\s+(?=(?:because|so that|otherwise|until|if it|if you don't)\b)"
)
_EDGE = " \t\"'“”‘’«»「」『』()[]…,.;:!-–—"


def title_of(said: Sequence[Utterance], worth: Sequence[float]) -> str:
    """The clause that announces the step, cleaned, at most 60 characters; "" without any words.

    ``worth`` are as many numbers: how near each utterance is to what all of it is about.
    """
    best, chosen = float("-inf"), ""
    for place, (one, near) in enumerate(zip(said, worth, strict=True)):
        if QUESTION.search(one.text) or one.speaker in ("interviewer", "bystander"):
            near -= 2.0
        for number, (clause, text) in enumerate(_clauses(one.text)):
            value = near + _announces(clause, text) - 0.35 * place - 0.15 * number
            if text and value > best:
                best, chosen = value, text
    return _short(chosen)


def notes_of(said: Sequence[Utterance], title: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(key points, reasons): sentences that say what to mind, and why; the first four of each."""
    points: dict[str, str] = {}
    reasons: dict[str, str] = {}
    for one in said:
        if one.speaker in ("interviewer", "bystander"):
            continue
        for sentence in _sentences(one.text):
            plain = normalise(sentence)
            kept = _tidy(sentence)
            if QUESTION.search(sentence) or len(words(sentence)) < 3 or _same(kept, title):
                continue
            if REASON.search(plain):
                reasons.setdefault(normalise(kept), kept)
            elif KEY_POINT.search(plain):
                points.setdefault(normalise(kept), kept)
    return tuple(points.values())[:MOST_NOTES], tuple(reasons.values())[:MOST_NOTES]


def is_run_through(text: str) -> bool:
    """Whether an utterance lists the whole job: it says so, or lists five things or more."""
    short = [part for part in _BREAK.split(text.strip()) if 1 <= len(words(part)) <= 5]
    return bool(FRAME.search(normalise(text))) or len(short) >= 5


def is_aside(text: str) -> bool:
    return bool(ASIDE.search(normalise(text)))


def _announces(clause: str, text: str) -> float:
    """How much a clause reads like "now do this": more is better."""
    found, plain = cues(clause), normalise(clause)
    naming = [word for word in words(text) if word not in STOP]
    value = 1.2 * bool(senses(text)) + 0.8 * found["order"] + 0.5 * found["now"]
    value += 0.5 * found["request"] - 0.3 * found["detail"]
    value += min(len(naming), 4) * 0.35 - 2.0 * (len(naming) < 2)
    value -= 0.8 * bool(REASON.search(plain)) + 0.3 * bool(KEY_POINT.search(plain))
    value -= 1.5 * bool(UNDO.search(plain)) + 1.5 * bool(QUESTION.search(clause))
    value -= 1.2 * bool(HANGING.search(normalise(text)))
    return value - 1.0 * (len(text) > TITLE_CHARACTERS)


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    """(as said, cleaned), in order."""
    for sentence in _sentences(text):
        question = "?" if QUESTION.search(sentence) else ""
        for part in _BREAK.split(sentence):
            yield part + question, _clean(part)


def _sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE.split(text.strip()) if part.strip(_EDGE)]


def _clean(clause: str) -> str:
    """Without cue words, who does it, and quotation marks around it."""
    kept = clause.strip(_EDGE)
    lead = LEAD_KO if HANGUL.search(kept) else LEAD
    for _ in range(2):
        kept = lead.sub("", _lowered(kept)).strip(_EDGE)
        if lead is LEAD:
            kept = SUBJECT.sub("", _lowered(kept)).strip(_EDGE)
    return _capital(kept)


def _lowered(text: str) -> str:
    """The first letter small, so that one pattern fits; names written in capitals stay."""
    return text[:1].lower() + text[1:] if not text[:2].isupper() or text[:2] == "I " else text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _tidy(sentence: str) -> str:
    return _capital(" ".join(sentence.split()).strip("\"'“”‘’«»「」『』 "))


def _same(sentence: str, title: str) -> bool:
    """A sentence that says no more than the title does."""
    return len(words(sentence)) <= len(words(title)) + 1 and set(words(title)) <= set(
        words(sentence)
    )


def _short(text: str) -> str:
    """At most 60 characters, cut between two words."""
    if len(text) <= TITLE_CHARACTERS:
        return text
    return text[:TITLE_CHARACTERS].rsplit(" ", 1)[0].rstrip(_EDGE) + "…"
