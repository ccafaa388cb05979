"""A generated take as a motion track: its exact joints with a little noise, as if a model had seen
them. No picture is rendered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from data_schemas.motion import HandTrack, MotionTrack, Status, TrackInfo
from examples.demo.joints import BODY_NAMES

NOISE_PX = 1.0  # a joint and a frame; and as much again that a whole hand shares
NOISE_M = 0.003
Array = NDArray[Any]
# Where the generator's body points stand in MediaPipe's order.
BODY = {
    "nose": 0, "left_eye": 2, "right_eye": 5, "left_shoulder": 11, "right_shoulder": 12,
    "left_elbow": 13, "right_elbow": 14, "left_wrist": 15, "right_wrist": 16, "left_hip": 23,
    "right_hip": 24,
}  # fmt: skip


def seen(folder: Path, truth: dict[str, Any], seed: int) -> MotionTrack:
    """The exact joints of a take with noise; what lies out of the picture is missing."""
    table = pq.read_table(folder / truth["cameras"][0]["joints"])
    n, size, rng = len(table), np.array(truth["size"]), np.random.default_rng(seed)
    column = {
        name: np.array(table[name].to_pylist(), float).reshape(n, -1) for name in table.column_names
    }
    axes = _axes(column["camera"].reshape(n, 4, 4))

    def part(name: str) -> tuple[Array, Array, NDArray[np.bool_]]:
        px = column[f"{name}_px"].reshape(n, -1, 2)
        world = column[f"{name}_m"].reshape(n, -1, 3)
        inside = ((px > 0) & (px < 1)).all(axis=2).mean(axis=1) > 0.7
        noise = rng.normal(0, NOISE_PX, (n, 1, 2)) + rng.normal(0, NOISE_PX, px.shape)
        flat = np.concatenate([px + noise / size, np.zeros((*px.shape[:2], 1))], axis=2)
        turned = np.einsum("nij,nkj->nki", axes, world - world.mean(axis=1, keepdims=True))
        return flat, turned + rng.normal(0, NOISE_M, turned.shape), inside

    nothing = np.zeros(n, np.float32)
    xyz, world, status = _body(*part("body"))
    return MotionTrack(
        info=TrackInfo(
            width=int(size[0]), height=int(size[1]), source_fps=truth["fps"],
            sampled_fps=truth["fps"],
            mediapipe_version="none", model_digests={},
        ),
        frame=np.arange(n, dtype=np.int32),
        t_us=np.asarray(column["t_us"].ravel(), np.int64),
        pose_xyz=xyz, pose_world=world, pose_status=status,
        pose_vis=np.ones((n, 33), np.float32), pose_presence=np.ones((n, 33), np.float32),
        pose_switched=np.zeros(n, np.uint8),
        picture_energy=nothing, picture_light=nothing, picture_burnt=nothing,
        picture_detail=nothing, picture_right=nothing, picture_down=nothing, picture_turn=nothing,
        picture_grow=nothing,
        left=_hand(*part("left_hand")), right=_hand(*part("right_hand")),
    )  # fmt: skip


def _axes(camera: Array) -> Array:
    """The camera's right, down and forward in the world [n, 3, 3], from its matrix."""
    rows = np.stack([camera[:, 0, :3], -camera[:, 1, :3], camera[:, 3, :3]], axis=1)
    return np.asarray(rows / np.linalg.norm(rows, axis=2, keepdims=True))


def _body(xyz: Array, world: Array, inside: NDArray[np.bool_]) -> tuple[Any, Any, Any]:
    """In MediaPipe's order; points that the generator has not lie between the shoulders."""
    shoulders = [BODY_NAMES.index(f"{side}_shoulder") for side in ("left", "right")]
    out = []
    for points in (xyz, world):
        whole = np.repeat(points[:, shoulders].mean(axis=1, keepdims=True), 33, axis=1)
        whole[:, [BODY[name] for name in BODY_NAMES]] = points
        whole[~inside] = np.nan
        out.append(whole.astype(np.float32))
    return out[0], out[1], _status(inside)


def _hand(xyz: Array, world: Array, inside: NDArray[np.bool_]) -> HandTrack:
    for points in (xyz, world):
        points[~inside] = np.nan
    return HandTrack(
        xyz=xyz.astype(np.float32),
        world=world.astype(np.float32),
        score=np.where(inside, 1.0, np.nan).astype(np.float32),
        status=_status(inside),
        side_differs=np.zeros(len(xyz), np.uint8),
    )


def _status(inside: NDArray[np.bool_]) -> NDArray[np.uint8]:
    return np.where(inside, Status.OBSERVED, Status.MISSING).astype(np.uint8)
