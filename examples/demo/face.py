"""Lips that follow the voice and lids that close now and then."""

import numpy as np

from .body import Array, Body

OPEN_M = 0.007  # how far the lower lip goes down for the loudest sound
WIDE, CHIN = 0.032, 0.055  # m: half the mouth's region, and from the lips to under the chin
BLINK_S, EVERY_S = 0.22, 3.7


def mouth(body: Body) -> Array:
    """Displacement [V, 3] (m) of the skin for a mouth wide open."""
    lips = body.masks["lips"] > 0.4
    lips &= body.rest[:, 2] > body.head("neck01")[2]
    centre = (body.rest[lips].min(0) + body.rest[lips].max(0)) / 2
    off = body.rest - centre
    front = np.clip((0.035 - off[:, 1]) / 0.03, 0, 1) * (body.rest[:, 2] > centre[2] - 0.09)
    across = np.clip(1 - (np.abs(off[:, 0]) / WIDE) ** 2, 0, 1)
    low = np.where(off[:, 2] < 0, np.clip(1 + off[:, 2] / CHIN, 0, 1), 0.0)
    high = np.where(off[:, 2] >= 0, np.clip(1 - off[:, 2] / 0.012, 0, 1), 0.0)
    out = np.zeros_like(body.rest)
    out[:, 2] = OPEN_M * across * front * (0.18 * high - low**0.7)
    return out


def lid(t: float, phase: float) -> float:
    """How far the lids are closed at ``t`` (s), 0..1; each person has a rhythm (``phase``)."""
    beat = (t + phase + 0.6 * np.sin(0.7 * t + phase)) % EVERY_S
    return float(np.clip(1 - abs(beat - BLINK_S / 2) / (BLINK_S / 2), 0, 1))
