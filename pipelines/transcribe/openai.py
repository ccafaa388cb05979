"""openai-whisper on arrays: no ffmpeg executable, no download, no network.

Radford et al. 2022, arXiv:2212.04356. Only its decoding of one window is used; what a second look
is for, and what is believed, is decided outside, the same for every engine.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Any

from pipelines import batches
from pipelines.transcribe.engine import Decoding, Heard, RawWord, Sound, T
from pipelines.transcribe.together import ask, meets, run_together
from pipelines.weights import checkpoint

# Whisper hangs its memory of what was decoded on the model itself, and the seed is the process's:
# of an answer and the work that are heard at once, one would read the other's. Windows that are
# heard together belong to one thread, which may come in again.
_ONE_AT_A_TIME = threading.RLock()


@dataclass(frozen=True)
class _Wanted:
    """A window's mel spectrogram, and how it is decoded; None: it is only to be encoded."""

    mel: Any
    options: Any = None


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
        window = whisper.pad_or_trim(mel, most).to(self._model.device).to(self._precision)
        with _ONE_AT_A_TIME:
            if meets():
                ask(_Wanted(window))  # encoded with the others, and known below
            _, found = self._model.detect_language(window)
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
    def batch(self) -> int:
        return batches.windows(batches.device())

    def together(self, jobs: Sequence[Callable[[], T]], between: Callable[[], None]) -> list[T]:
        if len(jobs) < 2:
            return [job() for job in jobs]
        with _ONE_AT_A_TIME:
            return run_together(jobs, self._answered, between)

    def _decoded(self, mel: Any, options: Any) -> Any:
        """In place of ``model.decode``.

        Whisper's beams are made for one window only, and what is sampled depends on what was
        sampled before it, so second looks are decoded by themselves.
        """
        import whisper

        if meets() and options.temperature == 0 and not options.beam_size:
            return ask(_Wanted(mel, options))
        return whisper.decode(self._model, mel, options)

    def _answered(self, wanted: Sequence[_Wanted]) -> list[Any]:
        """What is decoded alike is one batch; a window that ends early waits for the longest."""
        import torch
        import whisper

        alike: dict[str, list[int]] = {}
        for place, one in enumerate(wanted):
            alike.setdefault(repr(one.options), []).append(place)
        found: list[Any] = [None] * len(wanted)
        for places in alike.values():
            mels = torch.stack([wanted[place].mel for place in places])
            options = wanted[places[0]].options
            if options is None:
                with torch.no_grad():
                    self._model.encoder(mels)
                continue
            for place, made in zip(places, whisper.decode(self._model, mels, options), strict=True):
                found[place] = made
        return found

    @cached_property
    def _precision(self) -> Any:
        import torch

        return torch.float16 if self._model.device.type == "cuda" else torch.float32

    @cached_property
    def _model(self) -> Any:
        path = checkpoint(self.name)
        import whisper

        model = whisper.load_model(str(path), device=batches.device())
        heads = whisper._ALIGNMENT_HEADS.get(self.name.removeprefix("whisper-"))
        if heads is not None:
            # Loaded from a file, whisper would take all heads of the last layers for word times.
            model.set_alignment_heads(heads)
        # Of windows that are heard together, some may be encoded anew between two rounds.
        model.encoder = _remembering(model.encoder, 2 * self.batch if self.batch > 1 else 1)
        model.decode = self._decoded
        return model


def _remembering(encoder: Any, most: int) -> Any:
    """``encoder`` that keeps its last results, ``most`` of them.

    Naming the language, decoding and placing the words each encode the same window again, and so
    does every second look; encoding is about half of the work.
    """
    import torch

    class Remembering(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = encoder
            self.known: deque[tuple[Any, Any]] = deque(maxlen=most)

        def forward(self, mel: Any) -> Any:
            found = [self._known(one) for one in mel]
            new = [place for place, one in enumerate(found) if one is None]
            if new:
                for place, made in zip(new, self.inner(mel[new]), strict=True):
                    self.known.append((mel[place], made))
                    found[place] = made
            return torch.stack(found)

        def _known(self, mel: Any) -> Any:
            for heard, made in self.known:
                if heard.shape == mel.shape and torch.equal(heard, mel):
                    return made
            return None

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
