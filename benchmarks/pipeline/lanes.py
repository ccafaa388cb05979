"""What a worker did when, as its own log tells, and how much of it went on side by side."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

# What each raw engine is a branch of.
SOUND, PICTURE = "transcribe", "motion"
Row = dict[str, Any]


class Ran(NamedTuple):
    """A stage, in seconds of the epoch."""

    stage: str
    start_s: float
    end_s: float


def ran(log: str) -> list[Ran]:
    """Every ``stage.done`` of a log of JSON lines; other lines are passed over."""
    found = []
    for line in log.splitlines():
        if not line.startswith("{"):
            continue
        said = json.loads(line)
        if said.get("event") == "stage.done":
            end_s = datetime.fromisoformat(said["at"]).timestamp()
            found.append(Ran(said["stage"], end_s - said["seconds"], end_s))
    return sorted(found, key=lambda one: one.start_s)


def hidden_share(stages: Iterable[Ran]) -> float:
    """The share of the shorter branch (sound or picture) during which the other went on, too.

    Raises ValueError where one of them is missing.
    """
    known = {one.stage: one for one in stages if one.stage in (SOUND, PICTURE)}
    if len(known) < 2:
        raise ValueError("there is no stage of sound or none of picture")
    sound, picture = known[SOUND], known[PICTURE]
    both_s = min(sound.end_s, picture.end_s) - max(sound.start_s, picture.start_s)
    return max(0.0, both_s) / min(one.end_s - one.start_s for one in known.values())


def lanes(stages: Iterable[Ran]) -> list[Row]:
    """Each stage with where it began and ended, in seconds since the first began."""
    known = list(stages)
    zero = min((one.start_s for one in known), default=0.0)
    return [
        {
            "stage": one.stage,
            "start_s": round(one.start_s - zero, 2),
            "end_s": round(one.end_s - zero, 2),
        }
        for one in known
    ]
