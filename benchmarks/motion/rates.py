"""What is found on real clips: against the raw engine, and at 15 a second against every frame."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.common import say
from benchmarks.motion.clips import FPS, bare, clips
from capture.media import media_from_path
from data_schemas.motion import HandTrack, MotionTrack, Status
from pipelines.motion import Options, detect

FAST = ("intel_asl_again", "intel_asl_book", "intel_asl_school", "intel_asl_sister")
MOVING = (*FAST, "google_gesture_test_video", "google_hand_landmarker_test_video")
_SHOULDERS = (11, 12)


def rates(smoke: bool) -> dict[str, Any]:
    """Shares of sampled frames with a body, a hand, each hand; the raw engine's beside them.

    Pose and hands never gate each other: a clip with bodies alone has no hands and one with hands
    alone has hands, and nothing that the raw engine finds is missing.
    """
    found = clips()
    rows = {}
    for name in list(found)[:1] if smoke else found:
        track = detect(media_from_path(found[name]), Options(fps=FPS))
        raw = bare(found[name])
        rows[name] = {
            "frames": len(track),
            "pose": round(track.pose_rate, 4),
            "any_hand": round(track.hand_rate, 4),
            "left": _share(track.left),
            "right": _share(track.right),
            "raw_pose": raw.pose_rate,
            "raw_any_hand": raw.hand_rate,
            "hand_without_pose": _apart(track),
        }
        say(f"{name}: {rows[name]}")
    return {"fps": FPS, "clips": rows}


def _share(hand: HandTrack) -> float:
    return round(float((hand.status == Status.OBSERVED).mean()), 4)


def _apart(track: MotionTrack) -> float:
    hands = (track.left.status == Status.OBSERVED) | (track.right.status == Status.OBSERVED)
    return round(float((hands & (track.pose_status == Status.MISSING)).mean()), 4)


def sampling(smoke: bool) -> dict[str, Any]:
    """15 a second against every frame of the same clip: agreement, not accuracy.

    The wrist at 15 a second, put between its frames in a straight line, against the wrist of every
    frame, in shoulder widths.
    """
    found = clips()
    rows = {}
    for name in [one for one in MOVING if one in found][: 1 if smoke else None]:
        rows[name] = _compared(found[name])
        say(f"{name}: {rows[name]}")
    if not rows:
        rows["demo"] = _compared(found["demo"]) if not smoke else {}
    return {"clips": rows}


def _compared(path: Path) -> dict[str, Any]:
    few, every = (detect(media_from_path(path), Options(fps=fps)) for fps in (FPS, None))
    aspect = np.array([every.info.width / every.info.height, 1.0])
    shoulders = every.pose_xyz[:, _SHOULDERS, :2] * aspect
    width = float(np.nanmedian(np.linalg.norm(shoulders[:, 0] - shoulders[:, 1], axis=1)))
    pairs = ((few.left, every.left), (few.right, every.right))
    apart = np.concatenate([_wrist_apart(few, every, *hands, aspect) for hands in pairs])
    row = {
        "frames": [len(few), len(every)],
        "hands_a_frame": [
            round(sum(_share(h) for h in (t.left, t.right)), 3) for t in (few, every)
        ],
        "both_see": len(apart),
    }
    if len(apart) and width > 0:
        row["wrist_mean"] = round(float(apart.mean()) / width, 4)
        row["wrist_p95"] = round(float(np.quantile(apart, 0.95)) / width, 4)
    return row


def _wrist_apart(
    few: MotionTrack, every: MotionTrack, one: HandTrack, all_: HandTrack, aspect: NDArray[Any]
) -> NDArray[np.float64]:
    """Distances where both saw the hand: its neighbours at 15 a second, too."""
    seen = one.status == Status.OBSERVED
    after = np.clip(np.searchsorted(few.t_us, every.t_us), 1, max(1, len(few) - 1))
    there = (all_.status == Status.OBSERVED) & seen[after] & seen[after - 1]
    if seen.sum() < 2 or not there.any():
        return np.zeros(0)
    wrist = one.xyz[seen, 0, :2] * aspect
    between = [np.interp(every.t_us[there], few.t_us[seen], axis) for axis in wrist.T]
    return np.asarray(
        np.linalg.norm(np.stack(between, axis=1) - all_.xyz[there, 0, :2] * aspect, axis=1)
    )
