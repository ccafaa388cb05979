"""Both sides of a ratio in turns, so that what else runs on the machine meets both."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median


def in_turns(sides: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, dict[str, float]]:
    """Medians of seconds on the wall and of processor time of each side, after one of each."""
    for act in sides.values():
        act()
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in sides}
    for turn in range(rounds):
        names = list(sides) if turn % 2 else list(reversed(sides))
        for name in names:
            wall, cpu = time.perf_counter(), time.process_time()
            sides[name]()
            found[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    return {
        name: {
            "wall_s": round(median(one[0] for one in times), 4),
            "cpu_s": round(median(one[1] for one in times), 4),
        }
        for name, times in found.items()
    }
