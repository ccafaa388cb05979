"""Processor time of the engines' own calls on the same windows, interleaved."""

from __future__ import annotations

from statistics import median
from time import process_time
from typing import Any

from benchmarks.common import say
from benchmarks.transcribe.speech import Speech
from benchmarks.transcribe.systems import MODEL, plain_openai_model
from pipelines.transcribe.engine import ENGINES, RATE, Decoding, Engine, Sound


def measure(speech: Speech, smoke: bool) -> dict[str, Any]:
    rows = speech.some(smoke)
    windows = [(speech.sound(row["file"])[: 28 * RATE], row["language"]) for row in rows]
    engines = {name: make(MODEL) for name, make in ENGINES.items()}
    for engine in engines.values():  # loading is not what is compared
        engine.decode(*_first(windows))
    plain_openai_model()
    rounds = []
    for _ in range(1 if smoke else 5):
        spent = {name: _ours(engine, windows) for name, engine in engines.items()}
        spent["openai-whisper, plain call"] = _plain(windows)
        rounds.append({name: round(seconds, 2) for name, seconds in spent.items()})
        say(f"{rounds[-1]}")
    peers = ("openai-whisper", "openai-whisper, plain call")
    ratios = {peer: [r["faster-whisper"] / r[peer] for r in rounds] for peer in peers}
    return {
        "seconds": round(sum(len(sound) for sound, _ in windows) / RATE, 1),
        "n": len(rounds),
        "cpu_s": rounds,
        "faster_over": {
            peer: {"median": round(median(x), 3), "min": round(min(x), 3), "max": round(max(x), 3)}
            for peer, x in ratios.items()
        },
    }


def _first(windows: list[tuple[Sound, str]]) -> tuple[Sound, Decoding]:
    sound, language = windows[0]
    return sound, Decoding(language)


def _ours(engine: Engine, windows: list[tuple[Sound, str]]) -> float:
    """The two calls that every window costs: which language, and what is said."""
    started = process_time()
    for sound, language in windows:
        engine.languages(sound)
        engine.decode(sound, Decoding(language))
    return process_time() - started


def _plain(windows: list[tuple[Sound, str]]) -> float:
    """openai-whisper called by itself, greedy with word times."""
    started = process_time()
    for sound, language in windows:
        plain_openai_model().transcribe(
            sound, language=language, fp16=False, word_timestamps=True, temperature=0.0
        )
    return process_time() - started
