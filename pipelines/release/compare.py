"""What changed between two releases."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from data_schemas.errors import InputError
from data_schemas.value import Value
from pipelines.release.bag import manifest_of, verify

SEGMENTS = Path("data/hf/segments")


class Changes(Value):
    """Names that are only in the second, only in the first, or differ; each sorted."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


class Difference(Value):
    """``records`` is None where one of the releases has no format ``hf`` to read them from."""

    files: Changes
    records: Changes | None


def diff(first: Path, second: Path) -> Difference:
    """Files and records that the second release added, removed or changed.

    ``InputError`` if either is damaged: a comparison with a damaged copy would mislead.
    """
    for folder in (first, second):
        problems = verify(folder)
        if problems:
            raise InputError(
                f"{folder.name} is not a whole release ({problems[0]}); run verify on it"
            )
    old, new = _records(first), _records(second)
    return Difference(
        files=_changes(manifest_of(first), manifest_of(second)),
        records=None if old is None or new is None else _changes(old, new),
    )


def _records(folder: Path) -> dict[str, Any] | None:
    files = sorted((folder / SEGMENTS).glob("*.parquet"))
    if not files:
        return None
    # the class number of a step moves when a step is added elsewhere: that is no change of a row
    rows = [row for file in files for row in pq.read_table(file).drop_columns("step").to_pylist()]
    return {row["id"]: row for row in rows}


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Changes:
    return Changes(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(sorted(key for key in old.keys() & new.keys() if old[key] != new[key])),
    )
