"""What changed between two releases."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from data_schemas.errors import InputError
from data_schemas.value import Value
from pipelines.release.bag import manifest_of, verify

SEGMENTS, UNITS = Path("data/hf/segments"), Path("data/qa")
_WORD, _MARK = re.compile(r"\w+"), re.compile(r"\[[^\[\]]*\]")
Rows = dict[str, Any]


class Changes(Value):
    """Names that are only in the second, only in the first, or differ; each sorted."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


class Difference(Value):
    """What is None cannot be told: one of the releases has no format to read it from.

    ``records`` are segments, ``steps`` those that were seen (``procedure/step``), ``units``
    know-how cards. ``words`` are those that occur in one of the two alone, without whose they are
    and without the marks that stand for what is hidden; none is ever changed.
    """

    files: Changes
    records: Changes | None
    sessions: Changes | None = None
    steps: Changes | None = None
    units: Changes | None = None
    words: Changes | None = None


@dataclass(frozen=True)
class _Content:
    records: Rows | None
    units: Rows | None

    def of_records(self, key: Callable[[Any], str], value: Callable[[Any], Any]) -> Rows | None:
        """Something of each record by its name; of several alike all there are."""
        if self.records is None:
            return None
        found: dict[str, Any] = {}
        for row in self.records.values():
            if name := key(row):
                found.setdefault(name, set()).add(value(row))
        return found

    def words(self) -> Rows | None:
        if self.records is None and self.units is None:
            return None
        texts = [row["narration"] for row in (self.records or {}).values()]
        texts += [row["answer"] for row in (self.units or {}).values()]
        return {word: None for text in texts for word in _WORD.findall(_MARK.sub(" ", text))}


def diff(first: Path, second: Path) -> Difference:
    """Files, records, sessions, steps, know-how cards and words that the second release added,
    removed or changed.

    ``InputError`` if either is damaged: a comparison with a damaged copy would mislead.
    """
    for folder in (first, second):
        problems = verify(folder)
        if problems:
            raise InputError(
                f"{folder.name} is not a whole release ({problems[0]}); run verify on it"
            )
    old, new = _read(first), _read(second)
    return Difference(
        files=_changes(manifest_of(first), manifest_of(second)),
        records=_told(old.records, new.records),
        sessions=_told(*(one.of_records(_session, _nothing) for one in (old, new))),
        steps=_told(*(one.of_records(_step, _title) for one in (old, new))),
        units=_told(old.units, new.units),
        words=_told(old.words(), new.words()),
    )


def _read(folder: Path) -> _Content:
    return _Content(_records(folder), _units(folder))


def _records(folder: Path) -> Rows | None:
    files = sorted((folder / SEGMENTS).glob("*.parquet"))
    if not files:
        return None
    # the class number of a step moves when a step is added elsewhere: that is no change of a row
    rows = [row for file in files for row in pq.read_table(file).drop_columns("step").to_pylist()]
    return {row["id"]: row for row in rows}


def _units(folder: Path) -> Rows | None:
    if not (folder / UNITS).is_dir():
        return None
    found: dict[str, Any] = {}
    for file in sorted((folder / UNITS).glob("*.jsonl")):
        with file.open(encoding="utf-8") as lines:
            found |= {row["unit"]: row for row in map(json.loads, lines)}
    return found


def _session(row: Any) -> str:
    return str(row["session"])


def _step(row: Any) -> str:
    return f"{row['procedure']}/{row['step_id']}" if row["step_id"] is not None else ""


def _title(row: Any) -> str:
    return str(row["step_title"])


def _nothing(_: Any) -> None:
    return None


def _told(old: Rows | None, new: Rows | None) -> Changes | None:
    return None if old is None or new is None else _changes(old, new)


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Changes:
    return Changes(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(sorted(key for key in old.keys() & new.keys() if old[key] != new[key])),
    )
