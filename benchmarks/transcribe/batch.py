"""Windows decoded together against the same windows one at a time, in the same run.

On a CPU: no GPU was lent where this was written, so of a GPU nothing is said here.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from statistics import median
from time import perf_counter, process_time
from typing import Any

from benchmarks.common import say
from benchmarks.transcribe.speech import Speech
from pipelines import batches
from pipelines.transcribe.engine import RATE, Decoding, Heard, Sound
from pipelines.transcribe.openai import OpenAIWhisper

SIZES = (1, 2, 4, 8)
WINDOWS, ROUNDS = 8, 3
MOST_S = 28  # as long as the pipeline's own windows: two files of a list one after the other
SHIFT = RATE // 100  # otherwise the encoder would know the windows from the round before
LANGUAGE = "en"


def measure(speech: Speech, smoke: bool) -> dict[str, Any]:
    rows = [row for row in speech.rows if row["language"] == LANGUAGE]
    sounds = _windows([speech.sound(row["file"]) for row in rows[: 2 * (2 if smoke else WINDOWS)]])
    sizes = SIZES[:2] if smoke else SIZES
    engines = {size: _engine(size, sounds) for size in sizes}
    rounds, alike, apart = [], 0, 0.0
    for number in range(1 if smoke else ROUNDS):
        windows = _shifted(sounds, number)
        figures, heard = {}, {}
        for size in sizes if number % 2 == 0 else sizes[::-1]:
            heard[size], figures[str(size)] = _timed(engines[size], windows, size)
        rounds.append(figures)
        say(f"{figures}")
        for size in sizes[1:]:
            alike += sum(_said(a) == _said(b) for a, b in zip(heard[1], heard[size], strict=True))
            apart = max(apart, *map(_apart, heard[1], heard[size]))
    return {
        "seconds": round(sum(min(len(one), MOST_S * RATE) for one in sounds) / RATE, 1),
        "windows": len(sounds),
        "n": len(rounds),
        "threads": _threads(),
        "rounds": rounds,
        "to_one_at_a_time": {
            str(size): {what: _ratio(rounds, size, what) for what in ("wall_s", "cpu_s")}
            for size in sizes[1:]
        },
        "same_words_and_times": f"{alike} of {len(rounds) * len(sounds) * (len(sizes) - 1)}",
        "logprob_apart_most": float(f"{apart:.2g}"),
    }


def _windows(sounds: Sequence[Sound]) -> list[Sound]:
    import numpy as np

    pairs = zip(sounds[::2], sounds[1::2], strict=True)
    return [np.concatenate(pair) for pair in pairs]


def _shifted(sounds: Sequence[Sound], number: int) -> list[Sound]:
    return [sound[number * SHIFT :][: MOST_S * RATE] for sound in sounds]


def _engine(size: int, sounds: Sequence[Sound]) -> OpenAIWhisper:
    os.environ[batches.SPEECH] = str(size)
    made = OpenAIWhisper()
    assert made.batch == size
    # loading, and what the first decoding makes ready, are not what is compared
    _timed(made, _shifted(sounds[:size], ROUNDS), size)
    return made


def _timed(
    engine: OpenAIWhisper, windows: Sequence[Sound], size: int
) -> tuple[list[tuple[Heard, ...]], dict[str, float]]:
    wall, cpu, heard = perf_counter(), process_time(), []
    for first in range(0, len(windows), size):
        jobs = [partial(_heard, engine, one) for one in windows[first : first + size]]
        heard += engine.together(jobs, lambda: None)
    spent = {"wall_s": perf_counter() - wall, "cpu_s": process_time() - cpu}
    return heard, {what: round(seconds, 2) for what, seconds in spent.items()}


def _heard(engine: OpenAIWhisper, sound: Sound) -> tuple[Heard, ...]:
    """The two calls that every window costs."""
    engine.languages(sound)
    return engine.decode(sound, Decoding(LANGUAGE))


def _ratio(rounds: Sequence[dict[str, dict[str, float]]], size: int, what: str) -> dict[str, float]:
    found = [one[str(size)][what] / one["1"][what] for one in rounds]
    return {
        "median": round(median(found), 3), "min": round(min(found), 3), "max": round(max(found), 3)
    }  # fmt: skip


def _said(heard: Sequence[Heard]) -> list[tuple[str, float, float]]:
    return [(word.text, word.start_s, word.end_s) for one in heard for word in one.words]


def _apart(one: Sequence[Heard], other: Sequence[Heard]) -> float:
    return max((abs(a.logprob - b.logprob) for a, b in zip(one, other, strict=False)), default=0.0)


def _threads() -> int:
    import torch

    return torch.get_num_threads()
