"""MediaPipe's results become the rows of a motion track; memory grows by the rows alone."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from data_schemas.motion import HAND_POINTS, POSE_POINTS, MotionTrack, Status, TrackInfo
from pipelines.motion.columns import told_apart
from pipelines.motion.person import Follower
from pipelines.motion.picture import Look
from pipelines.motion.sides import Hand, Side, nearest, place

_WRISTS = [15, 16]
_NUMBER: dict[Side, int] = {"left": 1, "right": 2}


class _Numbers:
    """Rows of one shape, appended; ``code`` as in :mod:`array`."""

    def __init__(self, code: str, *shape: int) -> None:
        self._shape = shape
        self._dtype = np.dtype(code)
        self._data = array(code)

    def add(self, row: NDArray[Any] | None) -> None:
        """A row, or NaN throughout where there is none."""
        filled = np.full(self._shape, np.nan, self._dtype) if row is None else row
        self._data.frombytes(np.ascontiguousarray(filled, self._dtype).tobytes())

    def put(self, number: float) -> None:
        self._data.append(cast(Any, number))

    def rows(self) -> NDArray[Any]:
        flat: NDArray[Any] = np.frombuffer(self._data, self._dtype)
        return flat.reshape(-1, *self._shape)


class _HandRows:
    """One column of hands, as the frames alone laid them; told apart at the end."""

    def __init__(self) -> None:
        self._xyz, self._world = (_Numbers("f", HAND_POINTS, 3) for _ in range(2))
        self._score, self._label, self._near = _Numbers("f"), _Numbers("B"), _Numbers("B")

    def add(self, hand: Hand | None, near: Side | None) -> None:
        self._xyz.add(hand.xyz if hand else None)
        self._world.add(hand.world if hand else None)
        self._score.put(hand.score if hand else np.nan)
        self._label.put(_NUMBER[hand.label] if hand else 0)
        self._near.put(_NUMBER[near] if near else 0)

    def rows(self) -> dict[str, NDArray[Any]]:
        """The arrays themselves, to be written in."""
        return {name[1:]: numbers.rows() for name, numbers in vars(self).items()}


class Rows:
    """Takes results frame by frame and gives the track; ``aspect`` is width / height."""

    def __init__(self, aspect: float) -> None:
        self._aspect = aspect
        self._frame, self._t_us = _Numbers("i"), _Numbers("q")
        self._xyz, self._world = (_Numbers("f", POSE_POINTS, 3) for _ in range(2))
        self._vis, self._presence = (_Numbers("f", POSE_POINTS) for _ in range(2))
        self._status, self._switched = _Numbers("B"), _Numbers("B")
        self._looks = {name: _Numbers("f") for name in Look._fields}
        self._follower = Follower(aspect)
        self._hands = {side: _HandRows() for side in _NUMBER}

    def add(self, at: tuple[int, int], pose: Any, hands: Any, look: Look) -> None:
        """One frame ``at`` (number, microseconds): MediaPipe's pose and hand results, a look.

        Without a picture both results are None.
        """
        frame, t_us = at
        self._frame.put(frame)
        self._t_us.put(t_us)
        xyz = self._add_pose(pose)
        self._switched.put(self._follower.switched(t_us, xyz))
        wrists = None if xyz is None else xyz[_WRISTS, :2]
        placed = place(_hands(hands))
        for side, rows in self._hands.items():
            hand = placed.get(side)
            near = nearest(hand, wrists, self._aspect) if hand and wrists is not None else None
            rows.add(hand, near)
        for name, numbers in self._looks.items():
            numbers.put(getattr(look, name))

    def track(self, info: TrackInfo) -> MotionTrack:
        """The track; the hands change columns in place, so it is asked for once."""
        left, right = told_apart(
            self._t_us.rows() / 1e6, [rows.rows() for rows in self._hands.values()], self._aspect
        )
        return MotionTrack(
            info=info,
            frame=self._frame.rows(),
            t_us=self._t_us.rows(),
            pose_xyz=self._xyz.rows(),
            pose_world=self._world.rows(),
            pose_vis=self._vis.rows(),
            pose_presence=self._presence.rows(),
            pose_status=self._status.rows(),
            pose_switched=self._switched.rows(),
            left=left,
            right=right,
            **{f"picture_{name}": numbers.rows() for name, numbers in self._looks.items()},
        )

    def _add_pose(self, pose: Any) -> NDArray[np.float32] | None:
        points = pose.pose_landmarks[0] if pose and pose.pose_landmarks else None
        xyz = _xyz(points) if points else None
        self._status.put(Status.OBSERVED if points else Status.MISSING)
        self._xyz.add(xyz)
        self._world.add(_xyz(pose.pose_world_landmarks[0]) if points else None)
        self._vis.add(np.array([p.visibility for p in points]) if points else None)
        self._presence.add(np.array([p.presence for p in points]) if points else None)
        return xyz


def _hands(result: Any) -> list[Hand]:
    if result is None:
        return []
    together = zip(
        result.handedness, result.hand_landmarks, result.hand_world_landmarks, strict=True
    )
    return [
        Hand(
            label="left" if labels[0].category_name == "Left" else "right",
            score=labels[0].score,
            xyz=_xyz(points),
            world=_xyz(world),
        )
        for labels, points, world in together
    ]


def _xyz(points: Iterable[Any]) -> NDArray[np.float32]:
    return np.array([(p.x, p.y, p.z) for p in points], np.float32)
