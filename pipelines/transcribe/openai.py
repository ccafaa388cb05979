"""openai-whisper on arrays: no ffmpeg executable, no download, no network.

Radford et al. 2022, arXiv:2212.04356. Greedy decoding with rising temperature where the result
looks wrong; without conditioning on the text before, which makes loops spread.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from data_schemas.transcript import Dropped, Transcript, Utterance
from pipelines.models import model_digest, model_path
from pipelines.transcribe import RATE, Options, Progress, Sound
from pipelines.transcribe.believe import NO_SIGNAL, believe, unheard
from pipelines.transcribe.pieces import loudness, pieces, silences

_TEMPERATURES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_ASKED = ("ko", "en")
_SURE = 0.6
_WINDOW_S = 30
_WINDOWS = 3


class OpenAIWhisper:
    """The engine; loads its weights on first use, on the GPU if there is one."""

    def __init__(self, model: str = "whisper-base") -> None:
        self.name = model

    def transcribe(
        self, sound: Sound, options: Options, progress: Progress | None = None
    ) -> Transcript:
        """What is said in ``sound`` (mono float32 at 16 kHz), see ``Transcriber``."""
        report = progress or (lambda _share: None)
        duration_s = len(sound) / RATE
        quiet = silences(sound)
        if sum(s.length_s for s in quiet) >= duration_s - 2 / RATE:
            whole = (Dropped(start_s=0, end_s=duration_s, reason=NO_SIGNAL),) if len(sound) else ()
            report(1.0)
            return self._transcript(options.language or "", options, (), whole)
        self._use(options.threads)
        language = options.language or self.detect_language(sound)
        said: list[Utterance] = []
        dropped: list[Dropped] = []
        for start_s, piece in pieces(sound, options.piece_s):
            report(start_s / duration_s)
            end_s = start_s + len(piece) / RATE
            kept, refused = believe(self._segments(piece, language), start_s, end_s, quiet)
            said += kept
            dropped += refused
        dropped += unheard(said, dropped, quiet, duration_s)
        report(1.0)
        dropped.sort(key=lambda part: part.start_s)
        return self._transcript(language, options, tuple(said), tuple(dropped))

    def detect_language(self, sound: Sound) -> str:
        """The language of the loudest windows; where it stays unclear, the likelier of ko and en.

        On noise Whisper names languages at random, so a guess is only taken where it is sure.
        """
        import whisper

        scores: dict[str, float] = {}
        windows = _loudest(sound)
        for window in windows:
            mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(window), self._model.dims.n_mels)
            _, found = self._model.detect_language(mel.to(self._model.device))
            for language, probability in found.items():
                scores[language] = scores.get(language, 0.0) + probability / len(windows)
        best = max(scores, key=lambda language: scores[language])
        if scores[best] >= _SURE:
            return best
        return max(_ASKED, key=lambda language: scores[language])

    def _segments(self, piece: Sound, language: str) -> list[dict[str, Any]]:
        import torch

        torch.manual_seed(0)  # sampling at higher temperatures must give the same text again
        answer = self._model.transcribe(
            piece,
            language=language,
            word_timestamps=True,
            condition_on_previous_text=False,
            temperature=_TEMPERATURES,
            fp16=self._model.device.type == "cuda",
            verbose=None,
        )
        segments: list[dict[str, Any]] = answer["segments"]
        return segments

    def _use(self, threads: int) -> None:
        if threads > 0:
            import torch

            torch.set_num_threads(threads)

    def _transcript(
        self,
        language: str,
        options: Options,
        utterances: tuple[Utterance, ...],
        dropped: tuple[Dropped, ...],
    ) -> Transcript:
        from importlib.metadata import version

        return Transcript(
            language=language,
            utterances=utterances,
            dropped=dropped,
            engine=f"openai-whisper {version('openai-whisper')}",
            model_digest=model_digest(self.name),
            options={
                "language": options.language or "auto",
                "model": self.name,
                "piece_s": str(options.piece_s),
                "temperature": ",".join(map(str, _TEMPERATURES)),
                "condition_on_previous_text": "false",
            },
        )

    @cached_property
    def _model(self) -> Any:
        path = model_path(self.name)
        import torch
        import whisper

        device = "cuda" if torch.cuda.is_available() else "cpu"
        model = whisper.load_model(str(path), device=device)
        # Loaded from a file, whisper would take all heads of the last layers for word times.
        model.set_alignment_heads(whisper._ALIGNMENT_HEADS[self.name.removeprefix("whisper-")])
        return model


@lru_cache(maxsize=1)
def default_engine(model: str) -> OpenAIWhisper:
    """One engine a process: the weights take about 300 MB."""
    return OpenAIWhisper(model)


def _loudest(sound: Sound) -> list[Sound]:
    """Up to three windows of 30 s, the loudest first."""
    step = _WINDOW_S * RATE
    windows = [sound[at : at + step] for at in range(0, len(sound), step)]
    power = [float(np.sum(loudness(window) ** 2)) for window in windows]
    order = sorted(range(len(windows)), key=lambda i: -power[i])
    return [windows[i] for i in order[:_WINDOWS]]
