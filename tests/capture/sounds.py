"""Sounds made on the spot: a workshop's knocks, and what microphones make of them."""

from __future__ import annotations

import io
import tempfile
import wave
from fractions import Fraction

import av
import numpy as np
from scipy import signal

RATE = 8_000
EARS = {
    "plain": lambda x, rng: x,
    "dull": lambda x, rng: _filtered(x, 1_500, "low"),
    "thin": lambda x, rng: _filtered(x, 800, "high"),
    "hall": lambda x, rng: _in_a_hall(x, rng),
}


def workshop(seconds: float, seed: int) -> np.ndarray:
    """Two knocks a second at random moments over a quiet room, each of its own colour."""
    rng = np.random.default_rng(seed)
    size = round(seconds * RATE)
    sound = 0.01 * rng.standard_normal(size)
    for at in rng.integers(0, size - RATE // 2, round(2 * seconds)):
        decay = np.exp(-np.arange(RATE // 2) / rng.uniform(100, 800))
        knock = _filtered(rng.standard_normal(RATE // 2), rng.uniform(300, 3_000), "low")
        sound[at : at + RATE // 2] += rng.uniform(0.1, 0.6) * decay * knock
    return sound.astype(np.float32)


def heard(sound: np.ndarray, ear: str, seed: int, gain: float = 1.0, noise_db: float = 10.0):
    """Through a microphone's or room's filter, with white noise ``noise_db`` below, float32."""
    rng = np.random.default_rng(seed)
    clear = EARS[ear](sound.astype(np.float64), rng)
    noise = rng.standard_normal(len(clear)) * np.sqrt(np.mean(clear**2) / 10 ** (noise_db / 10))
    both = clear + noise
    return (0.7 * gain * both / np.abs(both).max()).astype(np.float32)


def _filtered(sound: np.ndarray, hz: float, kind: str) -> np.ndarray:
    return signal.sosfilt(signal.butter(2, hz, kind, fs=RATE, output="sos"), sound)


def _in_a_hall(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Direct sound and 80 ms of decaying echo."""
    t = np.arange(round(0.4 * RATE)) / RATE
    echo = rng.standard_normal(len(t)) * np.exp(-t / 0.08)
    echo[0] = 3.0
    return signal.fftconvolve(sound, echo)[: len(sound)]


def wav(sound: np.ndarray) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, RATE, len(sound), "NONE", ""))
        file.writeframes((sound.clip(-1, 1) * 32_767).astype("<i2").tobytes())
    return out.getvalue()


def camera(sound: np.ndarray, created: str = "") -> bytes:
    """The sound as a camera keeps it: AAC beside a picture, in an MP4 that says when it began."""
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        with av.open(file.name, "w", format="mp4") as out:
            if created:
                out.metadata["creation_time"] = created
            video = out.add_stream("libx264", rate=5)
            video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
            audio = out.add_stream("aac", rate=RATE)
            audio.layout = "mono"
            for number in range(round(len(sound) / RATE * 5)):
                frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
                frame.pts, frame.time_base = number, Fraction(1, 5)
                out.mux(video.encode(frame))
            samples = av.AudioFrame.from_ndarray(sound[None], format="fltp", layout="mono")
            samples.sample_rate, samples.pts, samples.time_base = RATE, 0, Fraction(1, RATE)
            out.mux(audio.encode(samples))
            out.mux(video.encode(None))
            out.mux(audio.encode(None))
        return file.read()
