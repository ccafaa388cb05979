"""Parquet and a card that ``datasets.load_dataset(folder)`` opens, written by pyarrow alone.

Two configs: ``segments`` (default) is one row a segment, ``frames`` one row a sampled frame with
its keypoints. Both are split by expert. Class labels are the same in every split.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from data_schemas.motion import MotionTrack
from data_schemas.release import Record, Split
from pipelines.release.bag import sha256
from pipelines.release.bundle import Bundle, Part, file_stem
from pipelines.release.formats.hf_card import Counts, card
from pipelines.release.formats.hf_schema import Column, frame_columns, schema, segment_columns
from pipelines.release.named import named_by
from pipelines.release.split import SPLITS

AT_ONCE = 2_000


def write(bundle: Bundle, out: Path) -> None:
    """Write ``README.md``, ``segments/*.parquet`` and ``frames/*.parquet`` into ``out``."""
    names = step_names(bundle)
    segments = write_segments(bundle, out, names)
    frames = _write_frames(bundle, out, names)
    content = named_by(sha256(path) for path in sorted(out.rglob("*.parquet")))
    counts = Counts(segments, frames, content)
    (out / "README.md").write_text(card(bundle, counts), encoding="utf-8", newline="\n")


def step_names(bundle: Bundle) -> list[str]:
    """Class names ``procedure/step`` in written order, over all versions in the release."""
    procedures = sorted(
        {(p.procedure.id, p.procedure.version): p.procedure for p in bundle.parts}.items()
    )
    found = [f"{key[0]}/{step.id}" for key, procedure in procedures for step in procedure.steps]
    used = (label for r in bundle.records if (label := _label(r)) is not None)
    return list(dict.fromkeys(chain(found, used)))


def _label(record: Record) -> str | None:
    return None if record.step_id is None else f"{record.procedure}/{record.step_id}"


def write_segments(bundle: Bundle, out: Path, names: list[str]) -> dict[Split, int]:
    """Write ``segments/<split>-*.parquet`` into ``out``; rows of each split that has any.
    ``names``: the classes, as of ``step_names``.

    Some thousand rows at a time, so that not all of them are in memory twice.
    """
    columns = segment_columns(names)
    counts: dict[Split, int] = {}
    sides = Counter(record.split for record in bundle.records)
    for split in (one for one in SPLITS if sides[one]):
        own = (record for record in bundle.records if record.split == split)
        path = out / "segments" / f"{split}-00000-of-00001.parquet"
        with _opened(path, columns) as file:
            while rows := [_row(record, names) for record in islice(own, AT_ONCE)]:
                arrays = {c.name: pa.array([row[c.name] for row in rows], c.type) for c in columns}
                _put(file, columns, arrays)
        counts[split] = sides[split]
    return counts


def _row(record: Record, names: list[str]) -> dict[str, Any]:
    label = _label(record)
    first, end = record.track_rows or (None, None)
    return {
        **record.model_dump(mode="json", exclude={"track_rows"}),
        "step": None if label is None else names.index(label),
        "first_row": first,
        "end_row": end,
    }


def _write_frames(bundle: Bundle, out: Path, names: list[str]) -> dict[Split, int]:
    """One file a session, so that no more than one track is in memory."""
    counts: dict[Split, int] = {}
    for split in SPLITS:
        for part in _parts(bundle, split):
            track = part.track()
            if track is None or not len(part.kept_rows(track)):
                continue
            path = out / "frames" / f"{split}-{file_stem(part.session.id)}.parquet"
            bundle.once(path, partial(_write_track, bundle, part, track, names))
            counts[split] = counts.get(split, 0) + len(part.kept_rows(track))
    return counts


def _write_track(
    bundle: Bundle, part: Part, track: MotionTrack, names: list[str], path: Path
) -> None:
    write_table(path, frame_columns(names), _frames(bundle, part, track, names))


def _parts(bundle: Bundle, split: Split) -> Iterable[Part]:
    return bundle.among({record.session for record in bundle.records if record.split == split})


def _frames(
    bundle: Bundle, part: Part, track: MotionTrack, names: list[str]
) -> dict[str, pa.Array]:
    rows = part.kept_rows(track)
    steps = _steps_of_rows(bundle.records_of(part), len(rows), names)
    ids = [None if n < 0 else names[n].removeprefix(f"{part.procedure.id}/") for n in steps]
    arrays = {
        "session": pa.array([part.session.id] * len(rows), pa.string()),
        "expert": pa.array([part.session.expert] * len(rows), pa.string()),
        "row": pa.array(np.arange(len(rows), dtype=np.int32)),
        "t_s": pa.array(track.t_us[rows] / 1e6 + part.shift_s),
        "step_id": pa.array(ids, pa.string()),
        "step": pa.array(steps, pa.int64(), mask=steps < 0),
    }
    return arrays | _points(track, rows)


def _steps_of_rows(
    records: tuple[Record, ...], count: int, names: list[str]
) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Class of every row, -1 outside the steps; where segments overlap the surer one holds."""
    steps = np.full(count, -1, dtype=np.int64)
    for record in sorted(records, key=lambda r: r.confidence):
        label = _label(record)
        if record.track_rows is not None and label is not None:
            steps[slice(*record.track_rows)] = names.index(label)
    return steps


def _points(track: MotionTrack, rows: np.ndarray[Any, Any]) -> dict[str, pa.Array]:
    values: dict[str, np.ndarray[Any, Any]] = {
        "pose": track.pose_xyz,
        "pose_world": track.pose_world,
        "pose_visibility": track.pose_vis,
        "pose_presence": track.pose_presence,
        "pose_status": track.pose_status,
    }
    for side, hand in (("left", track.left), ("right", track.right)):
        values |= {
            f"{side}_hand": hand.xyz,
            f"{side}_hand_world": hand.world,
            f"{side}_hand_score": hand.score,
            f"{side}_hand_status": hand.status,
        }
    return {name: _fixed(array[rows]) for name, array in values.items()}


def _fixed(array: np.ndarray[Any, Any]) -> pa.Array:
    """Rows of a numpy array as nested lists of fixed length, without a copy through Python."""
    if array.dtype == np.uint8:
        array = array.astype(np.int64)
    flat = pa.array(np.ascontiguousarray(array).reshape(-1))
    for width in reversed(array.shape[1:]):
        flat = pa.FixedSizeListArray.from_arrays(flat, width)
    return flat


def write_table(path: Path, columns: list[Column], arrays: dict[str, pa.Array]) -> None:
    with _opened(path, columns) as file:
        _put(file, columns, arrays)


def _opened(path: Path, columns: list[Column]) -> pq.ParquetWriter:
    path.parent.mkdir(exist_ok=True)
    features = {column.name: column.feature for column in columns}
    metadata = {"huggingface": json.dumps({"info": {"features": features}}, ensure_ascii=False)}
    target = schema(columns).with_metadata(metadata)
    return pq.ParquetWriter(path, target, compression="zstd")


def _put(file: pq.ParquetWriter, columns: list[Column], arrays: dict[str, pa.Array]) -> None:
    table = pa.Table.from_arrays([arrays[c.name] for c in columns], schema=file.schema)
    file.write_table(table, row_group_size=10_000)
