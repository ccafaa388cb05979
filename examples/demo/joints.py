"""The exact joints of every frame as Parquet, and which of them the camera sees."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from .body import Array
from .camera import View, depth, project
from .paths import atomic
from .performance import POINTS

FINGERS = ("index", "middle", "ring", "little")
HAND_NAMES = [
    "wrist",
    *(f"thumb_{joint}" for joint in ("cmc", "mcp", "ip", "tip")),
    *(f"{finger}_{joint}" for finger in FINGERS for joint in ("mcp", "pip", "dip", "tip")),
]
BODY_NAMES = [name for name, _ in POINTS]
PARTS = {"left": "left_hand", "right": "right_hand", "body": "body"}
PLACE_STEP = 1e-4  # m; finer digits are noise that does not compress
PICTURE_STEP = 1e-4  # share of the picture
# How far inside the skin a joint may lie and still count as seen, m.
HAND_DEEP = np.array([0.030, *([0.026, 0.020, 0.016, 0.014] * 5)])
BODY_DEEP = {"shoulder": 0.09, "elbow": 0.06, "wrist": 0.035, "hip": 0.16, "eye": 0.03}


def _body_deep() -> Array:
    return np.array([BODY_DEEP.get(name.split("_")[-1], 0.02) for name in BODY_NAMES])


DEEP = {"left": HAND_DEEP, "right": HAND_DEEP, "body": _body_deep()}


def visible(
    matrix: Array, points: Array, distances: NDArray[np.float32], deep: Array
) -> NDArray[np.bool_]:
    """Which points [J, 3] are in the picture and not behind something nearer, bool [J].

    ``distances`` [h, w] is the depth buffer in m; ``deep`` [J] how far inside the skin each
    point lies at most.
    """
    height, width = distances.shape
    at = project(matrix, points)
    inside = ((at >= 0) & (at < 1)).all(axis=1) & (depth(matrix, points) > 0)
    x = np.clip((at[:, 0] * width).astype(int), 0, width - 1)
    y = np.clip((at[:, 1] * height).astype(int), 0, height - 1)
    return np.asarray(inside & (depth(matrix, points) - distances[y, x] < deep))


@dataclass
class Joints:
    """The rows of one camera's recording, filled frame by frame."""

    rows: dict[str, list[Array]] = field(default_factory=dict)

    def add(
        self, found: dict[str, Array], view: View, distances: NDArray[np.float32] | None
    ) -> None:
        """One frame: joints in m, seen by ``view``; without a depth buffer sight is unknown."""
        for part, points in found.items():
            name = PARTS[part]
            values = {"m": points, "px": project(view.matrix, points)}
            if distances is not None:
                values["seen"] = visible(view.matrix, points, distances, DEEP[part])
            for key, value in values.items():
                self.rows.setdefault(f"{name}_{key}", []).append(value)
        self.rows.setdefault("camera", []).append(view.matrix)

    def write(self, path: Path, about: dict[str, Any]) -> None:
        """One row a frame: ``t_us``, and for each part ``_m``, ``_px`` and ``_seen``."""
        count = len(self.rows["camera"])
        times = [round(i / about["fps"] * 1e6) for i in range(count)]
        columns = {"t_us": pa.array(times, pa.int64())}
        columns |= {name: _column(name, rows) for name, rows in self.rows.items()}
        meta = {
            "synthetic": "true",
            "hand_joints": json.dumps(HAND_NAMES),
            "body_points": json.dumps(BODY_NAMES),
            "units": "_m: metres, z up, the person faces -y; _px: share of width and height; "
            "_seen: not hidden by anything nearer; camera: world to clip space, row by row",
        } | {key: str(value) for key, value in about.items()}
        table = pa.table(columns).replace_schema_metadata(meta)
        floats = [
            name for name in columns if pa.types.is_fixed_size_list(table.schema.field(name).type)
        ]
        split = [f"{name}.list.element" for name in floats if not name.endswith("_seen")]
        options: dict[str, Any] = {"compression": "zstd", "compression_level": 15}
        with atomic(path) as temp:
            pq.write_table(
                table, temp, use_dictionary=False, use_byte_stream_split=split, **options
            )

    def outside(self, fps: int) -> list[dict[str, Any]]:
        """When a whole hand is out of the picture: rows with hand, start_s and end_s."""
        out = []
        for hand in ("left", "right"):
            at = np.array(self.rows[f"{hand}_hand_px"])
            gone = ((at < 0) | (at >= 1)).any(axis=2).all(axis=1)
            edges = np.flatnonzero(np.diff(np.concatenate([[0], gone.astype(int), [0]])))
            for start, end in edges.reshape(-1, 2):
                times = {"start_s": round(start / fps, 3), "end_s": round(end / fps, 3)}
                out.append({"hand": hand} | times)
        return out


def _column(name: str, rows: list[Array]) -> pa.Array:
    """Rows of [J, k] as fixed-size lists, rounded to what is meant."""
    flat = np.array(rows).reshape(len(rows), -1)
    if name.endswith("_seen"):
        return pa.FixedSizeListArray.from_arrays(pa.array(flat.ravel()), flat.shape[1])
    if name != "camera":
        step = PLACE_STEP if name.endswith("_m") else PICTURE_STEP
        flat = np.round(flat / step) * step
    return pa.FixedSizeListArray.from_arrays(flat.astype(np.float32).ravel(), flat.shape[1])
