"""Speech that every checkout has: the English voice of the demo recording. Engines by script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest

from capture.media import media_from_path
from pipelines.transcribe.engine import RATE, Decoding, Heard, RawWord, Singly, Sound
from tests.conftest import ROOT

DEMO = ROOT / "examples" / "demo" / "recording" / "recording.mp4"


@dataclass(frozen=True)
class Samples:
    """A sound in memory, as a recording; stereo where there are two rows."""

    samples: np.ndarray

    def sound(self, rate: int = RATE, channel: int | None = None) -> Iterator[Sound]:
        rows = np.atleast_2d(self.samples)
        one = rows.mean(axis=0) if channel is None else rows[channel]
        for at in range(0, len(one), 7919):
            yield one[at : at + 7919].astype(np.float32)


@pytest.fixture(scope="session")
def voice() -> np.ndarray:
    """The first 30 s of the demo's narration."""
    return media_from_path(DEMO).sound_array()[: 30 * RATE]


@dataclass
class Scripted(Singly):
    """An engine that says what a test wants, and remembers what it was asked."""

    say: Callable[[Sound, Decoding], tuple[Heard, ...]]
    likely: dict[str, float] = field(default_factory=lambda: {"en": 0.9, "ko": 0.1})
    asked: list[tuple[float, Decoding]] = field(default_factory=list)
    label: str = "scripted"

    def languages(self, sound: Sound) -> dict[str, float]:
        return self.likely

    def decode(self, sound: Sound, how: Decoding) -> tuple[Heard, ...]:
        self.asked.append((len(sound) / RATE, how))
        return self.say(sound, how)


def heard(text: str, seconds: float, **measures: float) -> Heard:
    """``text`` spread evenly over ``seconds``."""
    words = text.split()
    each = seconds / max(1, len(words))
    raw = tuple(RawWord(n * each, (n + 1) * each, f" {w}", 0.9) for n, w in enumerate(words))
    return Heard(text=text, words=raw, **{"logprob": -0.2, "compression": 1.2, **measures})
