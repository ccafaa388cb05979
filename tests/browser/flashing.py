"""When a recording flashes and beeps, found in its picture and in its sound."""

from __future__ import annotations

import numpy as np

from capture.media import Media

RATE = 16_000
BRIGHT = 150
LOUD = 0.1
# Two flashes are at least this far apart.
APART_S = 0.6


def flashes_between(media: Media) -> list[tuple[float, float]]:
    """For each flash the seconds of the last dark and of the first bright picture."""
    found, dark, last = [], 0.0, -APART_S
    for _, second, frame in media.decoded():
        if _brightness(frame) <= BRIGHT:
            dark = second
            continue
        if second - last >= APART_S:
            found.append((dark, second))
        last = second
    return found


def beeps_heard(media: Media) -> list[float]:
    """Seconds at which each tone begins."""
    loud = np.flatnonzero(np.abs(media.sound_array(RATE)) > LOUD)
    return _firsts((loud / RATE).tolist())


def _brightness(frame) -> float:  # type: ignore[no-untyped-def]
    return float(frame.reformat(width=16, height=9, format="gray").to_ndarray().mean())


def _firsts(times: list[float]) -> list[float]:
    found: list[float] = []
    last = -APART_S
    for second in times:
        if second - last >= APART_S:
            found.append(second)
        last = second
    return found
