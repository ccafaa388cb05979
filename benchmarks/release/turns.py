"""Both sides of a ratio in turns, so that what else runs on the machine meets both."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any

Found = dict[str, dict[str, Any]]


def in_turns(sides: Mapping[str, Callable[[], object]], rounds: int) -> Found:
    """Medians of seconds on the wall and of processor time of each side, after one of each; and
    those of each round."""
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
            "each": {
                "wall_s": [round(one[0], 4) for one in times],
                "cpu_s": [round(one[1], 4) for one in times],
            },
        }
        for name, times in found.items()
    }


def ratio_spread(found: Found, ours: str, peer: str, of: str = "wall_s") -> list[float]:
    """The least and the most of ours to the peer's, round by round."""
    rounds = zip(found[ours]["each"][of], found[peer]["each"][of], strict=True)
    ratios = sorted(one / other for one, other in rounds)
    return [round(ratios[0], 3), round(ratios[-1], 3)]
