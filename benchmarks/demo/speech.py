"""What plain Whisper makes of the generated voices, in quiet and in noise."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.signal import resample_poly

from benchmarks.common import say
from examples.demo.make import Options, plan
from examples.demo.people import PEOPLE
from examples.demo.variation import Variation, single
from examples.demo.voice import RATE
from pipelines.models import model_path

JOBS = ("flange", "terminal", "weld")
NOISE = (None, 10.0)
SMALL_S = 20.0


def measure(smoke: bool) -> dict[str, Any]:
    """Word error rate of every person, in every job, clean and at 10 dB."""
    import whisper

    model = whisper.load_model(str(model_path("whisper-base")))
    people = sorted(PEOPLE)[:1] if smoke else sorted(PEOPLE)
    rows = []
    for noise in NOISE[:1] if smoke else NOISE:
        for i, person in enumerate(people):
            v = single(50, person=person, job=JOBS[i % 3], noise_db=noise)
            rows.append(_row(model, v, Options(seconds=SMALL_S if smoke else None)))
            say(str(rows[-1]))
    return {"peer": "plain openai-whisper base", "rows": rows, "by_noise": _pooled(rows)}


def _row(model: Any, v: Variation, options: Options) -> dict[str, Any]:
    import jiwer
    import whisper
    from whisper.normalizers import EnglishTextNormalizer

    take, track = plan(v, options)
    sound = resample_poly(track.channels[0], whisper.audio.SAMPLE_RATE, RATE).astype(np.float32)
    told = model.transcribe(sound, language="en", fp16=False, condition_on_previous_text=False)
    normal = EnglishTextNormalizer()
    wanted = normal(" ".join(row["text"] for row in take.truth["speech"]))
    result = jiwer.process_words(wanted, normal(told["text"]))
    errors = result.substitutions + result.deletions + result.insertions
    words = len(wanted.split())
    return {
        "person": v.person, "job": v.job, "noise_db": v.noise_db,
        "words": words, "errors": errors, "wer": round(errors / words, 4),
    }  # fmt: skip


def _pooled(rows: list[dict[str, Any]]) -> dict[str, float]:
    out = {}
    for noise in NOISE:
        same = [row for row in rows if row["noise_db"] == noise]
        if same:
            errors, words = (sum(row[key] for row in same) for key in ("errors", "words"))
            out["clean" if noise is None else f"{noise:.0f} dB"] = round(errors / words, 4)
    return out
