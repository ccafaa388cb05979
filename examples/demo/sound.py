"""The sound track: the voice, a room, and the small noises of the work."""

from typing import Any

import numpy as np

from .voice import RATE, Sound

HUM = 0.0025  # room noise, far below the voice
NOISES = {"click": 2600.0, "clunk": 420.0, "grasp": 900.0}  # Hz
LOUD = {"click": 0.10, "clunk": 0.16, "grasp": 0.03}


def _knock(pitch: float, loud: float, rng: np.random.Generator) -> Sound:
    """A short ringing knock."""
    t = np.arange(int(0.08 * RATE)) / RATE
    ring = np.sin(2 * np.pi * pitch * t) + 0.5 * rng.standard_normal(len(t))
    return np.asarray(loud * ring * np.exp(-t * 70), np.float32)


def _add(track: Sound, sound: Sound, start: float) -> None:
    at = round(start * RATE)
    part = sound[: max(0, len(track) - at)]
    track[at : at + len(part)] += part


def mix(truth: dict[str, Any], said: list[tuple[float, Sound]]) -> Sound:
    """Mono sound at the voice's rate for the whole ``truth["duration_s"]``, in -1..1."""
    rng = np.random.default_rng(truth["seed"])
    count = round(truth["duration_s"] * RATE)
    t = np.arange(count) / RATE
    track = (HUM * (rng.standard_normal(count) + np.sin(2 * np.pi * 100 * t))).astype(np.float32)
    for start, sound in said:
        _add(track, sound, start)
    for event in truth["events"]:
        if event["kind"] in NOISES:
            knock = _knock(NOISES[event["kind"]], LOUD[event["kind"]], rng)
            _add(track, knock, event["start_s"])
    return np.asarray(np.clip(track, -1, 1), np.float32)
