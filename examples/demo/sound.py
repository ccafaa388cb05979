"""The sound track: voices, a room, the noises of the work, and a shop floor at a chosen level."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.signal import butter, sosfilt

from .noise import factory
from .timeline import Take
from .voice import RATE, Said, Sound

HUM = 0.0025  # room noise, far below the voice
NOISES = {"click": 2600.0, "clunk": 420.0, "grasp": 900.0}  # Hz
LOUD = {"click": 0.10, "clunk": 0.16, "grasp": 0.03}
BLEED, BLEED_S = 0.12, 0.004  # how much of the other one a microphone hears, and how late
MASK_HZ = 3200.0  # a welding mask takes what is above
FADE_S = 0.02


@dataclass(frozen=True)
class Track:
    """``channels`` [1 or 2, n]: one microphone, or one each; ``voice`` [n]: the expert alone."""

    channels: Sound
    voice: Sound


def _knock(pitch: float, loud: float, rng: np.random.Generator) -> Sound:
    """A short ringing knock."""
    t = np.arange(int(0.08 * RATE)) / RATE
    ring = np.sin(2 * np.pi * pitch * t) + 0.5 * rng.standard_normal(len(t))
    return np.asarray(loud * ring * np.exp(-t * 70), np.float32)


def _arc(t: Sound, change: float, rng: np.random.Generator) -> Sound:
    """Crackle like bacon; after ``change`` (s) the arc is longer and hisses."""
    noise = rng.standard_normal(len(t))
    pops = np.abs(rng.standard_normal(len(t))) ** 6
    pops /= pops.max() + 1e-9
    crackle = sosfilt(
        butter(2, [900, 6000], "bandpass", fs=RATE, output="sos"), noise * (0.3 + pops)
    )
    hiss = sosfilt(butter(2, [3000, 9000], "bandpass", fs=RATE, output="sos"), noise)
    hum = 0.2 * np.sin(2 * np.pi * 100 * t)
    return np.asarray(0.09 * np.where(t < change, crackle + hum, 0.5 * hiss + hum), np.float32)


def _hum(t: Sound, change: float, rng: np.random.Generator) -> Sound:
    """A transformer that gets louder and fuller at ``change`` (s)."""
    full = np.clip((t - change) / 0.5, 0, 1)
    tones = sum(
        np.sin(2 * np.pi * f * t + rng.uniform(0, 6)) / k for k, f in enumerate((100, 200, 300), 1)
    )
    return np.asarray(0.012 * (1 + 1.5 * full) * tones, np.float32)


def _beep(t: Sound, change: float, rng: np.random.Generator) -> Sound:
    return np.asarray(0.05 * np.sin(2 * np.pi * 2300 * t), np.float32)


def _compressor(t: Sound, change: float, rng: np.random.Generator) -> Sound:
    """A machine in the next bay that starts and stops; it means nothing."""
    beat = 0.6 + 0.4 * np.sign(np.sin(2 * np.pi * 9 * t))
    noise = sosfilt(butter(2, 700, "lowpass", fs=RATE, output="sos"), rng.standard_normal(len(t)))
    return np.asarray(0.03 * beat * noise, np.float32)


PROCESS: dict[str, Callable[[Sound, float, np.random.Generator], Sound]] = {
    "arc": _arc,
    "hum": _hum,
    "beep": _beep,
    "compressor": _compressor,
}


def _add(track: Sound, sound: Sound, start: float) -> None:
    at = round(start * RATE)
    part = sound[: max(0, len(track) - at)]
    track[at : at + len(part)] += part


def _process(track: Sound, rows: list[dict[str, Any]], rng: np.random.Generator) -> None:
    """Add what machines sound like, with soft ends."""
    for row in rows:
        length = row["end_s"] - row["start_s"]
        t = (np.arange(int(length * RATE)) / RATE).astype(np.float32)
        change = row.get("change_s", row["end_s"]) - row["start_s"]
        sound = PROCESS[row["kind"]](t, change, rng)
        _add(track, sound * np.clip(np.minimum(t, length - t) / FADE_S, 0, 1), row["start_s"])


def _masked(voice: Sound, rows: list[dict[str, Any]]) -> Sound:
    """The voice as it comes through a lowered mask."""
    out = voice.copy()
    dull = sosfilt(butter(2, MASK_HZ, "lowpass", fs=RATE, output="sos"), voice)
    for row in rows:
        part = slice(round(row["start_s"] * RATE), round(row["end_s"] * RATE))
        out[part] = 0.8 * dull[part]
    return out


def _noise(count: int, voice: Sound, level_db: float | None, seed: int) -> Sound:
    """Factory noise so many dB below the voice while it speaks; none for None."""
    if level_db is None:
        return np.zeros(count, np.float32)
    loud = voice[np.abs(voice) > 0.02]
    power = float((loud**2).mean()) if loud.size else 0.01
    noise = factory(count / RATE, seed, RATE)[:count]
    gain = np.sqrt(power / 10 ** (level_db / 10) / float((noise**2).mean()))
    return np.asarray(np.pad(gain * noise, (0, count - len(noise))), np.float32)


def mix(take: Take, said: Mapping[Said, Sound]) -> Track:
    """The whole ``duration_s`` of a take, in -1..1."""
    truth, v = take.truth, take.variation
    rng = np.random.default_rng([v.seed, 3])
    count = round(truth["duration_s"] * RATE)
    t = np.arange(count) / RATE
    voices = {who: np.zeros(count, np.float32) for who in ("expert", "interviewer")}
    for start, who, text in take.said:
        _add(voices[who], said[who, text], start)
    voices["expert"] = _masked(voices["expert"], truth["masks"])
    room = (HUM * (rng.standard_normal(count) + np.sin(2 * np.pi * 100 * t))).astype(np.float32)
    for event in truth["events"]:
        if event["kind"] in NOISES:
            knock = _knock(NOISES[event["kind"]], LOUD[event["kind"]], rng)
            _add(room, knock, event["start_s"])
    _process(room, truth["sounds"], rng)
    room += _noise(count, voices["expert"], v.noise_db, v.seed)
    return Track(_microphones(voices, room, v.interviewer), voices["expert"])


def _microphones(voices: Mapping[str, Sound], room: Sound, two: bool) -> Sound:
    """One microphone, or one each, which hears a little of the other speaker, later."""
    expert, other = voices["expert"], voices["interviewer"]
    if not two:
        rows = [expert + room]
    else:
        late = round(BLEED_S * RATE)
        rows = [
            near + BLEED * np.pad(far, (late, 0))[: len(far)] + room
            for near, far in ((expert, other), (other, expert))
        ]
    out = np.stack(rows)
    return np.asarray(out / max(1.0, float(np.abs(out).max()) / 0.98), np.float32)
