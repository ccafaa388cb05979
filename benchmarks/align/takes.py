"""Takes of the generated corpus for the aligner: words, written steps, rules and the truth.

Pictures and joints are not made; only what was said and done, and the sound where it is heard.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.signal import resample_poly

from benchmarks.common import ROOT
from benchmarks.transcribe.systems import MODEL, Samples
from capture.formats.procedures import parse_procedure
from data_schemas.procedure import Procedure
from data_schemas.transcript import Utterance
from examples.demo import corpus
from examples.demo.jobs import JOBS
from examples.demo.make import Options, plan
from examples.demo.voice import RATE
from pipelines.align.task import Task
from pipelines.transcribe.transcriber import Options as Heard
from pipelines.transcribe.transcriber import transcribe

DEMO = ROOT / "examples" / "demo"
HEARD_AT = 16_000
Row = dict[str, Any]


@dataclass(frozen=True)
class Take:
    """One planned take; ``halves`` of the corpus share no seed."""

    planned: corpus.Planned

    @property
    def id(self) -> str:
        return self.planned.folder.replace("-", "_")

    @property
    def job(self) -> str:
        return self.planned.variation.job

    @cached_property
    def _made(self) -> Any:
        return plan(self.planned.variation, Options())

    @property
    def truth(self) -> Row:
        return dict(self._made[0].truth)

    def said(self, language: str) -> tuple[Utterance, ...]:
        """The true words; the Korean ones are written for the same seconds."""
        rows = self._made[0].korean if language == "ko" else self.truth["speech"]
        keys = ("start_s", "end_s", "text", "speaker")
        return tuple(Utterance.model_validate({key: row[key] for key in keys}) for row in rows)

    def heard(self) -> tuple[Utterance, ...]:
        """What the product hears of the voice, with its noise."""
        voice = self._made[1].channels[0]
        sound = resample_poly(voice, HEARD_AT, RATE).astype(np.float32)
        options = Heard(language="en", engine="faster-whisper", model=MODEL)
        return transcribe(Samples(sound), options).utterances

    def task(self, said: tuple[Utterance, ...], language: str, rules: bool = False) -> Task:
        """The job's written procedure in a language against some words."""
        return Task(
            id=self.id,
            duration_s=self.truth["duration_s"],
            steps=written(self.job, language).steps,
            utterances=said,
            before=rules_of(self.job) if rules else (),
        )


def takes(split: str, count: int) -> list[Take]:
    """The first takes of a half."""
    return [Take(one) for one in corpus.planned(count, split)]


def written(job: str, language: str) -> Procedure:
    """The procedure that comes with the demo."""
    folder = DEMO if job == "flange" else DEMO / "jobs" / job
    file = folder / f"procedure.{language}.yaml"
    return parse_procedure(file.read_bytes(), file.name, job, 1)


def rules_of(job: str) -> tuple[tuple[str, str], ...]:
    """What must come before what."""
    return tuple((first, step.id) for step in JOBS[job].steps for first in step.after)
