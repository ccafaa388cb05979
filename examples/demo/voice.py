"""The narrator: hibari-tts, frozen as WAV files so that a re-run keeps its timeline."""

import hashlib
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .paths import DemoError, atomic, cache_dir

RATE = 24_000  # Hz, what hibari makes
VOICE = "heart"  # the one voice inside the package; others would be downloaded
SPEED = 0.97
QUIET = 0.01  # share of the peak below which the ends of a recording are silence

Sound = NDArray[np.float32]


def _path(text: str) -> Path:
    key = hashlib.sha256(f"{VOICE}|{SPEED}|{text}".encode()).hexdigest()
    return cache_dir() / f"voice-{key[:16]}.wav"


def _trim(sound: Sound) -> Sound:
    """Cut the silent ends, so that speech times are the times of sound."""
    loud = np.flatnonzero(np.abs(sound) > QUIET * np.abs(sound).max())
    return sound[loud[0] : loud[-1] + 1]


def _write(path: Path, sound: Sound) -> None:
    with atomic(path) as temp, wave.open(str(temp), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())


def _speak(texts: list[str]) -> None:
    try:
        from hibari import Hibari
    except ImportError as error:
        raise DemoError("The demo's voice needs hibari-tts: pip install 'sonmat[demo]'.") from error
    speaker = Hibari(voice=VOICE)
    for text in texts:
        seed = int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)
        sound = np.asarray(speaker(text, speed=SPEED, seed=seed), np.float32)
        _write(_path(text), _trim(sound * (0.7 / np.abs(sound).max())))


def narrate(texts: list[str]) -> dict[str, Sound]:
    """Text -> mono sound at ``RATE`` in -1..1, made once and then read from the cache."""
    missing = [text for text in texts if not _path(text).exists()]
    if missing:
        _speak(missing)
    out: dict[str, Sound] = {}
    for text in texts:
        with wave.open(str(_path(text))) as file:
            raw = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        out[text] = raw.astype(np.float32) / np.float32(32768)
    return out
