"""What the examples read of a release: movement and steps from ``hf``, words from ``vtt``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from datasets import Dataset, concatenate_datasets, load_dataset

Array = np.ndarray[Any, Any]
PARTS = ("pose", "left_hand", "right_hand")  # 33, 21 and 21 points
_TIMES = re.compile(r"(\d+):(\d\d):(\d\d\.\d+) --> (\d+):(\d\d):(\d\d\.\d+)")


class NoRelease(RuntimeError):
    """The folder cannot be used; the message is one sentence."""


@dataclass(frozen=True)
class Take:
    """One session of n rows: ``t_s`` seconds, ``steps`` class or -1, ``said`` (start, end, words).

    ``pictured`` [n, 75, 2] are body, left and right hand in shares of the picture, ``metres``
    [n, 75, 3] the same around the middle of the hips and of each hand; NaN where not found.
    """

    session: str
    expert: str
    procedure: str
    t_s: Array
    pictured: Array
    metres: Array
    steps: Array
    said: tuple[tuple[float, float, str], ...] = ()


@dataclass(frozen=True)
class Corpus:
    """All takes. ``names`` are the classes ``procedure/step``, in the written order."""

    takes: tuple[Take, ...]
    names: tuple[str, ...]
    splits: dict[str, str] = field(default_factory=dict)

    def classes(self, procedure: str) -> list[int]:
        """The classes of one procedure, in the written order."""
        return [n for n, name in enumerate(self.names) if name.startswith(f"{procedure}/")]


def read(release: Path) -> Corpus:
    """The release in the folder ``release``; ``NoRelease`` if it has no keypoints."""
    hf = release / "data" / "hf"
    if not (hf / "frames").is_dir():
        raise NoRelease(f"{release.name} has no keypoints: make a release with the format hf")
    segments, frames = _rows(hf, "segments"), _rows(hf, "frames")
    procedures = dict(zip(segments["session"], segments["procedure"], strict=True))
    splits = dict(zip(segments["expert"], segments["split"], strict=True))
    takes = tuple(_takes(frames, procedures, release / "data" / "vtt"))
    return Corpus(takes, tuple(segments.features["step"].names), splits)


def _rows(hf: Path, config: str) -> Dataset:
    splits = load_dataset(str(hf), config)
    return concatenate_datasets(list(splits.values()))


def _takes(frames: Dataset, procedures: dict[str, str], vtt: Path) -> Iterator[Take]:
    sessions = np.array(frames["session"])
    numbers = frames.with_format("numpy")
    for session in sorted(set(sessions)):
        rows = numbers.select(np.flatnonzero(sessions == session))
        steps = [-1 if step is None else step for step in rows.with_format(None)["step"]]
        yield Take(
            session=session,
            expert=str(rows[0]["expert"]),
            procedure=procedures[session],
            t_s=np.asarray(rows["t_s"][:], float),
            pictured=_points(rows, PARTS)[..., :2],
            metres=_points(rows, tuple(f"{part}_world" for part in PARTS)),
            steps=np.asarray(steps, int),
            said=words(vtt / f"{session}.vtt"),
        )


def _points(rows: Dataset, names: tuple[str, ...]) -> Array:
    return np.concatenate([np.asarray(rows[name][:], float) for name in names], axis=1)


def words(path: Path) -> tuple[tuple[float, float, str], ...]:
    """The cues of a WebVTT file, (start, end, words); none where there is no file."""
    if not path.is_file():
        return ()
    found = []
    for block in path.read_text("utf-8").split("\n\n"):
        times = _TIMES.search(block)
        if times:
            start, end = _seconds(times.groups()[:3]), _seconds(times.groups()[3:])
            text = re.sub(r"<[^>]*>", "", block[times.end() :]).strip()
            found.append((start, end, text))
    return tuple(found)


def _seconds(parts: tuple[str, ...]) -> float:
    hours, minutes, seconds = map(float, parts)
    return hours * 3600 + minutes * 60 + seconds
