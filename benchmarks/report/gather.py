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
    rows = [told(row, results[row.file]) for row in ROWS if row.file in results]
    return {
        "rows": rows,
        "pages": pages(results["growth"]) if "growth" in results else {},
        "not_measured": sorted({row.file for row in ROWS} - results.keys()),
        "told_elsewhere": sorted(results.keys() - {row.file for row in ROWS}),
    }


def pages(growth: Told) -> Told:
    """What each page of the web app takes in the largest library to what it takes in the smallest,
    and how many sessions those have."""
    most = max(growth["sizes"], key=int)
    drawn = growth["sizes"][most]["pages"]
    ratios = {name: one["ratio"] for name, one in drawn.items()}
    return {"few": growth["few"], "many": int(most), "ratios": ratios}


def told(row: Row, result: Told) -> Told:
    """Raises KeyError where the result has not what the row asks for."""
    value = row.value(result)
    peer_value = row.peer_value(result) if row.peer_value else None
    ratio = row.ratio(result) if row.ratio else None
    if ratio is None and peer_value:
        ratio = value / peer_value
    judged = ratio if row.bound_is_of == "ratio" else value
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
        "spread": [_short(one) for one in row.spread(result)] if row.spread else None,
        "spread_of": row.spread_of if row.spread else None,
        "at": result.get("at"),
        "commit": result.get("commit"),
        "machine": result.get("machine"),
        "command": result.get("command", f"python -m benchmarks.{row.file.split('-')[0]}"),
    }


def _within(row: Row, judged: float | None) -> bool | None:
    if row.bound is None or judged is None:
        return None
    return judged <= row.bound if row.better == "lower" else judged >= row.bound


def _short(number: float) -> float:
    return float(f"{number:.4g}")
