"""Seconds that somebody marked, as points on a line of their own."""

from __future__ import annotations

from typing import Any

from app.language import _
from app.plain import MARKED, clock
from app.scene.shown import Shown
from data_schemas.marks import Mark

# Two cameras hear the same claps, and their clocks are matched to about this.
SAME_S = 0.5


def markers(shown: Shown) -> dict[str, Any] | None:
    """None where nothing was marked."""
    found: list[dict[str, Any]] = []
    last: dict[str, float] = {}
    placed = [
        (shown.clocks.to_player(mark.at_s, recording), mark) for recording, mark in shown.markers
    ]
    for at, mark in sorted(placed, key=lambda one: one[0]):
        if at - last.get(mark.kind, -1.0) > SAME_S:
            found.append({"at": at, "title": f"{clock(at)} {_told(mark)}"})
        last[mark.kind] = at
    if not found:
        return None
    why = _("Set while recording, or found in the sound")
    return {"name": _("Marker"), "why": why, "marks": found}


def _told(mark: Mark) -> str:
    return " · ".join((_(MARKED[mark.kind]), *[f"“{mark.text}”"] * bool(mark.text)))
