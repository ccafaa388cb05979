"""An hour joined from the files: errors, loops, memory against five minutes of the same."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import wave
from itertools import cycle, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.common import ROOT, say
from benchmarks.transcribe.noise import RATE, factory
from benchmarks.transcribe.speech import Speech

PAUSES_S = (1.5, 8.0, 3.0, 60.0, 2.0)
ENGINES = ("openai-whisper", "faster-whisper")
SHORT_S, LONG_S = 300, 3600


def measure(speech: Speech, smoke: bool) -> dict[str, Any]:
    lengths = (12, 30) if smoke else (SHORT_S, LONG_S)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for language in ("en",) if smoke else ("en", "ko"):
            references = {}
            for seconds in lengths:
                path = Path(folder) / f"{language}{seconds}.wav"
                references[seconds] = join(speech, language, seconds, path)
            for engine in ENGINES[-1:] if smoke else ENGINES:
                row = _pair(speech, Path(folder), language, engine, references)
                rows.append(row)
                say(f"{row}")
    return {"rows": rows}


def _pair(
    speech: Speech, folder: Path, language: str, engine: str, references: dict[int, str]
) -> dict[str, Any]:
    """Both lengths with one engine, each in a process of its own."""
    short, long = sorted(references)
    made = {s: _run(folder / f"{language}{s}.wav", language, engine) for s in (short, long)}
    hypothesis = made[long]["sentences"]
    row = {"file": "x", "language": language, "reference": references[long]}
    errors = speech.errors([row], {"x": " ".join(hypothesis)})
    return {
        "engine": engine,
        "language": language,
        "seconds": long,
        "error": errors[language],
        "looped": looped(hypothesis, references[long]),
        "sentences": len(hypothesis),
        "peak_mb": {str(s): made[s]["peak_mb"] for s in made},
        "peak_more_mb": made[long]["peak_mb"] - made[short]["peak_mb"],
        "cpu_s_per_s": round(made[long]["cpu_s"] / long, 3),
        "dropped": made[long]["dropped"],
    }


def looped(sentences: list[str], reference: str) -> int:
    """Sentences that stand again directly behind themselves without being said twice there."""
    plain = [" ".join(s.casefold().split()) for s in sentences]
    repeated = [a for a, b in pairwise(plain) if a == b and len(a.split()) > 1]
    said = " ".join(reference.casefold().split())
    return sum(f"{one} {one}" not in said for one in repeated)


def join(speech: Speech, language: str, seconds: int, path: Path) -> str:
    """Write all files of a language in turn, with pauses of several lengths in quiet noise."""
    rows = cycle([row for row in speech.rows if row["language"] == language])
    pauses = cycle(PAUSES_S)
    parts, texts, count = [], [], 0
    while True:
        row = next(rows)
        pause = factory(next(pauses), seed=count) * 0.05
        sound = np.concatenate([speech.sound(row["file"]), pause])
        if sum(map(len, parts)) + len(sound) > seconds * RATE and parts:
            break
        parts.append(sound)
        texts.append(row["reference"])
        count += 1
        if sum(map(len, parts)) >= seconds * RATE:
            break
    whole = np.concatenate(parts)
    whole = np.pad(whole, (0, max(0, seconds * RATE - len(whole))))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(whole, -1, 1) * 32767).astype("<i2").tobytes())
    return " ".join(texts)


def _run(path: Path, language: str, engine: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.transcribe.one", str(path), language, engine],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found
