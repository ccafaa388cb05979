"""faster-whisper (CTranslate2), 8-bit integers on the CPU: the same weights, less work.

The extra ``[fast]``. Its model folder is made once from the openai-whisper checkpoint, so sizes
and local checkpoints work alike for both engines.
"""

from __future__ import annotations

import os
from functools import cached_property
from importlib.metadata import version
from typing import Any

import numpy as np

from data_schemas.errors import NeedsSoftware
from pipelines.transcribe.engine import Decoding, Heard, RawWord, Singly, Sound
from pipelines.weights import checkpoint, derived


class FasterWhisper(Singly):
    """Loads its weights on first use, on the GPU if there is one."""

    def __init__(self, model: str = "whisper-base") -> None:
        self.name = model

    @property
    def label(self) -> str:
        _needed()
        return f"faster-whisper {version('faster-whisper')} {self._compute}"

    def languages(self, sound: Sound) -> dict[str, float]:
        # Without the last frame, as ``transcribe`` cuts it: then the window is encoded once.
        features = self._model.feature_extractor(sound)[..., :-1]
        _, _, found = self._model.detect_language(features=features)
        return {language: float(probability) for language, probability in found}

    def decode(self, sound: Sound, how: Decoding) -> tuple[Heard, ...]:
        greedy = how.beam <= 1
        segments, _ = self._model.transcribe(
            sound,
            language=how.language,
            word_timestamps=True,
            condition_on_previous_text=False,
            initial_prompt=how.prompt or None,
            temperature=how.temperature,
            beam_size=1 if greedy else how.beam,
            best_of=1,
            compression_ratio_threshold=None,
            log_prob_threshold=None,
            no_speech_threshold=None,
            vad_filter=False,
        )
        return tuple(_heard(segment) for segment in segments)

    @cached_property
    def _compute(self) -> str:
        import ctranslate2

        return "int8_float16" if ctranslate2.get_cuda_device_count() else "int8"

    @cached_property
    def _model(self) -> Any:
        _needed()
        from faster_whisper import WhisperModel

        from pipelines.convert.whisper_fast import convert

        source = checkpoint(self.name)
        folder = derived(self.name, "ct2", lambda out: convert(source, self.name, out))
        model = WhisperModel(
            str(folder),
            device="cuda" if self._compute == "int8_float16" else "cpu",
            compute_type=self._compute,
            cpu_threads=len(os.sched_getaffinity(0)),
            local_files_only=True,
        )
        _remember(model)
        return model


def _needed() -> None:
    from importlib.util import find_spec

    if find_spec("faster_whisper") is None:
        raise NeedsSoftware(
            "The engine faster-whisper is not installed: run `pip install 'sonmat[fast]'`, or "
            "set SONMAT_SPEECH_ENGINE=openai-whisper."
        )


def _remember(model: Any) -> None:
    """Let ``model.encode`` keep its last result: language and text are of the same window."""
    encode = model.encode
    last: list[tuple[Any, Any]] = []

    def remembering(features: Any) -> Any:
        if not last or not np.array_equal(last[0][0], features):
            last[:] = [(features.copy(), encode(features))]
        return last[0][1]

    model.encode = remembering


def _heard(segment: Any) -> Heard:
    return Heard(
        text=segment.text,
        words=tuple(
            RawWord(float(w.start), float(w.end), w.word, float(w.probability))
            for w in segment.words or ()
        ),
        logprob=float(segment.avg_logprob),
        no_speech=float(segment.no_speech_prob),
        compression=float(segment.compression_ratio),
        temperature=float(segment.temperature or 0.0),
    )
