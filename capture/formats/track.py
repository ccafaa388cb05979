"""Motion tracks as Parquet: one row a sampled frame, every group of points one column.

Points are FixedSizeList columns (99 numbers are 33 points of x, y, z), compressed with zstd over
byte_stream_split: floats of neighbouring frames share their high bytes. Metadata tells what the
track was made from, the names of the points in order and the shape of every column. NaN is kept
bit for bit, and equal tracks give equal bytes.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from math import prod
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from data_schemas.clock import Interval
from data_schemas.errors import StoreError
from data_schemas.motion import (
    HAND_NAMES,
    POSE_NAMES,
    SCHEMA_VERSION,
    HandsSeen,
    HandTrack,
    MotionTrack,
    Status,
    TrackInfo,
)

_POSE = len(POSE_NAMES)
_HAND = len(HAND_NAMES)
_SIDES = ("left", "right")
# frames a row group: readers of a window take one or two, and pages stay below a megabyte
_GROUP = 4096


class _Column(NamedTuple):
    dtype: type[np.generic]
    shape: tuple[int, ...] = ()


_BODY = {
    "frame": _Column(np.int32),
    "t_us": _Column(np.int64),
    "pose_xyz": _Column(np.float32, (_POSE, 3)),
    "pose_world": _Column(np.float32, (_POSE, 3)),
    "pose_vis": _Column(np.float32, (_POSE,)),
    "pose_presence": _Column(np.float32, (_POSE,)),
    "pose_status": _Column(np.uint8),
    "pose_switched": _Column(np.uint8),
    "picture_energy": _Column(np.float32),
    "picture_light": _Column(np.float32),
    "picture_burnt": _Column(np.float32),
    "picture_detail": _Column(np.float32),
    "picture_right": _Column(np.float32),
    "picture_down": _Column(np.float32),
    "picture_turn": _Column(np.float32),
    "picture_grow": _Column(np.float32),
}
# Absent in the first schema, which knew nothing of the picture and of other people. The second
# says in side_differs only that something differs, and nothing of a camera that moves; the third
# knows only how far that moves right and down.
_SINCE_4 = frozenset({"picture_turn", "picture_grow"})
_SINCE_3 = frozenset({"picture_right", "picture_down"})
_SINCE_2 = frozenset(
    {"pose_switched", "picture_energy", "picture_light", "picture_burnt", "picture_detail"}
)
_ONE_HAND = {
    "xyz": _Column(np.float32, (_HAND, 3)),
    "world": _Column(np.float32, (_HAND, 3)),
    "score": _Column(np.float32),
    "status": _Column(np.uint8),
    "side_differs": _Column(np.uint8),
}
_COLUMNS = _BODY | {f"{side}_{name}": c for side in _SIDES for name, c in _ONE_HAND.items()}


def write_track(track: MotionTrack) -> bytes:
    """The Parquet file of a track; the same bytes for the same track."""
    arrays = dict(_arrays(track))
    table = pa.Table.from_arrays(
        [_to_arrow(arrays[name], column) for name, column in _COLUMNS.items()],
        schema=_schema(_metadata(track.info)),
    )
    out = io.BytesIO()
    pq.write_table(
        table,
        out,
        row_group_size=_GROUP,
        compression="zstd",
        use_dictionary=False,
        use_byte_stream_split=_float_leaves(),
        write_statistics=False,
        write_page_checksum=True,
    )
    return out.getvalue()


def read_track(data: bytes) -> MotionTrack:
    """The track that :func:`write_track` wrote; ``StoreError`` for anything else or damaged."""
    return _read(io.BytesIO(data), None)


def read_track_within(source: BinaryIO, within: Interval) -> MotionTrack:
    """The frames of a track at ``within``; of a seekable ``source`` little more is read.

    Raises what :func:`read_track` raises.
    """
    return _read(source, within)


def read_hands_seen(source: BinaryIO) -> HandsSeen:
    """When hands were seen; of a seekable ``source`` nothing else is read.

    Raises what :func:`read_track` raises.
    """
    with _readable():
        with pq.ParquetFile(source, page_checksum_verification=True) as file:
            known = file.schema_arrow.metadata or {}
            _check(_lacking(TrackInfo.model_validate_json(known[b"sonmat"])), file.schema_arrow)
            names = ("t_us", *(f"{side}_status" for side in _SIDES))
            table = file.read(columns=names)
        t_us, left, right = (_to_numpy(table[name], _COLUMNS[name]) for name in names)
        return HandsSeen(t_us, left == Status.OBSERVED, right == Status.OBSERVED)


def _read(source: BinaryIO, within: Interval | None) -> MotionTrack:
    with _readable():
        with pq.ParquetFile(source, page_checksum_verification=True) as file:
            known = file.schema_arrow.metadata or {}
            info = TrackInfo.model_validate_json(known[b"sonmat"])
            lacking = _lacking(info)
            _check(lacking, file.schema_arrow)
            table = file.read() if within is None else _window(file, within)
        arrays = {
            name: np.zeros((len(table), *column.shape), column.dtype)
            if name in lacking
            else _to_numpy(table[name], column)
            for name, column in _COLUMNS.items()
        }
        return _track(info.model_copy(update={"schema_version": SCHEMA_VERSION}), arrays)


@contextmanager
def _readable() -> Iterator[None]:
    """What goes wrong inside is told as a damaged track or one of another version."""
    try:
        yield
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        if isinstance(error, _OtherVersion):
            raise StoreError(str(error)) from None
        raise StoreError(
            "The motion track cannot be read, its bytes are damaged or are no motion track: "
            "process the recording again."
        ) from error


def _window(file: pq.ParquetFile, within: Interval) -> pa.Table:
    """Rows at ``within``, from the row groups that hold any: times are read first, alone."""
    t_us = file.read(columns=["t_us"])["t_us"].to_numpy()
    first, last = np.searchsorted(t_us, [within.start_s * 1e6, within.end_s * 1e6])
    sizes = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
    starts = np.concatenate(([0], np.cumsum(sizes)))
    groups = [n for n in range(len(sizes)) if starts[n] < last and first < starts[n + 1]]
    if not groups:
        return file.schema_arrow.empty_table()
    return file.read_row_groups(groups).slice(first - starts[groups[0]], last - first)


class _OtherVersion(ValueError):
    pass


def _arrays(track: MotionTrack) -> Iterator[tuple[str, NDArray[Any]]]:
    for name in _BODY:
        yield name, getattr(track, name)
    for side in _SIDES:
        for name in _ONE_HAND:
            yield f"{side}_{name}", getattr(getattr(track, side), name)


def _track(info: TrackInfo, arrays: dict[str, NDArray[Any]]) -> MotionTrack:
    hands = {
        side: HandTrack(**{name: arrays[f"{side}_{name}"] for name in _ONE_HAND}) for side in _SIDES
    }
    body: dict[str, Any] = {name: arrays[name] for name in _BODY}
    return MotionTrack(info=info, **body, left=hands["left"], right=hands["right"])


def _to_arrow(array: NDArray[Any], column: _Column) -> pa.Array:
    flat = pa.array(np.ascontiguousarray(array, column.dtype).reshape(-1))
    if not column.shape:
        return flat
    return pa.FixedSizeListArray.from_arrays(flat, type=_arrow_type(column))


def _to_numpy(chunked: pa.ChunkedArray, column: _Column) -> NDArray[Any]:
    """A writable array of its own, ``(rows, *column.shape)``."""
    whole = chunked.combine_chunks()
    if whole.null_count:
        raise ValueError("a motion track has no nulls")
    flat = whole.flatten() if column.shape else whole
    values = np.array(flat.to_numpy(zero_copy_only=False), column.dtype)
    return values.reshape(len(chunked), *column.shape)


def _arrow_type(column: _Column) -> pa.DataType:
    plain = pa.from_numpy_dtype(column.dtype)
    if not column.shape:
        return plain
    return pa.list_(pa.field("element", plain, nullable=False), prod(column.shape))


def _schema(metadata: dict[str, str] | None = None) -> pa.Schema:
    return pa.schema(
        [pa.field(name, _arrow_type(c), nullable=False) for name, c in _COLUMNS.items()],
        metadata=metadata,
    )


def _metadata(info: TrackInfo) -> dict[str, str]:
    shapes = {name: column.shape for name, column in _COLUMNS.items()}
    return {
        "sonmat": json.dumps(info.model_dump(mode="json"), sort_keys=True),
        "schema_version": info.schema_version,
        "pose_points": json.dumps(POSE_NAMES),
        "hand_points": json.dumps(HAND_NAMES),
        "shapes": json.dumps(shapes),
    }


def _lacking(info: TrackInfo) -> frozenset[str]:
    """Columns that a track of an older schema does not have: they are read as zeros."""
    later = _SINCE_3 | _SINCE_4
    older = {"1": _SINCE_2 | later, "2": later, "3": _SINCE_4, SCHEMA_VERSION: frozenset[str]()}
    if info.schema_version not in older:
        raise _OtherVersion(
            f"The motion track has schema version {info.schema_version} and this Sonmat reads "
            f"{SCHEMA_VERSION}: process the recording again."
        )
    return older[info.schema_version]


def _check(lacking: frozenset[str], schema: pa.Schema) -> None:
    wanted = [field for field in _schema() if field.name not in lacking]
    if not schema.equals(pa.schema(wanted)):
        raise ValueError("the columns are not those of a motion track")


def _float_leaves() -> list[str]:
    """Parquet paths of the float columns; a list's numbers lie below it."""
    return [
        f"{name}.list.element" if column.shape else name
        for name, column in _COLUMNS.items()
        if column.dtype is np.float32
    ]
