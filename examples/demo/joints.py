"""The exact joints of every frame as Parquet."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from .body import Array
from .camera import camera, project
from .paths import atomic
from .performance import POINTS, Performance

FINGERS = ("index", "middle", "ring", "little")
HAND_NAMES = [
    "wrist",
    *(f"thumb_{joint}" for joint in ("cmc", "mcp", "ip", "tip")),
    *(f"{finger}_{joint}" for finger in FINGERS for joint in ("mcp", "pip", "dip", "tip")),
]
PLACE_STEP = 1e-4  # m; finer digits are noise that does not compress
PICTURE_STEP = 1e-4  # share of the picture


def _column(rows: list[Array], step: float) -> pa.Array:
    """Rows of [J, k] as fixed-size lists of float32, rounded to ``step``."""
    flat = np.round(np.array(rows).reshape(len(rows), -1) / step) * step
    return pa.FixedSizeListArray.from_arrays(flat.astype(np.float32).ravel(), flat.shape[1])


def write(path: Path, show: Performance, frames: int, size: tuple[int, int]) -> None:
    """One row a frame: ``t_us`` and, for each hand and the body, ``_m`` (m) and ``_px`` (0..1).

    Lists are flattened joint by joint; the names are in the file's metadata.
    """
    fps = show.take.truth["fps"]
    times = [frame / fps for frame in range(frames)]
    found = [show.joints(show.pose(t)) for t in times]
    matrix = camera(size)
    columns = {"t_us": pa.array([round(t * 1e6) for t in times], pa.int64())}
    for part in ("left", "right", "body"):
        name = part if part == "body" else f"{part}_hand"
        rows = [joints[part] for joints in found]
        columns[f"{name}_m"] = _column(rows, PLACE_STEP)
        columns[f"{name}_px"] = _column([project(matrix, row) for row in rows], PICTURE_STEP)
    meta = {
        "synthetic": "true",
        "hand_joints": json.dumps(HAND_NAMES),
        "body_points": json.dumps([name for name, _ in POINTS]),
        "units": "_m: metres, z up, the person faces -y; _px: share of width and height",
        "seed": str(show.take.truth["seed"]),
        "fps": str(fps),
    }
    table = pa.table(columns).replace_schema_metadata(meta)
    lists = [name for name in columns if name != "t_us"]
    with atomic(path) as temp:
        pq.write_table(
            table,
            temp,
            compression="zstd",
            compression_level=15,
            use_dictionary=False,
            use_byte_stream_split=[f"{name}.list.element" for name in lists],
        )
