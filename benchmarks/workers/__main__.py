"""``python -m benchmarks.workers [--smoke] [--pairs N]``: two workers beside one.

Eight sessions on PostgreSQL and a store, from the wish to the last result. The peer is one such
worker in the same run: each is held to one core and one thread and has loaded what it needs on a
first session that is not measured. Pairs take turns in which side comes first. A session is
a part of the demo recording, another one each, with hearing, movement and everything that follows.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.common import ROOT, keep, say
from benchmarks.workers.side import Side, recordings
from tools.postgres import NoServer, Server, debian

DEMO = ROOT / "examples" / "demo" / "recording" / "recording.mp4"
SESSIONS, SECONDS = 8, 20.0
MOST = 0.6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="one pair of two, nothing kept")
    parser.add_argument("--pairs", type=int, default=3)
    options = parser.parse_args()
    count, seconds = (2, 3.0) if options.smoke else (SESSIONS, SECONDS)
    try:
        programs = debian()
    except NoServer as error:
        say(f"skipped: {error}")
        return
    sources = recordings(DEMO, count + 1, seconds)
    pairs: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory(prefix="sonmat-workers-") as folder:
        server = Server(programs, Path(tempfile.mkdtemp(prefix="sonmat-pg-")))
        server.start()
        try:
            for number in range(1 if options.smoke else options.pairs):
                pairs.append(_pair(Path(folder) / str(number), server, sources, number % 2))
                say(f"pair {len(pairs)}: {pairs[-1]}")
                keep("workers", _summed(pairs, count, seconds), options.smoke)
        finally:
            server.stop()
            server.remove()


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
        "command": "python -m benchmarks.workers",
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


if __name__ == "__main__":
    main()
