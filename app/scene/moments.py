"""Stretches worth asking about, for a lane of their own."""

from __future__ import annotations

from typing import Any

from app.language import current
from app.scene.shown import Shown


def moments(shown: Shown) -> list[dict[str, Any]]:
    """In order of time, each with its question for a title; empty before anybody looked."""
    found = shown.timeline.moments if shown.timeline else ()
    to_player = shown.clocks.to_player
    return [
        {
            "id": one.id,
            "start": to_player(one.start_s, one.recording),
            "end": to_player(one.end_s, one.recording),
            "title": one.question.ko if current() == "ko" else one.question.en,
        }
        for one in sorted(found, key=lambda one: one.start_s)
    ]
