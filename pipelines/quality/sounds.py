"""What can be measured of some seconds of sound: the same figures as of a whole recording."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from data_schemas.quality import Measures
from pipelines.transcribe.engine import Sound
from pipelines.transcribe.gate import Frames, frames_of, speech_of
from pipelines.transcribe.quality import quality_of

NOTHING_DB = -120.0


def listen(chunks: Iterable[Sound], spoken: str = "ko") -> Measures:
    """Level, voice over noise, overload and share of speech; mono float32 chunks at 16 kHz."""
    frames = frames_of(chunks)
    found = quality_of(frames, speech_of(frames), spoken)
    speaks = found.speech_share > 0
    return Measures(
        sound_db=_level(frames),
        clipped=found.clipped,
        speech_share=found.speech_share,
        voice_db=found.level_db if speaks else None,
        snr_db=found.snr_db,
    )


def _level(frames: Frames) -> float:
    power = float((frames.level.astype(np.float64) ** 2).mean()) if len(frames.level) else 0.0
    return round(10 * float(np.log10(max(power, 10 ** (NOTHING_DB / 10)))), 1)
