"""LeRobotDataset v3.0: pictures, hands and steps of people at work, for robots that imitate.

An episode is a masked copy: the recording of a take. Pictures and sound come from nowhere else;
what has no confirmed copy is left out, and ``README.md`` says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from data_schemas.errors import InputError
from data_schemas.release import Split
from pipelines.release.bundle import Bundle, Part
from pipelines.release.filmed.canvas import Canvas
from pipelines.release.filmed.shot import whole
from pipelines.release.filmed.sound import write_sound
from pipelines.release.filmed.taken import canvas_for, filmed, take
from pipelines.release.formats.lerobot import side
from pipelines.release.formats.lerobot.episode import Episode, drawn, table
from pipelines.release.formats.lerobot.layout import (
    DATA_PATH,
    EPISODES_PATH,
    SOUND_PATH,
    VIDEO_PATH,
    Totals,
    info,
    path_of,
)
from pipelines.release.formats.lerobot.statistics import Statistics
from pipelines.release.formats.lerobot.tables import (
    EpisodeRow,
    Tasks,
    episode_row,
    tasks_of,
    write_rows,
    write_tasks,
    written,
)
from pipelines.release.heard import Heard
from pipelines.release.split import SPLITS

# Rows of the table of episodes that are held before they are written.
AT_ONCE = 100


def write(bundle: Bundle, out: Path) -> None:
    """Write ``data``, ``videos``, ``sound``, ``meta`` and ``README.md`` into ``out``; without any
    masked copy that has a picture, ``README.md`` alone. One episode is in memory at a time.
    """
    canvas = canvas_for(bundle)
    if canvas is not None:
        _write(bundle, out, canvas)
    text = side.readme(bundle, canvas)
    (out / "README.md").write_text(text, encoding="utf-8", newline="\n")


def _write(bundle: Bundle, out: Path, canvas: Canvas) -> None:
    tasks, options = tasks_of(bundle.records), bundle.options
    writing = _Writing(bundle, out, canvas, tasks)
    (out / EPISODES_PATH).parent.mkdir(parents=True)
    _write_episodes(out / EPISODES_PATH, writing.rows())
    write_tasks(out, tasks)
    totals = Totals(len(writing.told), writing.frames, len(tasks.names), writing.episodes)
    stats = {name: written(name, one) for name, one in writing.stats.items()}
    _json(out / "meta/info.json", info(totals, canvas, options.fps, options.lerobot_language))
    _json(out / "meta/stats.json", stats)
    _json(out / "meta/sonmat.json", side.beside(bundle, tasks, writing.told))


@dataclass
class _Writing:
    """Episodes one after the other, and what grows with each."""

    bundle: Bundle
    out: Path
    canvas: Canvas
    tasks: Tasks
    frames: int = 0
    episodes: dict[Split, int] = field(default_factory=dict)
    stats: dict[str, Statistics] = field(default_factory=dict)
    told: list[dict[str, Any]] = field(default_factory=list)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Writes each and gives its row in the table of episodes."""
        for part, split in _ordered(self.bundle):
            for copy in filmed(part):
                row = self._episode(part, copy)
                if row is None:
                    continue
                self._count(split, row)
                self.told.append(side.episode(self.bundle, part, copy, row.number))
                yield episode_row(row, self.bundle.options.fps)

    def _episode(self, part: Part, copy: Heard) -> EpisodeRow | None:
        """None if the copy has no picture after all."""
        number, options = len(self.told), self.bundle.options
        film, sound = self._place(VIDEO_PATH, number), self._place(SOUND_PATH, number)
        shot = whole(part, copy, options.fps)
        taken = take(part, shot, self.canvas, film)
        if taken is None:
            return None
        write_sound(shot, sound)
        records = self.bundle.records_of(part)
        made = drawn(Episode(number, self.frames, part, records, self.tasks), taken)
        write_rows(self._place(DATA_PATH, number), table(made, options.lerobot_language))
        return EpisodeRow(number, self.frames, len(taken), made.tasks, made.stats)

    def _place(self, template: str, number: int) -> Path:
        path = self.out / path_of(template, number)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def _count(self, split: Split, row: EpisodeRow) -> None:
        self.frames += row.frames
        self.episodes[split] = self.episodes.get(split, 0) + 1
        for name, one in row.stats.items():
            self.stats[name] = self.stats[name].merged(one) if name in self.stats else one


def _ordered(bundle: Bundle) -> Iterator[tuple[Part, Split]]:
    """By split, so that each is a range of episodes."""
    placed = [(part, bundle.split_of(part)) for part in bundle.ordered]
    return ((part, own) for split in SPLITS for part, own in placed if own == split)


def _write_episodes(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    held = list(islice(rows, 1))
    if not held:
        raise InputError("no masked copy has a picture that can be read; process the sessions anew")
    schema = pa.Table.from_pylist(held).schema
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for row in rows:
            if len(held) == AT_ONCE:
                writer.write_table(pa.Table.from_pylist(held, schema))
                held = []
            held.append(row)
        writer.write_table(pa.Table.from_pylist(held, schema))


def _json(path: Path, value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")
