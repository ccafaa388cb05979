"""The figures of a study from its filled forms (examples/study/forms).

Codes of experts group the rows and are nowhere in what comes out: figures are over all of them.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from examples.study.redrawn import Figure, redrawn

Row = Mapping[str, str]
FORMS: dict[str, tuple[str, ...]] = {
    "elements": ("expert", "session", "element", "kind", "first", "debrief", "second"),
    "silent": ("expert", "session", "start_s", "end_s", "silent", "told"),
    "speech": ("expert", "session", "language", "db", "reference", "errors"),
    "minutes": ("job", "way", "recorded_min", "human_min"),
}
LOUDNESS = ((20.0, "20 dB and more"), (10.0, "10 to 20 dB"), (5.0, "5 to 10 dB"))


def read(folder: Path, form: str) -> list[Row]:
    """The rows of a form. Raises ValueError where a column is missing or a row has none."""
    path = folder / f"{form}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
        columns = tuple(rows[0]) if rows else ()
    missing = [one for one in FORMS[form] if one not in columns]
    if missing:
        raise ValueError(f"{path} has no column {missing[0]}, or no row: fill in the form.")
    return rows


def figures(folder: Path) -> dict[str, Figure | float]:
    """All figures of a study by name; shares between 0 and 1, ratios without a unit."""
    told = _grouped(read(folder, "elements"))
    silent = _grouped(read(folder, "silent"))
    found: dict[str, Figure | float] = {
        "told in the first pass": redrawn(told, _mean("first")),
        "told in the plain talk after it": redrawn(told, _mean("debrief")),
        "told in the second pass": redrawn(told, _mean("second")),
        "second pass above plain talk": redrawn(told, _above),
        "silent actions found": redrawn(silent, _share("told", of="silent")),
        "questions that were worth asking": redrawn(silent, _share("silent", of="told")),
    }
    return found | _heard(read(folder, "speech")) | _minutes(read(folder, "minutes"))


def _heard(rows: Sequence[Row]) -> dict[str, Figure | float]:
    sorts: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        level = next((name for least, name in LOUDNESS if float(row["db"]) >= least), "below 5 dB")
        sorts[f"errors in {row['language']} speech, {level}"].append(row)
    return {name: redrawn(_grouped(same), _errors) for name, same in sorts.items()}


def _minutes(rows: Sequence[Row]) -> dict[str, Figure | float]:
    """Work per recorded minute by way, and the ratio of both; jobs are drawn, nobody is in it."""
    by_way = {way: [row for row in rows if row["way"] == way] for way in ("sonmat", "paper")}
    ratio = {f"human minutes a minute, {way}": _ratio(same) for way, same in by_way.items() if same}
    if len(ratio) == len(by_way):
        ours, theirs = ratio.values()
        ratio["human minutes, sonmat to paper"] = ours / theirs
    return dict(ratio)


def _ratio(rows: Iterable[Row]) -> float:
    rows = list(rows)
    return sum(float(row["human_min"]) for row in rows) / sum(
        float(row["recorded_min"]) for row in rows
    )


def _grouped(rows: Iterable[Row]) -> list[list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["expert"]].append(row)
    return list(groups.values())


def _mean(column: str) -> Callable[[Sequence[Row]], float]:
    return lambda rows: sum(int(row[column]) for row in rows) / len(rows)


def _share(column: str, of: str) -> Callable[[Sequence[Row]], float]:
    def share(rows: Sequence[Row]) -> float:
        among = [row for row in rows if int(row[of])]
        return sum(int(row[column]) for row in among) / len(among) if among else float("nan")

    return share


def _above(rows: Sequence[Row]) -> float:
    return sum(int(row["second"]) - int(row["debrief"]) for row in rows) / len(rows)


def _errors(rows: Sequence[Row]) -> float:
    return sum(int(row["errors"]) for row in rows) / sum(int(row["reference"]) for row in rows)
