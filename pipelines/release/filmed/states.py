"""Hands and wrists at the seconds of pictures: numbers, and which of them are known.

Nothing here is metric: no calibration board is looked for in recordings, so that a picture does
not tell a length. Nothing is filled in: where a point was not seen itself, in a look at most half
a picture's length away, its number is 0 and its mask says that there is none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_schemas.clock import Interval
from data_schemas.motion import HAND_NAMES, POSE_NAMES, HandTrack, MotionTrack, Status
from pipelines.release.filmed.canvas import Canvas, Room

SIDES = ("left", "right")
HALF = 0.5
ROUNDED_S = 1e-3
WRISTS = tuple(POSE_NAMES.index(f"{side}_wrist") for side in SIDES)
WRIST, PALM = HAND_NAMES.index("wrist"), HAND_NAMES.index("middle_finger_mcp")
IN_PICTURE = tuple(
    f"{point}.{axis}"
    for point in (
        *(f"{side}_wrist" for side in SIDES),
        *(f"{side}_hand.{name}" for side in SIDES for name in HAND_NAMES),
    )
    for axis in "xy"
)
OF_HANDS = tuple(f"{s}_hand.{name}.{axis}" for s in SIDES for name in HAND_NAMES for axis in "xyz")


@dataclass(frozen=True)
class Meaning:
    """What the numbers of a state are: in which frame, unit and from which origin."""

    names: tuple[str, ...]
    frame: str
    unit: str
    origin: str
    source: str

    def written(self) -> dict[str, str | bool]:
        return {
            "frame": self.frame, "unit": self.unit, "origin": self.origin, "source": self.source,
            "metric": False,
        }  # fmt: skip


PICTURE = Meaning(
    IN_PICTURE,
    frame="picture of this dataset: x to the right, y down",
    unit="share of the picture's width (x) and height (y)",
    origin="upper left corner of the picture",
    source="MediaPipe pose landmarks (wrists) and hand landmarks, estimated from one camera",
)
HANDS = Meaning(
    OF_HANDS,
    frame="axes of the camera (x right, y down, z away from it), moved to each hand",
    unit="palm lengths: the hand's own distance from wrist to middle_finger_mcp",
    origin="wrist of that hand",
    source="MediaPipe hand world landmarks, estimated from one camera",
)


@dataclass(frozen=True, eq=False)
class States:
    """Of n pictures: ``picture`` f32[n,88] with ``PICTURE.names``, ``hands`` f32[n,126] with
    ``HANDS.names``, each with its mask bool of the same shape; ``switched`` bool[n], whether the
    body followed is likely another than before.
    """

    picture: NDArray[np.float32]
    picture_valid: NDArray[np.bool_]
    hands: NDArray[np.float32]
    hands_valid: NDArray[np.bool_]
    switched: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Asked:
    """``seconds`` f64[n] on the track's clock, ``near_s`` how far a look may be from one of them,
    ``withheld`` cuts on that clock, and where the picture lies on which canvas.
    """

    seconds: NDArray[np.float64]
    near_s: float
    withheld: tuple[Interval, ...]
    canvas: Canvas
    room: Room


def states(track: MotionTrack | None, asked: Asked) -> States:
    """All masked where there is no track."""
    rows = _rows(track, asked)
    known = rows >= 0
    if track is None or not known.any():
        return _nothing(len(rows))
    rows = np.where(known, rows, 0)
    points, seen = _in_picture(track, rows)
    placed = asked.canvas.placed(points, asked.room)
    shapes = [_shape(hand, rows) for hand in (track.left, track.right)]
    hands = np.concatenate([values for values, _ in shapes], axis=1)
    held = np.concatenate([valid for _, valid in shapes], axis=1)
    picture, picture_valid = _masked(placed, seen & known[:, None])
    in_hands, hands_valid = _masked(hands, held & known[:, None])
    return States(picture, picture_valid, in_hands, hands_valid, _switched(track, rows, known))


def deltas(
    values: NDArray[np.float32], valid: NDArray[np.bool_], goes_on: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """From each row to the next, and whether both are known and ``goes_on`` bool[n] says that the
    next follows it; of the last row nothing is known."""
    known = np.zeros_like(valid)
    known[:-1] = valid[:-1] & valid[1:] & goes_on[:-1, None]
    change = np.zeros_like(values)
    change[:-1] = values[1:] - values[:-1]
    return np.where(known, change, np.float32(0)), known


def _nothing(count: int) -> States:
    def empty(names: tuple[str, ...]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        shape = count, len(names)
        return np.zeros(shape, np.float32), np.zeros(shape, np.bool_)

    return States(*empty(IN_PICTURE), *empty(OF_HANDS), np.zeros(count, np.bool_))


def _rows(track: MotionTrack | None, asked: Asked) -> NDArray[np.int64]:
    """The nearest look at each second; -1 where none is near, or it may not leave."""
    count = len(asked.seconds)
    if track is None or not len(track):
        return np.full(count, -1, np.int64)
    at = track.t_us / 1e6
    after = np.clip(np.searchsorted(at, asked.seconds), 0, len(at) - 1)
    before = np.maximum(after - 1, 0)
    nearer = asked.seconds - at[before] <= at[after] - asked.seconds
    rows = np.where(nearer, before, after)
    usable = np.abs(at[rows] - asked.seconds) <= asked.near_s + ROUNDED_S
    for cut in asked.withheld:
        usable &= (at[rows] < cut.start_s) | (at[rows] >= cut.end_s)
    return np.where(usable, rows, -1)


def _in_picture(
    track: MotionTrack, rows: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """[rows, points, 2] in shares of the recording's picture, and which are seen in it."""
    wrists = np.array(WRISTS)
    body = (track.pose_status[rows] == Status.OBSERVED)[:, None]
    body = body & (track.pose_vis[rows][:, wrists] >= HALF)
    body &= track.pose_presence[rows][:, wrists] >= HALF
    hands = [
        np.repeat((one.status[rows] == Status.OBSERVED)[:, None], len(HAND_NAMES), axis=1)
        for one in (track.left, track.right)
    ]
    points = np.concatenate(
        [track.pose_xyz[rows][:, wrists], track.left.xyz[rows], track.right.xyz[rows]], axis=1
    )[:, :, :2]
    inside = ((points >= 0) & (points <= 1)).all(axis=2)  # of NaN nothing is
    seen = np.concatenate([body, *hands], axis=1) & inside
    return points, np.repeat(seen, 2, axis=1)


def _shape(
    hand: HandTrack, rows: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """[rows, 63] from the wrist, in lengths of the palm."""
    world = hand.world[rows]
    moved = world - world[:, WRIST : WRIST + 1]
    palm = np.linalg.norm(moved[:, PALM], axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = (moved / palm[:, None, None]).reshape(len(rows), -1)
    whole = np.isfinite(scaled).all(axis=1) & (palm > 0)
    seen = (hand.status[rows] == Status.OBSERVED) & whole
    return scaled, np.repeat(seen[:, None], scaled.shape[1], axis=1)


def _masked(
    values: NDArray[np.float32], valid: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    flat = values.reshape(len(values), -1)
    return np.where(valid, flat, np.float32(0)).astype(np.float32), valid


def _switched(
    track: MotionTrack, rows: NDArray[np.int64], known: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Whether it became another body at any look since the one before, or at this one."""
    so_far = np.cumsum(track.pose_switched > 0)
    now = np.maximum.accumulate(np.where(known, so_far[rows], 0))
    return np.diff(now, prepend=now[:1]) > 0
