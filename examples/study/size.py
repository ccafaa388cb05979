"""How many experts the study needs: what intervals come out if things are as we expect them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from examples.study.redrawn import redrawn

STUDIES, DRAWS, SEED = 40, 200, 11
# How much experts differ, on the scale of log odds: 0.5 lets a share of 0.44 lie between 0.23 and
# 0.68 for 19 in 20 of them.
DIFFER = 0.5


@dataclass(frozen=True)
class Expected:
    """A share that is expected of ``things`` in a session; ``without``: the one it is held to."""

    name: str
    share: float
    things: int
    without: float | None = None


# Shares: told unasked and told when asked as in the literature (shared notes, field), silent
# actions as on generated takes.
EXPECTED = (
    Expected("told in the second pass above the first", 0.66, 20, without=0.44),
    Expected("silent actions found", 0.85, 6),
    Expected("questions that were worth asking", 0.75, 6),
)
EXPERTS, SESSIONS = (6, 8, 12, 16), 2


def half_width(expected: Expected, experts: int, sessions: int = SESSIONS) -> float:
    """Half of the 95 % interval, the middle one of simulated studies."""
    chance = np.random.default_rng(SEED)
    halves = []
    for _ in range(STUDIES):
        groups = [_expert(expected, sessions, chance) for _ in range(experts)]
        halves.append(redrawn(groups, lambda rows: float(np.mean(rows)), DRAWS).half)
    return float(np.median(halves))


def _expert(expected: Expected, sessions: int, chance: np.random.Generator) -> list[float]:
    """For each thing 1 or 0; told later less told before where two passes are compared."""
    own = chance.normal(0.0, DIFFER)
    count = sessions * expected.things
    after = chance.random(count) < _moved(expected.share, own)
    if expected.without is None:
        return [float(one) for one in after]
    before = chance.random(count) < _moved(expected.without, own)
    return [float(one) - float(other) for one, other in zip(after, before, strict=True)]


def _moved(share: float, by: float) -> float:
    return float(1 / (1 + np.exp(-(np.log(share / (1 - share)) + by))))


def table() -> str:
    """As it stands in docs/study-protocol.md."""
    lines = [
        "| half of the 95 % interval | " + " | ".join(f"{n} experts" for n in EXPERTS) + " |",
        "|---|" + "---|" * len(EXPERTS),
    ]
    for one in EXPECTED:
        halves = " | ".join(f"{half_width(one, n):.2f}" for n in EXPERTS)
        lines.append(f"| {one.name} | {halves} |")
    return "\n".join(lines)
