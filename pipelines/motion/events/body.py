"""What the arms tell while no hand is found: gloves, glare and tools hide fingers, not wrists.

The body's wrists are placed more roughly than hands are, so only what is clear in them counts:
that they rest, and that they repeat a movement.
"""

from __future__ import annotations

import numpy as np

from data_schemas.motion import Event, HandTrack, MotionTrack, Status
from pipelines.motion.events.rhythm import repeats
from pipelines.motion.events.stillness import Pace, pauses
from pipelines.motion.features import Features, HandFeatures, Row, scale, slope

SEEN = 0.5  # visibility of a wrist that is taken for seen
HIDDEN = 0.8  # of an event's frames without a hand
ARMS = Pace(go_m_s=0.08, stop_m_s=0.05, mean_s=0.5)  # wrists of a body at rest tremble 1-3 cm/s
_WRISTS = {"left": 15, "right": 16}


def arm_events(low: MotionTrack) -> list[Event]:
    """Pauses and repeated movement of a smoothed track's wrists, where no hand is found."""
    arms = _arms(low)
    hidden = np.asarray(
        (low.left.status == Status.MISSING) & (low.right.status == Status.MISSING), float
    )
    out = []
    for event in (*pauses(arms, ARMS), *repeats(arms)):
        inside = (arms.t_s >= event.start_s) & (arms.t_s <= event.end_s)
        if hidden[inside].mean() >= HIDDEN:
            out.append(_of_arms(event))
    return out


def _of_arms(event: Event) -> Event:
    told = "The arms rest" if event.kind == "pause" else "The arm repeats a movement"
    points = {"left": ("left_wrist",), "right": ("right_wrist",)}
    return event.model_copy(
        update={
            "source": "body",
            "points": points.get(event.hand, ("left_wrist", "right_wrist")),
            "reason": f"{told} for {event.length_s:.1f} s while no hand is found.",
        }
    )


def _arms(low: MotionTrack) -> Features:
    """The body's wrists in place of palms; NaN where the hand itself is there."""
    t_s, metres = low.t_us / 1e6, scale(low)
    n = len(t_s)
    left, right = (_arm(low, side, metres) for side in ("left", "right"))
    return Features(
        t_s=t_s,
        left=left,
        right=right,
        apart_m=np.asarray(np.linalg.norm(left.at_m - right.at_m, axis=1)),
        elbow_deg=np.full((n, 2), np.nan),
        lean_deg=np.full(n, np.nan),
        metres=metres,
        cutoff_hz=low.info.cutoff_hz,
    )


def _arm(low: MotionTrack, side: str, metres: float) -> HandFeatures:
    hand: HandTrack = getattr(low, side)
    wide, point = low.info.width / max(1, low.info.height), _WRISTS[side]
    at_m = low.pose_xyz[:, point, :2] * np.array([wide, 1.0]) * metres
    at_m[(low.pose_vis[:, point] < SEEN) | (hand.status != Status.MISSING)] = np.nan
    t_s, n = low.t_us / 1e6, len(low)
    velocity = slope(at_m, t_s)
    nothing: Row = np.full(n, np.nan)
    return HandFeatures(
        at_m=at_m,
        speed_m_s=np.asarray(np.linalg.norm(velocity, axis=1)),
        tips_m_s=nothing,
        path_m=nothing,
        jerk_m_s3=nothing,
        aperture_m=nothing,
        curl_deg=np.full((n, 5), np.nan),
    )
