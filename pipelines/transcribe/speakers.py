"""Who speaks, where everybody has a microphone of their own: the louder channel is its owner's.

The recommended set-up. Without it nobody is named: telling voices apart by their sound alone is a
guess here, and a template of a voice is a biometric one (``voices``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from data_schemas.session import Microphones
from data_schemas.transcript import Speaker
from pipelines.transcribe.gate import Frames

ROLES: dict[Microphones, tuple[Speaker, Speaker]] = {
    "expert_left": ("expert", "interviewer"),
    "expert_right": ("interviewer", "expert"),
}
# A voice reaches the other microphone at least this much weaker (about 3 dB).
_APART = 1.4
_MOSTLY = 0.6
_SPEECH = 0.5

ALIKE = (
    "Both channels sound alike, so nobody could tell who speaks: give each person a microphone"
    " on a channel of its own."
)
MONO = "The recording has one channel only, so nobody could tell who speaks."


@dataclass(frozen=True)
class Track:
    """What one person's microphone heard; ``channel`` None is all of them mixed."""

    speaker: Speaker
    channel: int | None
    frames: Frames


def tracks(left: Frames, right: Frames, microphones: Microphones) -> tuple[tuple[Track, ...], str]:
    """One track a person, each without what leaked in from the other; or none, and why not."""
    count = min(len(left.level), len(right.level))
    speaking = np.maximum(left.speech[:count], right.speech[:count]) > _SPEECH
    if not speaking.any():
        return (), ""
    left_over = left.level[:count] > _APART * right.level[:count]
    right_over = right.level[:count] > _APART * left.level[:count]
    if (left_over | right_over)[speaking].mean() < _MOSTLY:
        return (), ALIKE
    roles = ROLES[microphones]
    return (
        Track(roles[0], 0, _without(left, right_over)),
        Track(roles[1], 1, _without(right, left_over)),
    ), ""


def _without(frames: Frames, leaked: NDArray[np.bool_]) -> Frames:
    """``frames`` in which nobody speaks while the other microphone is clearly louder."""
    speech = frames.speech.copy()
    speech[: len(leaked)][leaked] = 0.0
    return replace(frames, speech=speech)
