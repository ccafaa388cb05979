"""openai-whisper on arrays: no ffmpeg executable, no download, no network.

Radford et al. 2022, arXiv:2212.04356. Only its decoding of one window is used; what a second look
is for, and what is believed, is decided outside, the same for every engine.
"""

from __future__ import annotations

import threading
from functools import cached_property
from importlib.metadata import version
from typing import Any

from pipelines.transcribe.engine import Decoding, Heard, RawWord, Sound
from pipelines.weights import checkpoint

# Whisper hangs its memory of what was decoded on the model itself, and the seed is the process's:
# of an answer and the work that are heard at once, one would read the other's.
_ONE_AT_A_TIME = threading.Lock()


class OpenAIWhisper:
    """Loads its weights on first use, on the GPU if there is one; safe to share between threads."""

    def __init__(self, model: str = "whisper-base") -> None:
        self.name = model

    @property
    def label(self) -> str:
        return f"openai-whisper {version('openai-whisper')}"

    def languages(self, sound: Sound) -> dict[str, float]:
        import whisper

        # Cut and padded as ``transcribe`` does it, so that the encoder's memory knows it again.
        most = whisper.audio.N_FRAMES
        mel = whisper.log_mel_spectrogram(
            sound, self._model.dims.n_mels, padding=whisper.audio.N_SAMPLES
        )
        mel = mel[:, : min(most, mel.shape[-1] - most)]
        window = whisper.pad_or_trim(mel, most).to(self._model.device)
        with _ONE_AT_A_TIME:
            _, found = self._model.detect_language(window.to(self._precision))
        return {language: float(probability) for language, probability in found.items()}

    def decode(self, sound: Sound, how: Decoding) -> tuple[Heard, ...]:
        import torch

        with _ONE_AT_A_TIME:
            torch.manual_seed(0)  # sampling must give the same text again
            answer = self._model.transcribe(
                sound,
                language=how.language,
                word_timestamps=True,
                condition_on_previous_text=False,
                initial_prompt=how.prompt or None,
                temperature=how.temperature,
                beam_size=how.beam if how.beam > 1 and how.temperature == 0 else None,
                compression_ratio_threshold=None,
                logprob_threshold=None,
                no_speech_threshold=None,
                fp16=self._model.device.type == "cuda",
                verbose=None,
            )
        return tuple(_heard(segment) for segment in answer["segments"])

    @cached_property
    def _precision(self) -> Any:
        import torch

        return torch.float16 if self._model.device.type == "cuda" else torch.float32

    @cached_property
    def _model(self) -> Any:
        path = checkpoint(self.name)
        import torch
        import whisper

        device = "cuda" if torch.cuda.is_available() else "cpu"
        model = whisper.load_model(str(path), device=device)
        heads = whisper._ALIGNMENT_HEADS.get(self.name.removeprefix("whisper-"))
        if heads is not None:
            # Loaded from a file, whisper would take all heads of the last layers for word times.
            model.set_alignment_heads(heads)
        model.encoder = _remembering(model.encoder)
        return model


def _remembering(encoder: Any) -> Any:
    """``encoder`` that keeps its last result.

    Naming the language, decoding and placing the words each encode the same window again, and so
    does every second look; encoding is about half of the work.
    """
    import torch

    class Remembering(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = encoder
            self.last: tuple[Any, Any] | None = None

        def forward(self, mel: Any) -> Any:
            if self.last is None or not _same(self.last[0], mel):
                self.last = (mel, self.inner(mel))
            return self.last[1]

    def _same(one: Any, other: Any) -> bool:
        return one.shape == other.shape and bool(torch.equal(one, other))

    return Remembering()


def _heard(segment: dict[str, Any]) -> Heard:
    words = tuple(
        RawWord(float(w["start"]), float(w["end"]), str(w["word"]), float(w["probability"]))
        for w in segment.get("words") or ()
    )
    return Heard(
        text=str(segment["text"]),
        words=words,
        logprob=float(segment["avg_logprob"]),
        no_speech=float(segment["no_speech_prob"]),
        compression=float(segment["compression_ratio"]),
        temperature=float(segment["temperature"]),
    )
