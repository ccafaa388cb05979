"""Rows of an episode, and the tables of episodes and tasks, as Parquet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from data_schemas.release import Record
from pipelines.release.formats.lerobot.layout import (
    ACTION,
    CAMERA,
    CHUNK,
    HAND_SHAPE,
    MASKS,
    NUMBERS,
    STATE,
    TASKS_PATH,
)
from pipelines.release.formats.lerobot.statistics import Statistics

OUTSIDE = "work outside the steps"


@dataclass(frozen=True)
class Tasks:
    """Tasks of a dataset: the titles of its steps, each once. ``steps`` are those behind each."""

    names: tuple[str, ...]
    steps: tuple[tuple[tuple[str, str], ...], ...]

    def number(self, record: Record | None) -> int:
        return self.names.index(task_of(record))


def task_of(record: Record | None) -> str:
    if record is None or record.step_id is None:
        return OUTSIDE
    return record.step_title or record.step_id


def tasks_of(records: Iterable[Record]) -> Tasks:
    """In the order of their names, so that a session more moves as few as may be."""
    behind: dict[str, set[tuple[str, str]]] = {OUTSIDE: set()}
    for one in records:
        known = behind.setdefault(task_of(one), set())
        if one.step_id is not None:
            known.add((one.procedure, one.step_id))
    names = tuple(sorted(behind))
    return Tasks(names, tuple(tuple(sorted(behind[name])) for name in names))


def columns(
    vectors: Mapping[str, NDArray[Any]], numbers: Mapping[str, NDArray[Any]]
) -> dict[str, pa.Array]:
    """Columns of an episode in the order of ``meta/info.json``, but those of language."""
    fixed = {name: _fixed(vectors[name]) for one in (STATE, HAND_SHAPE, ACTION)
             for name in (one, MASKS[one])}  # fmt: skip
    return fixed | {name: pa.array(numbers[name].astype(kind)) for name, kind in NUMBERS.items()}


def write_rows(path: Path, found: Mapping[str, pa.Array | pa.ChunkedArray]) -> None:
    """One row group: whoever reads an episode reads one."""
    table = pa.table(dict(found))
    pq.write_table(table, path, compression="zstd", row_group_size=max(1, table.num_rows))


def write_tasks(out: Path, tasks: Tasks) -> None:
    """LeRobot finds the text of a task by its row, in pandas' own index."""
    import pandas as pd  # slow to load, and the app reads this file when it starts

    index = pd.Index(tasks.names, name="task")
    frame = pd.DataFrame({"task_index": np.arange(len(tasks.names))}, index=index)
    pq.write_table(pa.Table.from_pandas(frame), out / TASKS_PATH, compression="zstd")


@dataclass(frozen=True)
class EpisodeRow:
    """``first`` is the number of its first frame in the whole dataset."""

    number: int
    first: int
    frames: int
    tasks: list[str]
    stats: Mapping[str, Statistics]


def episode_row(one: EpisodeRow, fps: int) -> dict[str, Any]:
    chunk, file = divmod(one.number, CHUNK)
    return {
        "episode_index": one.number,
        "tasks": one.tasks,
        "length": one.frames,
        "data/chunk_index": chunk,
        "data/file_index": file,
        "dataset_from_index": one.first,
        "dataset_to_index": one.first + one.frames,
        f"videos/{CAMERA}/chunk_index": chunk,
        f"videos/{CAMERA}/file_index": file,
        f"videos/{CAMERA}/from_timestamp": 0.0,
        f"videos/{CAMERA}/to_timestamp": one.frames / fps,
        "meta/episodes/chunk_index": 0,
        "meta/episodes/file_index": 0,
        **{
            f"stats/{name}/{kind}": value
            for name, found in one.stats.items()
            for kind, value in written(name, found).items()
        },
    }


def written(name: str, one: Statistics) -> dict[str, Any]:
    """Statistics of a feature; colours as lerobot broadcasts them over a picture."""
    return one.written((3, 1, 1) if name == CAMERA else (-1,))


def _fixed(array: NDArray[Any]) -> pa.Array:
    flat = pa.array(np.ascontiguousarray(array).reshape(-1))
    return pa.FixedSizeListArray.from_arrays(flat, array.shape[1])
