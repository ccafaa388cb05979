"""``python -m benchmarks.workers [--smoke] [--pairs N] [--only two killed]``: several workers.

*two*: eight sessions on PostgreSQL and a store, from the wish to the last result, by two workers.
The peer is one such worker in the same run: each is held to one core and one thread and has loaded
what it needs on a first session that is not measured. Pairs take turns in which side comes first.
A session is a part of the demo recording, another one each, with hearing, movement and everything
that follows.
*killed*: one of two such workers is killed while both are at work (``killed.py``).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.common import ROOT, keep, say
from benchmarks.workers.killed import MOST_S, SILENT_S, killed
from benchmarks.workers.side import Side, recordings
from tools.postgres import NoServer, Server, debian

DEMO = ROOT / "examples" / "demo" / "recording" / "recording.mp4"
SESSIONS, SECONDS = 8, 20.0
KILLED_SESSIONS, KILLED_SECONDS = 4, 5.0
MOST = 0.6
PARTS = ("two", "killed")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="one pair of two, nothing kept")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    options = parser.parse_args()
    options.pairs = 1 if options.smoke else options.pairs
    try:
        programs = debian()
    except NoServer as error:
        say(f"skipped: {error}")
        return
    with tempfile.TemporaryDirectory(prefix="sonmat-workers-") as folder:
        server = Server(programs, Path(tempfile.mkdtemp(prefix="sonmat-pg-")))
        server.start()
        try:
            for part in options.only:
                {"two": _two, "killed": _killed}[part](Path(folder) / part, server, options)
        finally:
            server.stop()
            server.remove()


def _two(folder: Path, server: Server, options: argparse.Namespace) -> None:
    count, seconds = (2, 3.0) if options.smoke else (SESSIONS, SECONDS)
    sources = recordings(DEMO, count + 1, seconds)
    pairs: list[dict[str, float]] = []
    for number in range(options.pairs):
        pairs.append(_pair(folder / str(number), server, sources, number % 2))
        say(f"pair {len(pairs)}: {pairs[-1]}")
        keep("workers", _summed(pairs, count, seconds), options.smoke)


def _killed(folder: Path, server: Server, options: argparse.Namespace) -> None:
    count, seconds = (2, 2.0) if options.smoke else (KILLED_SESSIONS, KILLED_SECONDS)
    sources = recordings(DEMO, 2 * count + 1, seconds)
    rows: list[dict[str, Any]] = []
    for number in range(options.pairs):
        side = Side(folder / str(number), server, workers=2, silent_s=SILENT_S)
        rows.append(killed(side, sources, leading=number % 2 == 0))
        say(f"killed {len(rows)}: {rows[-1]}")
        keep("workers-killed", _told(rows, count, seconds), options.smoke)


def _pair(folder: Path, server: Server, sources: list[bytes], first: int) -> dict[str, float]:
    times = [0.0, 0.0]
    for side in (first, 1 - first):
        times[side] = Side(folder / str(side), server, workers=side + 1).measured(sources)
    return {
        "one_s": round(times[0], 1),
        "two_s": round(times[1], 1),
        "ratio": round(times[1] / times[0], 3),
    }


def _summed(pairs: list[dict[str, float]], count: int, seconds: float) -> dict[str, Any]:
    ratios = [pair["ratio"] for pair in pairs]
    return {
        "command": "python -m benchmarks.workers --only two",
        "peer": "one worker on one core and one thread, in the same run",
        "sessions": count,
        "seconds_each": seconds,
        "n": len(pairs),
        "two_to_one_ratio_median": median(ratios),
        "ratio_min": min(ratios),
        "ratio_max": max(ratios),
        "bound": MOST,
        "pairs": pairs,
    }


def _told(rows: list[dict[str, Any]], count: int, seconds: float) -> dict[str, Any]:
    after = [row["after_s"] for row in rows]
    return {
        "command": "python -m benchmarks.workers --only killed",
        "peer": "the survivor alone, with as many sessions as were left, in the same run",
        "sessions": count,
        "seconds_each": seconds,
        "silent_s": SILENT_S,
        "n": len(rows),
        "after_sweep_s_median": median(after),
        "after_s_min": min(after),
        "after_s_max": max(after),
        "alone_s_median": median(row["alone_s"] for row in rows),
        "ratio_median": median(row["ratio"] for row in rows),
        "bound": MOST_S,
        "made_twice": sum(row["made_twice"] for row in rows),
        "runs": rows,
    }


if __name__ == "__main__":
    main()
