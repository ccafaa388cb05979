"""What was said, with times on the recording's clock, and what was dropped, with the reason."""

from typing import Literal

from pydantic import Field

from data_schemas.clock import Interval
from data_schemas.value import Probability, Value

Speaker = Literal["expert", "interviewer", "bystander", "unsure"]


class Word(Interval):
    text: str
    confidence: Probability = 1.0


class Utterance(Interval):
    text: str
    confidence: Probability = 1.0
    speaker: Speaker = "unsure"
    words: tuple[Word, ...] = ()


class Dropped(Interval):
    """A stretch whose text, if any, was not believed; ``reason`` is a sentence."""

    reason: str
    text: str = ""


class Transcript(Value):
    """``engine`` is ``import`` for text that a person brought; then there is no model digest."""

    language: str
    utterances: tuple[Utterance, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    engine: str
    model_digest: str = ""
    options: dict[str, str] = Field(default_factory=dict)

    @property
    def text(self) -> str:
        return " ".join(u.text.strip() for u in self.utterances)

    @property
    def word_count(self) -> int:
        return sum(len(u.words) or len(u.text.split()) for u in self.utterances)


def listened(transcripts: tuple[Transcript, ...]) -> tuple[int, Transcript]:
    """Which of a session's recordings is listened to: the first one with any words.

    Several cameras hear the same voice; their words are not counted twice.
    """
    for position, transcript in enumerate(transcripts):
        if transcript.utterances:
            return position, transcript
    return 0, transcripts[0]
