"""What a smoothed track says about hands and body, frame by frame, in physical units.

Metres come from the size of a grown person's palm: as long and as wide as it is seen when it is
seen flat, it gives the scale of the picture at the hands (weak perspective; MediaPipe's own metres
came out a third too small on generated takes, and serve only where no hand is found). So a speed is
one across the line of sight, and right to perhaps a fifth. NaN stands wherever the points do not.
Every derivative bears the cut-off of the track it was taken from: a jerk says more about that
filter than about the hand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_schemas.motion import HandTrack, MotionTrack
from pipelines.motion.arms import Arm, arm
from pipelines.motion.camera import View, camera_way
from pipelines.motion.smooth import slope

Row = NDArray[np.float64]

# A grown person's palm in metres, from joint to joint: wrist to middle knuckle, index to little.
PALM_M = 0.10
_PALM_BONES = (((0, 9), PALM_M), ((5, 17), 0.066))
_CURL_DEG = 200.0  # of bending that count like a palm's length of opening
_FLAT = 0.75  # quantile of a palm's size over the recording that stands for one seen flat
_PALM = [0, 5, 9, 13, 17]  # wrist and knuckles: they move little against each other
_TIPS = [8, 12, 16, 20]
_THUMB_TIP, _INDEX_TIP, _WRIST = 4, 8, 0
_FINGERS = ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12), (13, 14, 15, 16), (17, 18, 19, 20))
_SHOULDERS, _ELBOWS, _WRISTS, _HIPS = (11, 12), (13, 14), (15, 16), (23, 24)


@dataclass(frozen=True, eq=False)
class HandFeatures:
    """One hand, N frames. ``at_m`` [N, 2] is its palm in the picture's plane, right and down.

    ``speed_m_s`` [N] of the palm, ``tips_m_s`` [N] of the four fingertips' middle, ``path_m`` [N]
    (so far; gaps add nothing), ``jerk_m_s3`` [N]. ``aperture_m`` [N] is thumb to index tip across
    the line of sight, ``reach_m`` [N] how far the fingertips are from the wrist in the model's
    space, both for a palm of average size; ``curl_deg`` [N, 5], how far each finger is bent.
    """

    at_m: Row
    speed_m_s: Row
    tips_m_s: Row
    path_m: Row
    jerk_m_s3: Row
    aperture_m: Row
    reach_m: Row
    curl_deg: Row

    @property
    def straight(self) -> Row:
        """How straight the four fingers are [N], in the palm lengths that their opening makes."""
        return np.asarray(-self.curl_deg[:, 1:].mean(axis=1) / _CURL_DEG)

    @property
    def openness(self) -> Row:
        """How far the hand is open [N], in palm lengths: aperture, reach and straightness.

        Each is rough alone, and what is wrong with one is seldom wrong with the others.
        """
        return (self.aperture_m + self.reach_m) / PALM_M + self.straight

    @property
    def stir_m_s(self) -> Row:
        """The faster of palm and fingertips [N]: a hand rests when neither moves."""
        return np.fmax(self.speed_m_s, self.tips_m_s)


@dataclass(frozen=True, eq=False)
class Features:
    """N frames. ``apart_m`` is palm to palm; ``elbow_deg`` [N, 2] left, right; ``lean_deg`` [N]
    from upright, in metres' space; ``cutoff_hz`` that of the track; ``metres`` a picture height.
    ``arms``: the body's wrists, left and right, where they can be trusted. Places in metres are
    those of ``view``, in which a camera that moves is taken out.
    """

    t_s: Row
    left: HandFeatures
    right: HandFeatures
    apart_m: Row
    elbow_deg: Row
    lean_deg: Row
    metres: float
    cutoff_hz: float
    arms: tuple[Arm, Arm]
    view: View


def features(track: MotionTrack) -> Features:
    """Features of a smoothed track; ``ValueError`` for a raw one."""
    if not track.info.cutoff_hz and len(track):
        raise ValueError("features are taken of a smoothed track: smooth it first")
    t_s = track.t_us / 1e6
    metres = scale(track)
    view = View(track.info.width / max(1, track.info.height), metres, camera_way(track))
    left, right = (_hand(hand, t_s, view) for hand in (track.left, track.right))
    return Features(
        t_s=t_s,
        left=left,
        right=right,
        apart_m=np.asarray(np.linalg.norm(left.at_m - right.at_m, axis=1)),
        elbow_deg=_elbows(track.pose_world),
        lean_deg=_lean(track.pose_world),
        metres=metres,
        cutoff_hz=track.info.cutoff_hz,
        arms=(
            arm(track, "left", view, left.speed_m_s),
            arm(track, "right", view, right.speed_m_s),
        ),
        view=view,
    )


def scale(track: MotionTrack) -> float:
    """Metres that the picture is high at the hands, else at the body; NaN without either."""
    aspect = track.info.width / max(1, track.info.height)
    palms = np.concatenate([_palm(hand.xyz, aspect) for hand in (track.left, track.right)])
    if np.isfinite(palms).any():
        return 1.0 / max(1e-6, float(np.nanquantile(palms, _FLAT)))
    ratios = _ratios(track.pose_xyz, track.pose_world, aspect)
    return float(np.nanmedian(ratios)) if np.isfinite(ratios).any() else float("nan")


def _palm(xyz: NDArray[np.float32], aspect: float) -> Row:
    """Picture heights a metre [N], by the palm's length or width, whichever is seen more flat."""
    at = xyz[..., :2] * np.array([aspect, 1.0])
    sizes = [np.linalg.norm(at[:, a] - at[:, b], axis=1) / m for (a, b), m in _PALM_BONES]
    return np.asarray(np.maximum(*sizes))


