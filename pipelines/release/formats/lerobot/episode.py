"""The rows of one episode: a row a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data_schemas.release import Record
from pipelines.release.bundle import Part
from pipelines.release.filmed.states import deltas
from pipelines.release.filmed.taken import Taken, labels
from pipelines.release.formats.lerobot import language
from pipelines.release.formats.lerobot.layout import (
    ACTION,
    CAMERA,
    EVENTS,
    HAND_SHAPE,
    MASKS,
    PERSISTENT,
    STATE,
    VECTORS,
)
from pipelines.release.formats.lerobot.statistics import Statistics, of_levels, of_values
from pipelines.release.formats.lerobot.tables import Tasks, columns


@dataclass(frozen=True)
class Episode:
    """``first`` is the number of its first row in the whole dataset."""

    number: int
    first: int
    part: Part
    records: tuple[Record, ...]
    tasks: Tasks


@dataclass(frozen=True, eq=False)
class Drawn:
    """``vectors`` and ``numbers`` by column, ``labelled`` the number of each row's record."""

    episode: Episode
    taken: Taken
    vectors: Mapping[str, NDArray[Any]]
    numbers: Mapping[str, NDArray[Any]]
    labelled: NDArray[np.int64]
    stats: dict[str, Statistics]

    @property
    def tasks(self) -> list[str]:
        """Names of those that occur, in the order of their numbers."""
        names = self.episode.tasks.names
        return [names[number] for number in np.unique(self.numbers["task_index"])]


def drawn(episode: Episode, taken: Taken) -> Drawn:
    found = taken.states
    change, changed = deltas(found.picture, found.picture_valid, taken.goes_on)
    vectors = {
        STATE: found.picture, MASKS[STATE]: found.picture_valid,
        HAND_SHAPE: found.hands, MASKS[HAND_SHAPE]: found.hands_valid,
        ACTION: change, MASKS[ACTION]: changed,
    }  # fmt: skip
    labelled = labels(episode.records, taken.session_s)
    numbers = _numbers(episode, taken, labelled)
    stats = {CAMERA: of_levels(taken.film.levels, taken.film.looked)}
    for name in VECTORS:
        mask = vectors[MASKS[name]].astype(np.bool_)
        stats[name], stats[MASKS[name]] = of_values(vectors[name], mask), of_values(mask)
    stats |= {name: of_values(values) for name, values in numbers.items()}
    return Drawn(episode, taken, vectors, numbers, labelled, stats)


def table(made: Drawn, with_language: bool) -> dict[str, pa.Array | pa.ChunkedArray]:
    """All columns of its rows."""
    found: dict[str, Any] = dict(columns(made.vectors, made.numbers))
    if with_language:
        episode, shot, rows = made.episode, made.taken.shot, len(made.taken)
        lasting = language.steps(episode.records, made.labelled)
        found[PERSISTENT] = language.persistent(lasting, rows, shot.fps)
        found[EVENTS] = language.events(language.words(episode.part, shot), rows)
    return found


def _numbers(
    episode: Episode, taken: Taken, labelled: NDArray[np.int64]
) -> dict[str, NDArray[Any]]:
    rows = np.arange(len(taken))
    # one more, which -1 finds: no record
    records = (*episode.records, None)
    tasks = np.array([episode.tasks.number(one) for one in records])
    confidence = np.array([one.confidence if one else 0.0 for one in records])
    reviewed = np.array([one is not None and one.status in language.REVIEWED for one in records])
    return {
        "timestamp": (rows / taken.shot.fps).astype(np.float32),
        "frame_index": rows,
        "episode_index": np.full(len(rows), episode.number),
        "index": rows + episode.first,
        "task_index": tasks[labelled],
        "time.source_s": taken.source_s,
        "time.session_s": taken.session_s,
        "step.confidence": confidence[labelled],
        "step.reviewed": reviewed[labelled],
    }
