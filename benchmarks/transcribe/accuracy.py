"""Error rates side by side in one run, clean and in factory noise."""

from __future__ import annotations

from collections import defaultdict
from statistics import mean
from time import process_time
from typing import Any

from benchmarks.common import say
from benchmarks.transcribe.noise import RATE, noisy
from benchmarks.transcribe.speech import Speech
from benchmarks.transcribe.systems import SYSTEMS

LEVELS: tuple[float | None, ...] = (None, 20.0, 10.0, 5.0, 0.0)
SEEDS = 1


def measure(speech: Speech, smoke: bool) -> dict[str, Any]:
    rows = speech.some(smoke)
    levels = LEVELS[:1] if smoke else LEVELS
    found = []
    for level in levels:
        for name in SYSTEMS:
            found.append({"level_db": level, "system": name, **_one(speech, rows, name, level)})
            say(f"{found[-1]}")
    return {"metric": "WER (en), CER (ko), percent; pooled, mean over noise seeds", "rows": found}


def _one(speech: Speech, rows: list[dict[str, str]], name: str, level: float | None) -> Any:
    rates: dict[str, list[float]] = defaultdict(list)
    seconds = spent = 0.0
    for seed in range(1 if level is None else SEEDS):
        texts = {}
        for row in rows:
            sound = noisy(speech.sound(row["file"]), level, seed)
            started = process_time()
            texts[row["file"]] = SYSTEMS[name](sound, row["language"])
            spent += process_time() - started
            seconds += len(sound) / RATE
        for language, rate in speech.errors(rows, texts).items():
            rates[language].append(rate)
    return {
        **{language: round(mean(values), 2) for language, values in rates.items()},
        "each": dict(rates),
        "cpu_s_per_s": round(spent / seconds, 3),
    }
