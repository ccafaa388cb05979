"""How well a recording can be heard, before anybody relies on what was understood."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from data_schemas.clock import Interval
from data_schemas.transcript import AudioQuality
from pipelines.transcribe.gate import FRAME_S, Curve, Frames

# Set by hand for whisper-base, from a few files in generated noise: below the first figure a person
# must look, below the second nobody should rely on it.
SNR_DB: dict[str, tuple[float, float]] = {"ko": (15.0, 7.0), "en": (8.0, 0.0)}
QUIET_DB = -45.0
CLIPPED = 0.01
NARROW = 1e-3
_FLOOR = 1e-6
_FEW_S = 0.5

TOO_NOISY = "Speech is {snr} dB above the noise: too little to be understood. Record it again."
NOISY = "Speech is only {snr} dB above the noise: words may be wrong."
QUIET = "The voice is very quiet ({level} dB): move the microphone closer."
OVERLOADED = "The sound is overloaded ({share} % of it): turn the microphone down."
TELEPHONE = "There is nothing above 4 kHz, as on a telephone: words may be wrong."


def quality_of(frames: Frames, speech: Sequence[Interval], language: str) -> AudioQuality:
    """Level of the speech, noise in the pauses, clipping, share of speech, and a verdict."""
    spoken = _mask(len(frames.level), speech)
    share = float(spoken.mean()) if len(spoken) else 0.0
    heard = spoken & (frames.speech > 0.5)
    if heard.sum() * FRAME_S < _FEW_S:
        return AudioQuality(level_db=_db(frames.level), clipped=_mean(frames.clipped))
    level = _db(frames.level[heard])
    noise = _noise(frames, spoken)
    snr = None if noise is None else round(_ratio(level, noise), 1)
    clipped = _mean(frames.clipped[heard])
    reasons, bad = _reasons(level, clipped, float(np.median(frames.treble[heard])))
    worse = _noisy(snr, language)
    if worse:
        reasons = (worse[0], *reasons)
    again = bool(worse and worse[1]) or bad
    return AudioQuality(
        level_db=round(level, 1),
        noise_db=None if noise is None else round(noise, 1),
        snr_db=snr,
        clipped=round(clipped, 5),
        speech_share=round(share, 4),
        verdict="re_record" if again else "needs_review" if reasons else "good",
        reasons=reasons,
    )


def _mask(frames: int, speech: Sequence[Interval]) -> NDArray[np.bool_]:
    mask = np.zeros(frames, bool)
    for part in speech:
        mask[int(part.start_s / FRAME_S) : int(np.ceil(part.end_s / FRAME_S))] = True
    return mask


def _noise(frames: Frames, spoken: NDArray[np.bool_]) -> float | None:
    """Level of the pauses; where nobody pauses, of the quietest twentieth."""
    pauses = ~spoken & (frames.speech < 0.2)
    if pauses.sum() * FRAME_S >= _FEW_S:
        return _db(frames.level[pauses])
    quietest = np.sort(frames.level)[: max(1, len(frames.level) // 20)]
    return _db(quietest) if len(frames.level) * FRAME_S >= 3.0 else None


def _ratio(level: float, noise: float) -> float:
    """Speech alone against noise: what is measured while somebody speaks is both."""
    both, alone = 10 ** (level / 10), 10 ** (noise / 10)
    return float(np.clip(10 * np.log10(max(both - alone, alone * 1e-2) / alone), -20, 90))


def _noisy(snr: float | None, language: str) -> tuple[str, bool] | None:
    review, again = SNR_DB.get(language, SNR_DB["ko"])
    if snr is None or snr >= review:
        return None
    shown = str(round(snr))  # not -0
    return (TOO_NOISY.format(snr=shown), True) if snr < again else (NOISY.format(snr=shown), False)


def _reasons(level: float, clipped: float, treble: float) -> tuple[tuple[str, ...], bool]:
    found = []
    if level < QUIET_DB:
        found.append(QUIET.format(level=f"{level:.0f}"))
    if clipped > CLIPPED:
        found.append(OVERLOADED.format(share=f"{100 * clipped:.0f}"))
    if treble < NARROW:
        found.append(TELEPHONE)
    return tuple(found), clipped > 10 * CLIPPED


def _db(level: Curve) -> float:
    power = float((level.astype(np.float64) ** 2).mean()) if len(level) else 0.0
    return round(10 * float(np.log10(max(power, _FLOOR**2))), 2)


def _mean(curve: Curve) -> float:
    return float(curve.mean()) if len(curve) else 0.0
