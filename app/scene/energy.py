"""How much moves, as a curve under the time line, with what happened as marks on it."""

from __future__ import annotations

from typing import Any

import numpy as np

from app.language import _, n_
from app.plain import EVENTS, SIDES, clock
from app.scene.shown import Clocks, Shown
from data_schemas.clock import TimeMap
from data_schemas.motion import Event, Movement
from pipelines.motion.curve import on_clock

# What a panel of one step has room for; a time line is zoomed into, an hour as it was measured.
STEPS = 2_000
ZOOMED_STEPS = 20_000


def energy(shown: Shown) -> dict[str, Any] | None:
    """``values`` 0..100 in even steps over the player's time; None before anything is known."""
    movement = shown.movement
    if movement is None or not (movement.energy or movement.events):
        return None
    duration_s = shown.clocks.to_player(shown.recording.duration_s, shown.recording.id)
    values = steps(movement, shown.clocks.map, duration_s, ZOOMED_STEPS)
    return {
        "name": _("How much moves"),
        "why": _(
            "The higher, the more the hands move; where no hand is seen, the whole picture. It says"
            " nothing about how well somebody works."
        ),
        "told": _told(values, duration_s, len(movement.events)),
        "values": values,
        "marks": marks(movement.events, shown.clocks, shown.recording.id),
    }


def steps(movement: Movement, clock_: TimeMap, duration_s: float, most: int = STEPS) -> list[int]:
    """The curve as whole numbers 0..100, as fine as it was measured, in ``most`` at most."""
    count = min(most, max(1, round(duration_s / movement.energy_step_s)))
    edges_s = np.linspace(0.0, max(duration_s, 1e-3), count + 1, dtype=np.float64)
    values = on_clock(movement, clock_, edges_s)
    whole: list[int] = np.round(np.clip(values, 0, 1) * 100).astype(int).tolist()
    return whole


def marks(events: tuple[Event, ...], clocks: Clocks, recording: str) -> list[dict[str, Any]]:
    return [
        {
            "start": clocks.to_player(event.start_s, recording),
            "end": clocks.to_player(event.end_s, recording),
            "title": name_of(event),
        }
        for event in events
    ]


def name_of(event: Event) -> str:
    """What happened, and with which hand where there is one."""
    hand = f" ({_(SIDES[event.hand])})" if event.hand in ("left", "right") else ""
    return _(EVENTS[event.kind]) + hand


def _told(values: list[int], duration_s: float, events: int) -> str:
    """The curve in a sentence, for who does not see it."""
    if not any(values):
        return _("Nothing moves.")
    at_s = (values.index(max(values)) + 0.5) * duration_s / len(values)
    count = n_("{n} thing that happened is marked", "{n} things that happened are marked", events)
    return _("Most moves at {time}.").format(time=clock(at_s)) + f" {count}."
