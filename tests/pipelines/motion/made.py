"""Motion tracks drawn with a pencil: hands that go where a test wants them."""

from collections.abc import Callable

import numpy as np

from data_schemas.motion import HandTrack, MotionTrack, Status, TrackInfo
from tests.tracks import one_person_in_a_dull_picture

FPS = 15.0
WIDE, HIGH = 640, 360
ASPECT = WIDE / HIGH
METRES = 1.0  # a picture height
PALM_M = 0.10
Path = Callable[[np.ndarray], np.ndarray]


def times(seconds: float, fps: float = FPS) -> np.ndarray:
    return np.arange(round(seconds * fps)) / fps


def shape_m(open_m: np.ndarray) -> np.ndarray:
    """A hand's points in metres [N, 21, 3]: a flat fan whose thumb and index part ``open_m``.

    The wider it opens, the farther its fingers reach.
    """
    n = len(open_m)
    out = np.zeros((n, 21, 3))
    for finger, across in enumerate((-0.033, -0.0165, 0.0, 0.0165, 0.033)):
        for joint in range(4):
            along = PALM_M * (0.6 if finger == 0 else 1.0) + (0.01 + 0.4 * open_m) * joint
            out[:, 1 + 4 * finger + joint, 0] = across
            out[:, 1 + 4 * finger + joint, 1] = along
    out[:, 4] = out[:, 8] - np.stack([open_m, np.zeros(n), np.zeros(n)], axis=1)
    return out


def hand(
    at_m: np.ndarray, open_m: np.ndarray | None = None, seen: np.ndarray | None = None
) -> HandTrack:
    """A hand whose wrist is at ``at_m`` [N, 2], right and down from the picture's corner."""
    n = len(at_m)
    parted = np.full(n, 0.03) if open_m is None else open_m
    there = np.ones(n, bool) if seen is None else seen
    world = shape_m(parted)
    picture = world.copy()
    picture[..., :2] += at_m[:, None]
    picture[..., 0] /= METRES * ASPECT
    picture[..., 1] /= METRES
    for points in (world, picture):
        points[~there] = np.nan
    return HandTrack(
        xyz=picture.astype(np.float32),
        world=world.astype(np.float32),
        score=np.where(there, 0.9, np.nan).astype(np.float32),
        status=np.where(there, Status.OBSERVED, Status.MISSING).astype(np.uint8),
        side_differs=np.zeros(n, np.uint8),
    )


def nobody(n: int) -> HandTrack:
    return hand(np.zeros((n, 2)), seen=np.zeros(n, bool))


def track(
    t_s: np.ndarray, left: HandTrack | None = None, right: HandTrack | None = None
) -> MotionTrack:
    n = len(t_s)
    nan = np.full((n, 33), np.nan, np.float32)
    return MotionTrack(
        info=TrackInfo(
            width=WIDE, height=HIGH, source_fps=30, sampled_fps=FPS,
            mediapipe_version="none", model_digests={},
        ),
        frame=np.arange(n, dtype=np.int32),
        t_us=np.round(t_s * 1e6).astype(np.int64),
        pose_xyz=np.repeat(nan[..., None], 3, axis=2),
        pose_world=np.repeat(nan[..., None], 3, axis=2),
        pose_vis=nan,
        pose_presence=nan,
        pose_status=np.zeros(n, np.uint8),
        left=left or nobody(n),
        right=right or nobody(n),
        **one_person_in_a_dull_picture(n),
    )  # fmt: skip


def still(t_s: np.ndarray, x: float = 0.8, y: float = 0.4) -> np.ndarray:
    return np.tile([x, y], (len(t_s), 1))


def swinging(t_s: np.ndarray, period_s: float, far_m: float = 0.1) -> np.ndarray:
    """To and fro about a place."""
    return still(t_s) + np.stack(
        [far_m * np.sin(2 * np.pi * t_s / period_s), np.zeros(len(t_s))], axis=1
    )