def _ratios(xyz: NDArray[np.float32], world: NDArray[np.float32], aspect: float) -> Row:
    picture = xyz[..., :2] * np.array([aspect, 1.0])
    spreads = [np.sqrt(((p - p.mean(1, keepdims=True)) ** 2).sum((1, 2))) for p in
               (world[..., :2].astype(float), picture)]  # fmt: skip
    return np.asarray(spreads[0] / np.maximum(spreads[1], 1e-6))


def _hand(hand: HandTrack, t_s: Row, view: View) -> HandFeatures:
    world = hand.world.astype(float)
    at_m, tips_m = (view.place(hand.xyz[:, points, :2].mean(axis=1)) for points in (_PALM, _TIPS))
    velocity = slope(at_m, t_s)
    jerk = slope(slope(velocity, t_s), t_s)
    return HandFeatures(
        at_m=np.asarray(at_m),
        speed_m_s=np.asarray(np.linalg.norm(velocity, axis=1)),
        tips_m_s=np.asarray(np.linalg.norm(slope(tips_m, t_s), axis=1)),
        path_m=_path(at_m),
        jerk_m_s3=np.asarray(np.linalg.norm(jerk, axis=1)),
        aperture_m=_aperture(hand.xyz, view.aspect),
        reach_m=_reach(world),
        curl_deg=np.stack([_curl(world, finger) for finger in _FINGERS], axis=1),
    )


def _aperture(xyz: NDArray[np.float32], aspect: float) -> Row:
    parted = (xyz[:, _THUMB_TIP, :2] - xyz[:, _INDEX_TIP, :2]) * np.array([aspect, 1.0])
    return np.asarray(np.linalg.norm(parted, axis=1) / np.maximum(_palm(xyz, aspect), 1e-6))


def _reach(world: Row) -> Row:
    """Metres [N] from the wrist to the fingertips, in the model's space, for an average palm."""
    sizes = [np.linalg.norm(world[:, a] - world[:, b], axis=1) / m for (a, b), m in _PALM_BONES]
    ways = np.linalg.norm(world[:, _TIPS] - world[:, [_WRIST]], axis=2).mean(axis=1)
    return np.asarray(ways / np.maximum(np.maximum(*sizes), 1e-6))


def _path(at_m: Row) -> Row:
    steps = np.linalg.norm(np.diff(at_m, axis=0, prepend=at_m[:1]), axis=1)
    return np.asarray(np.nancumsum(steps))


def angle(a: Row, b: Row, c: Row) -> Row:
    """Degrees at ``b`` between ``a`` and ``c``, all [N, 3]; 180 is straight."""
    u, v = a - b, c - b
    lengths = np.linalg.norm(u, axis=1) * np.linalg.norm(v, axis=1)
    cosine = (u * v).sum(axis=1) / np.maximum(lengths, 1e-12)
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


def _curl(world: Row, finger: tuple[int, int, int, int]) -> Row:
    first, second, third, tip = (world[:, i] for i in finger)
    wrist = world[:, _WRIST]
    corners = ((wrist, first, second), (first, second, third), (second, third, tip))
    return np.asarray(sum(180.0 - angle(*corner) for corner in corners))


def _elbows(world: NDArray[np.float32]) -> Row:
    sides = zip(_SHOULDERS, _ELBOWS, _WRISTS, strict=True)
    return np.stack([angle(*(world[:, i].astype(float) for i in side)) for side in sides], axis=1)


def _lean(world: NDArray[np.float32]) -> Row:
    """Degrees between the trunk and the picture's vertical (y runs down)."""
    at = world[:, _SHOULDERS + _HIPS].astype(float)
    trunk = at[:, :2].mean(axis=1) - at[:, 2:].mean(axis=1)
    length = np.maximum(np.linalg.norm(trunk, axis=1), 1e-12)
    return np.asarray(np.degrees(np.arccos(np.clip(-trunk[:, 1] / length, -1.0, 1.0))))
