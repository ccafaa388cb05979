"""Are the splits of a release apart? Read from its files alone, as whoever receives it has them.

A person or a session on two sides is a leak, and so is work of two people on two sides that is
nearly the same (``alike``). Read are the formats that name people beside splits: ``hf``, every
format of JSON lines, and ``activitynet``. The others are made of the same rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.release.alike import Path as Wrists
from pipelines.release.alike import Work, alike, shingles, wrist_path
from pipelines.release.split import SPLITS

SUBSETS = {"training": "train", "validation": "validation", "testing": "test"}
ROW = ["session", "expert", "split", "narration"]
MOVED = ["t_s", "pose"]
BROKEN = (OSError, ValueError, KeyError, TypeError, AttributeError, pa.ArrowException)


@dataclass
class Found:
    """``sides``: where each person and each session is, by (what it is, its id)."""

    sides: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    person: dict[str, str] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=dict)

    def add(self, session: str, person: str, split: str, said: str = "") -> None:
        self.sides.setdefault(("person", person), set()).add(split)
        self.sides.setdefault(("session", session), set()).add(split)
        self.person[session] = person
        self.said.setdefault(session, []).append(said)


def leaks(folder: Path) -> list[str]:
    """What is on two sides, a sentence each; nothing gives an empty list.

    What cannot be read is a sentence, too: a check that saw nothing must not say that all is well.
    """
    found, problems = Found(), []
    for file, read in _files(folder / "data"):
        try:
            for row in read(file):
                found.add(*row)
        except BROKEN:
            problems.append(f"{file.relative_to(folder).as_posix()} cannot be read for its splits")
    problems += [
        f"{what} {name} is in more than one split ({', '.join(sorted(sides))})"
        for (what, name), sides in sorted(found.sides.items())
        if len(sides) > 1
    ]
    return problems + [
        f"sessions {one} and {other} are nearly the same and in different splits"
        for one, other in _twins(found, folder)
    ]


def _twins(found: Found, folder: Path) -> Iterator[tuple[str, str]]:
    """Only across sides: on one side they may be alike."""
    works = [_work(found, folder, one) for one in sorted(found.said)]
    sides = {name: side for (what, name), side in found.sides.items() if what == "session"}
    yield from alike(works, lambda a, b: sides[a] != sides[b])


def _work(found: Found, folder: Path, session: str) -> Work:
    told = shingles(" ".join(found.said[session]))
    path = _path_of(folder, session)
    return Work(session, found.person[session], len(told), lambda: told, path)


def _path_of(folder: Path, session: str) -> Any:
    def read() -> Wrists | None:
        files = sorted((folder / "data/hf/frames").glob(f"*-{session}.parquet"))
        try:
            tables = [pq.read_table(one, columns=MOVED) for one in files]
        except BROKEN:
            return None
        if not tables:
            return None
        table = pa.concat_tables(tables)
        pose = table["pose"].combine_chunks().flatten().flatten().to_numpy(zero_copy_only=False)
        return wrist_path(table["t_s"].to_numpy(), pose.reshape(len(table), -1, 3))

    return read


Row = tuple[str, str, str, str]


def _files(data: Path) -> Iterator[tuple[Path, Any]]:
    for file in sorted((data / "hf/segments").glob("*.parquet")):
        yield file, _of_parquet
    for split in SPLITS:
        for file in sorted(data.glob(f"*/{split}.jsonl")):
            yield file, _of_lines
    for file in sorted(data.glob("activitynet/annotations.json")):
        yield file, _of_activities


def _of_parquet(file: Path) -> Iterable[Row]:
    for batch in pq.ParquetFile(file).iter_batches(columns=ROW):
        for row in batch.to_pylist():
            named = file.name.partition("-")[0]
            yield row["session"], row["expert"], row["split"], row["narration"]
            yield row["session"], row["expert"], named, ""  # as a loader splits it


def _of_lines(file: Path) -> Iterable[Row]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            row: Mapping[str, str] = json.loads(line)
            if "expert" in row:
                yield row["session"], row["expert"], file.stem, ""


def _of_activities(file: Path) -> Iterable[Row]:
    for session, video in json.loads(file.read_text(encoding="utf-8"))["database"].items():
        yield session, video["sonmat"]["expert"], SUBSETS[video["subset"]], ""
