"""The narrators: hibari-tts, frozen as WAV files so that a re-run keeps its timeline."""

import hashlib
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from .paths import DemoError, atomic, cache_dir
from .people import PEOPLE

RATE = 24_000  # Hz, what hibari makes
VOICE = "heart"  # the one voice inside the package; others would be downloaded
SPEED = 0.97
QUIET = 0.01  # share of the peak below which the ends of a recording are silence
DEEP, HIGH = 0.86, 1.1  # the interviewer's pitch, whichever is further from the expert's

Sound = NDArray[np.float32]
Said = tuple[str, str]  # speaker, sentence


def pitch(speaker: str, person: str) -> float:
    """How a voice is shifted: 1 as it is, below 1 deeper."""
    own = PEOPLE[person].pitch
    if speaker == "expert":
        return own
    return HIGH if own < 0.95 else DEEP


def _path(text: str, speed: float) -> Path:
    key = hashlib.sha256(f"{VOICE}|{speed}|{text}".encode()).hexdigest()
    return cache_dir() / f"voice-{key[:16]}.wav"


def _trim(sound: Sound) -> Sound:
    """Cut the silent ends, so that speech times are the times of sound."""
    loud = np.flatnonzero(np.abs(sound) > QUIET * np.abs(sound).max())
    return sound[loud[0] : loud[-1] + 1]


def write_wav(path: Path, sound: NDArray[np.float32]) -> None:
    """Write sound [n] or [channels, n] in -1..1 as 16 bit."""
    rows = np.atleast_2d(sound)
    with atomic(path) as temp, wave.open(str(temp), "wb") as out:
        out.setnchannels(len(rows))
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((np.clip(rows.T, -1, 1) * 32767).astype("<i2").tobytes())


def _read(path: Path) -> Sound:
    with wave.open(str(path)) as file:
        raw = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    return raw.astype(np.float32) / np.float32(32768)


def _speak(missing: list[tuple[str, float]]) -> None:
    try:
        from hibari import Hibari
    except ImportError as error:
        raise DemoError("The demo's voice needs hibari-tts: pip install 'sonmat[demo]'.") from error
    speaker = Hibari(voice=VOICE)
    for text, speed in missing:
        seed = int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)
        sound = np.asarray(speaker(text, speed=speed, seed=seed), np.float32)
        write_wav(_path(text, speed), _trim(sound * (0.7 / np.abs(sound).max())))


def _shift(sound: Sound, by: float) -> Sound:
    """Play faster or slower, which moves the pitch; the speaker's speed makes up for it."""
    if by == 1:
        return sound
    return np.asarray(resample_poly(sound, 100, round(100 * by)), np.float32)


def narrate(texts: list[Said], person: str) -> dict[Said, Sound]:
    """(speaker, text) -> mono sound at ``RATE`` in -1..1, made once and then from the cache."""
    shifts = {said: pitch(said[0], person) for said in texts}
    wanted = {said: (said[1], round(SPEED / shift, 4)) for said, shift in shifts.items()}
    missing = [key for key in dict.fromkeys(wanted.values()) if not _path(*key).exists()]
    if missing:
        _speak(missing)
    return {said: _shift(_read(_path(*key)), shifts[said]) for said, key in wanted.items()}


def loudness(track: Sound, fps: float = 50.0) -> NDArray[np.float32]:
    """How loud a voice is, 0..1, ``fps`` times a second; what the lips follow."""
    size = round(RATE / fps)
    rows = track[: len(track) // size * size].reshape(-1, size)
    level = np.sqrt((rows**2).mean(axis=1))
    return np.asarray(np.clip(level / (0.6 * level.max() + 1e-6), 0, 1), np.float32)
