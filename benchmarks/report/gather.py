"""All kept results as rows of one form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.common import RESULTS
from benchmarks.report.rows import ROWS, Row

ALL = "all"
Told = dict[str, Any]


def gathered(folder: Path = RESULTS) -> Told:
    """Rows with what they were measured beside, those that no result was kept for, and the results
    of which no row tells: nothing that was measured is out of sight."""
    results = {
        path.stem: json.loads(path.read_text())
        for path in sorted(folder.glob("*.json"))
        if path.stem != ALL
    }
    rows, missing = [], set[str]()
    for row in ROWS:
        try:
            rows.append(told(row, results[row.file]))
        except KeyError:
            # no result, or one of before this was measured, too
            missing.add(f"{row.file}: {row.measure}" if row.file in results else row.file)
    return {
        "rows": rows,
        "pages": pages(results["growth"]) if "growth" in results else {},
        "lacking": {
            f"{one['benchmark']}: {one['measure']}": lacks(one) for one in rows if lacks(one)
        },
        "lengths": lengths(results.get("growth-length", {})),
        "not_measured": sorted(missing),
        "told_elsewhere": sorted(results.keys() - {row.file for row in ROWS}),
    }


def pages(growth: Told) -> Told:
    """What each page of the web app takes in the largest library to what it takes in the smallest,
    and how many sessions those have."""
    most = max(growth["sizes"], key=int)
    drawn = growth["sizes"][most]["pages"]
    ratios = {name: one["ratio"] for name, one in drawn.items()}
    return {"few": growth["few"], "many": int(most), "ratios": ratios}


def lengths(growth: Told) -> Told:
    """How each part's cost grows with the length of a session: the exponent, 1 is linear."""
    return {name: one["exponent"] for name, one in growth.get("parts", {}).items()}


def lacks(row: Told) -> list[str]:
    """What a row must have and has not: something to be laid beside, how often, and a spread
    where it was measured more than once."""
    return [
        name
        for name, missing in (
            ("peer or bound", row["peer"] is None and row["bound"] is None),
            ("n", not row["n"]),
            ("spread", row["n"] > 1 and row["spread"] is None),
            ("machine", not row["machine"]),
        )
        if missing
    ]


def told(row: Row, result: Told) -> Told:
    """Raises KeyError where the result has not what the row asks for."""
    value = row.value(result)
    peer_value = row.peer_value(result) if row.peer_value else None
    ratio = row.ratio(result) if row.ratio else None
    if ratio is None and peer_value:
        ratio = value / peer_value
    judged = ratio if row.bound_is_of == "ratio" else value
    spread, run = _spread(row, result), row.run(result)
    return {
        "benchmark": row.file,
        "measure": row.measure,
        "unit": row.unit,
        "value": _short(value),
        "better": row.better,
        "peer": row.peer or None,
        "peer_value": None if peer_value is None else _short(peer_value),
        "ratio": None if ratio is None else _short(ratio),
        "bound": row.bound,
        "bound_is_of": row.bound_is_of if row.bound is not None else None,
        "within_bound": _within(row, judged),
        "n": row.n(result) if row.n else 1,
        "spread": spread,
        "spread_of": row.spread_of if spread else None,
        "at": run.get("at"),
        "commit": run.get("commit"),
        "machine": run.get("machine"),
        "command": result.get("command", f"python -m benchmarks.{row.file.split('-')[0]}"),
    }


def _spread(row: Row, result: Told) -> list[float] | None:
    """None where none is kept; a result of before it was may be told without (``lacks``)."""
    if row.spread is None:
        return None
    try:
        return [_short(one) for one in row.spread(result)]
    except KeyError:
        return None


def _within(row: Row, judged: float | None) -> bool | None:
    if row.bound is None or judged is None:
        return None
    return judged <= row.bound if row.better == "lower" else judged >= row.bound


def _short(number: float) -> float:
    return float(f"{number:.4g}")
