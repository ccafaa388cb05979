"""Starts, stops and changes of steady sounds in generated takes, against exact times.

The tune half is what the figures of ``pipelines/motion/sound*.py`` were chosen on, the test half
is for reporting only. Sounds and factory noise are generated: the figures tell how far the method
carries on this bench and with how much noise, not how it does in a workshop.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import numpy as np
from scipy.signal import resample_poly

from benchmarks.common import say
from data_schemas.clock import Interval
from data_schemas.motion import Event
from examples.demo.corpus import planned
from examples.demo.make import Options, plan
from examples.demo.variation import Variation
from examples.demo.voice import RATE
from pipelines.motion.sound import sound_events

TAKES = 24
HEARD_HZ = 16_000  # what a recording is read at
NEAR_S = 0.5
NEAR_KNOCK_S = 0.15
EDGES = {"sound_starts": "start_s", "sound_stops": "end_s", "sound_changes": "change_s"}
BLOWS = ("click", "clunk", "grasp")  # what the sound track holds a knock for


@dataclass
class Found:
    """Events of one kind against their truth; ``late_s`` of those that match."""

    true: int = 0
    told: int = 0
    late_s: list[float] = field(default_factory=list)

    def add(self, true: Sequence[float], told: Sequence[float], near_s: float) -> None:
        self.true += len(true)
        self.told += len(told)
        left = list(told)
        for time in sorted(true):
            best = min(left, key=lambda one: abs(one - time), default=None)
            if best is not None and abs(best - time) <= near_s:
                left.remove(best)
                self.late_s.append(best - time)

    def row(self) -> dict[str, Any]:
        hits = len(self.late_s)
        return {
            "true": self.true,
            "told": self.told,
            "hits": hits,
            "recall": round(hits / self.true, 3) if self.true else None,
            "precision": round(hits / self.told, 3) if self.told else None,
            "median_late_s": round(median(self.late_s), 3) if hits else None,
        }


Table = dict[str, dict[str, Found]]


def measure(smoke: bool) -> dict[str, Any]:
    """Recall and precision by noise level, of both halves, without and with known speech.

    In noise the generated shop floor has blows of its own that truth does not list; the precision
    of ``knock`` says nothing there.
    """
    takes = 2 if smoke else TAKES
    halves = {split: _half(split, takes) for split in ("tune", "test")}
    return {"takes": takes, "within_s": NEAR_S, "knock_within_s": NEAR_KNOCK_S, **halves}


def _half(split: str, takes: int) -> dict[str, Any]:
    tables: dict[str, Table] = {name: _table() for name in ("speech_unknown", "speech_known")}
    by_sound: dict[str, Found] = defaultdict(Found)
    for one in planned(takes, split):
        truth, sound = _take(one.variation)
        spoken = [Interval(start_s=s["start_s"], end_s=s["end_s"]) for s in truth["speech"]]
        noise = one.variation.noise_db
        level = "quiet" if noise is None else f"{noise:.0f} dB"
        for table, known in zip(tables.values(), ((), spoken), strict=True):
            events = sound_events([sound], HEARD_HZ, known)
            for row in (table["all"], table[level]):
                _count(row, truth, events)
            if not known:
                _sounds(by_sound, truth, events, "quiet" if noise is None else "noise")
        say(f"{split} {one.folder} ({level}): {len(events)} events with speech known")
    found: dict[str, Any] = {name: _rows(table) for name, table in tables.items()}
    found["recall_by_sound"] = {k: v.row()["recall"] for k, v in sorted(by_sound.items())}
    return found


def _table() -> Table:
    return defaultdict(lambda: defaultdict(Found))


def _rows(table: Table) -> dict[str, Any]:
    return {
        level: {kind: one.row() for kind, one in sorted(kinds.items())}
        for level, kinds in sorted(table.items())
    }


def _take(v: Variation) -> tuple[dict[str, Any], np.ndarray[Any, np.dtype[np.float32]]]:
    take, track = plan(v, Options())
    common = np.gcd(HEARD_HZ, RATE)
    heard = resample_poly(track.channels[0], HEARD_HZ // common, RATE // common)
    return take.truth, np.asarray(heard, np.float32)


def _told(events: Sequence[Event], kind: str) -> list[float]:
    return [event.start_s for event in events if event.kind == kind]


def _count(row: dict[str, Found], truth: dict[str, Any], events: Sequence[Event]) -> None:
    for kind, key in EDGES.items():
        true = [sound[key] for sound in truth["sounds"] if key in sound]
        row[kind].add(true, _told(events, kind), NEAR_S)
    blows = [event["start_s"] for event in truth["events"] if event["kind"] in BLOWS]
    row["knock"].add(blows, _told(events, "knock"), NEAR_KNOCK_S)


def _sounds(
    found: dict[str, Found], truth: dict[str, Any], events: Sequence[Event], where: str
) -> None:
    """Which sounds of the work are found at all; what is told is not asked here."""
    for sound in truth["sounds"]:
        for kind, key in EDGES.items():
            if key in sound:
                name = f"{sound['kind']} {kind} in {where}"
                found[name].add([sound[key]], _told(events, kind), NEAR_S)
