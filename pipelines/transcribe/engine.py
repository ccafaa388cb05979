"""The protocol of an engine, and what it hears in one window of at most 30 s."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from data_schemas.errors import SettingsError

RATE = 16_000
WINDOW_S = 30.0
Sound = NDArray[np.float32]
T = TypeVar("T")


@dataclass(frozen=True)
class RawWord:
    """``text`` as the engine gives it, with the space before it; seconds of its window."""

    start_s: float
    end_s: float
    text: str
    probability: float


@dataclass(frozen=True)
class Heard:
    """One stretch of text as an engine heard it, with the engine's own measures.

    ``logprob``: mean log probability of its tokens. ``no_speech``: how likely the window holds no
    speech. ``compression``: length of the text over its length when zipped (Radford et al. 2022).
    """

    text: str
    words: tuple[RawWord, ...]
    logprob: float = 0.0
    no_speech: float = 0.0
    compression: float = 1.0
    temperature: float = 0.0


@dataclass(frozen=True)
class Decoding:
    """How a window is decoded. ``beam`` 1 is greedy; ``prompt`` is text to lean on."""

    language: str
    prompt: str = ""
    temperature: float = 0.0
    beam: int = 1


class Engine(Protocol):
    """``sound`` is mono float32 in -1..1 at 16 kHz, at most 30 s of it."""

    @property
    def label(self) -> str:
        """Name and version, as it stands in transcripts."""
        ...

    def languages(self, sound: Sound) -> dict[str, float]:
        """How likely each language is the one spoken; the probabilities add up to 1."""
        ...

    def decode(self, sound: Sound, how: Decoding) -> tuple[Heard, ...]:
        """What is said, in order."""
        ...

    @property
    def batch(self) -> int:
        """How many windows it takes at once on this machine; 1 where that gains nothing."""
        ...

    def together(self, jobs: Sequence[Callable[[], T]], between: Callable[[], None]) -> list[T]:
        """What each job returns; jobs ask this engine, which answers several at once if it can.

        ``between`` is called now and then meanwhile and may raise to stop.
        """
        ...


class Singly:
    """An engine that takes one window after the other."""

    @property
    def batch(self) -> int:
        return 1

    def together(self, jobs: Sequence[Callable[[], T]], between: Callable[[], None]) -> list[T]:
        return [job() for job in jobs]


def _openai(model: str) -> Engine:
    from pipelines.transcribe.openai import OpenAIWhisper

    return OpenAIWhisper(model)


def _faster(model: str) -> Engine:
    from pipelines.transcribe.faster import FasterWhisper

    return FasterWhisper(model)


ENGINES: dict[str, Callable[[str], Engine]] = {
    "openai-whisper": _openai,
    "faster-whisper": _faster,
}


@lru_cache(maxsize=1)
def engine(name: str, model: str) -> Engine:
    """One engine a process: the weights take hundreds of megabytes. Loaded on first use.

    Raises SettingsError for an unknown name.
    """
    made = ENGINES.get(name)
    if made is None:
        raise SettingsError(
            f"There is no speech engine {name!r}: set SONMAT_SPEECH_ENGINE to one of "
            f"{', '.join(ENGINES)}."
        )
    return made(model)
