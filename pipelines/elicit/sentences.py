"""Sentences of what was said, each with its words and their seconds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from data_schemas.clock import Interval
from data_schemas.transcript import Utterance, Word

_END = re.compile(r"[.!?。…]+[\"'”’)]*$")
_NUMBER = re.compile(r"\d\.$")


@dataclass(frozen=True)
class Sentence:
    """``words`` are never empty; where nobody measured them they share the utterance evenly."""

    words: tuple[Word, ...]
    language: str = ""
    recording: str = ""
    confidence: float = 1.0

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def seconds(self) -> Interval:
        return Interval(start_s=self.words[0].start_s, end_s=max(word.end_s for word in self.words))


def sentences_of(said: Iterable[Utterance]) -> Iterator[Sentence]:
    """The sentences in order; an utterance without marks is one."""
    for one in said:
        words = _words(one)
        start = 0
        for number, word in enumerate(words, 1):
            if number == len(words) or _ends(word.text):
                yield Sentence(words[start:number], one.language, one.recording, one.confidence)
                start = number


def _ends(text: str) -> bool:
    return bool(_END.search(text)) and not _NUMBER.search(text)


def _words(one: Utterance) -> tuple[Word, ...]:
    """Words with their times; those of a text that people changed no longer fit it."""
    spoken = one.text.split()
    if [word.text.strip() for word in one.words] == spoken:
        return tuple(word.model_copy(update={"text": word.text.strip()}) for word in one.words)
    each = one.length_s / max(1, len(spoken))
    return tuple(
        Word(
            start_s=one.start_s + n * each,
            end_s=one.start_s + (n + 1) * each,
            text=text,
            confidence=one.confidence,
        )
        for n, text in enumerate(spoken)
    )
