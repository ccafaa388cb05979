"""Which utterances are in the expert's voice, where they agreed that it is recognised.

A template of the voice is made from seconds in which only the expert speaks, compared, and thrown
away with the process: it is biometric, so it is never written anywhere.

Wan et al. 2018, arXiv:1710.10467; weights of Resemblyzer 0.1.4 (Apache-2.0): three LSTM layers over
40 mel bands, averaged over windows of 1.6 s.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from data_schemas.clock import Interval
from data_schemas.transcript import Utterance
from pipelines.transcribe.engine import RATE, Sound
from pipelines.transcribe.windows import Window, cut
from pipelines.weights import checkpoint

if TYPE_CHECKING:
    from pipelines.transcribe.transcriber import Recording

MODEL = "voice-encoder"
BANDS, WINDOW, HOP = 40, 400, 160
_PART, _STEP = 160, 80
# Cosine from which on two stretches are one voice (see benchmarks/transcribe).
SAME = 0.75
_SHORTEST_S = 1.0
_LOUDNESS = 10 ** (-30 / 20)


def named(
    recording: Recording, utterances: Sequence[Utterance], alone: Interval
) -> tuple[Utterance, ...]:
    """``utterances`` with ``expert`` on those in the voice that is heard ``alone``.

    Others stay unsure: that it is not the expert does not say who it is.
    """
    long = [u for u in utterances if u.length_s >= _SHORTEST_S]
    windows = [Window((Interval(start_s=u.start_s, end_s=u.end_s),)) for u in long]
    sample = next(cut(recording.sound(), [Window((alone,))]))
    template = embed(sample)
    expert = {
        one.start_s
        for one, sound in zip(long, cut(recording.sound(), windows), strict=True)
        if len(sound) and float(embed(sound) @ template) >= SAME
    }
    return tuple(
        u.model_copy(update={"speaker": "expert"}) if u.start_s in expert else u for u in utterances
    )


def embed(sound: Sound) -> NDArray[np.float32]:
    """A voice as f32[256] of length 1, from mono sound at 16 kHz."""
    import torch

    loudness = float(np.sqrt((sound**2).mean()) + 1e-9)
    bands = _mel(sound * max(1.0, _LOUDNESS / loudness))
    starts = range(0, max(1, len(bands) - _PART + 1), _STEP)
    parts = np.stack([_padded(bands[start : start + _PART]) for start in starts])
    with torch.no_grad():
        _, (hidden, _) = _network()["lstm"](torch.from_numpy(parts))
        raw = torch.relu(_network()["linear"](hidden[-1]))
        each = raw / raw.norm(dim=1, keepdim=True)
        mean = each.mean(dim=0)
    found: NDArray[np.float32] = (mean / mean.norm()).numpy()
    return found


def _padded(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.pad(rows, ((0, _PART - len(rows)), (0, 0)))


def _mel(sound: Sound) -> NDArray[np.float32]:
    """Mel power (not its logarithm), f32[frames, 40], as librosa makes it by default."""
    from transformers.audio_utils import spectrogram, window_function

    found = spectrogram(
        sound.astype(np.float64),
        window_function(WINDOW, "hann"),
        frame_length=WINDOW,
        hop_length=HOP,
        power=2.0,
        pad_mode="constant",
        mel_filters=_filters(),
    )
    return np.ascontiguousarray(found.T, dtype=np.float32)


@lru_cache(maxsize=1)
def _filters() -> Any:
    from transformers.audio_utils import mel_filter_bank

    return mel_filter_bank(
        WINDOW // 2 + 1, BANDS, 0.0, RATE / 2, RATE, norm="slaney", mel_scale="slaney"
    )


@lru_cache(maxsize=1)
def _network() -> dict[str, Any]:
    import torch

    state = torch.load(checkpoint(MODEL), map_location="cpu", weights_only=True)["model_state"]
    lstm = torch.nn.LSTM(BANDS, 256, 3, batch_first=True)
    linear = torch.nn.Linear(256, 256)
    for name, layer in (("lstm", lstm), ("linear", linear)):
        own = {k.removeprefix(f"{name}."): v for k, v in state.items() if k.startswith(f"{name}.")}
        layer.load_state_dict(own)
        layer.eval()
    return {"lstm": lstm, "linear": linear}
