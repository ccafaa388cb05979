"""What is compared: Sonmat with either engine, and the plain libraries as a user calls them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipelines.transcribe.engine import Sound
from pipelines.transcribe.transcriber import Options, transcribe

MODEL = "whisper-base"


@dataclass(frozen=True)
class Samples:
    """A sound in memory, as a recording."""

    samples: Sound

    def sound(self, rate: int = 16_000, channel: int | None = None) -> Iterator[Sound]:
        for at in range(0, len(self.samples), rate):
            yield self.samples[at : at + rate]


def ours(engine: str) -> Callable[[Sound, str], str]:
    def run(sound: Sound, language: str) -> str:
        options = Options(language=language, engine=engine, model=MODEL)
        return transcribe(Samples(sound), options).text

    return run


@cache
def plain_openai_model() -> Any:
    import whisper

    from pipelines.weights import checkpoint

    model = whisper.load_model(str(checkpoint(MODEL)), device="cpu")
    model.set_alignment_heads(whisper._ALIGNMENT_HEADS["base"])
    return model


@cache
def plain_faster_model() -> Any:
    from faster_whisper import WhisperModel

    from pipelines.convert.whisper_fast import convert
    from pipelines.weights import checkpoint, derived

    folder = derived(MODEL, "ct2", lambda out: convert(checkpoint(MODEL), MODEL, out))
    return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2)


def plain_openai(sound: Sound, language: str) -> str:
    answer = plain_openai_model().transcribe(
        sound, language=language, fp16=False, word_timestamps=True
    )
    return str(answer["text"])


def greedy_openai(sound: Sound, language: str) -> str:
    """Without its fallbacks, which sample: the same answer every time."""
    answer = plain_openai_model().transcribe(
        sound, language=language, fp16=False, word_timestamps=True, temperature=0.0
    )
    return str(answer["text"])


def plain_faster(sound: Sound, language: str) -> str:
    segments, _ = plain_faster_model().transcribe(sound, language=language, word_timestamps=True)
    return " ".join(segment.text.strip() for segment in segments)


SYSTEMS: dict[str, Callable[[Sound, str], str]] = {
    "sonmat, openai-whisper": ours("openai-whisper"),
    "openai-whisper, plain": plain_openai,
    "openai-whisper, greedy": greedy_openai,
    "sonmat, faster-whisper": ours("faster-whisper"),
    "faster-whisper, plain": plain_faster,
}
