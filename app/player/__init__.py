"""The player: video beside its words, and the steps on one time line, in one browser component."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from app.assets import text_of
from pipelines.particles import FORMS, PATTERN

# One module to the browser: it is loaded from a place where modules cannot import each other.
PARTS = (
    "tools.js", "choose.js", "store.js",
    # words: the rules of replacing, one line, one that is corrected, finding, all of them
    "replace.js", "row.js", "edit.js", "find.js", "words.js",
    # the time line: what is seen, the lanes, hands on them, and all of it together
    "window.js", "spans.js", "canvas.js", "wave.js", "energy.js", "markers.js", "tracks.js",
    "steps.js", "names.js", "sections.js", "slider.js", "drag.js", "pointer.js", "board.js",
    "head.js", "lanes.js", "chosen.js", "notes.js", "pen.js", "points.js", "video.js",
    "approve.js", "keys.js", "player.js",
)  # fmt: skip
STYLES = ("player.css", "words.css", "lanes.css")


def script() -> str:
    """The whole module; what Korean glues to a noun is listed once, in Python."""
    particles = json.dumps({"pattern": PATTERN, "forms": FORMS}, ensure_ascii=False)
    parts = (text_of(__name__, name) for name in PARTS)
    return "\n".join([f"const PARTICLES = {particles};", *parts])


def style() -> str:
    return "\n".join(text_of(__name__, name) for name in STYLES)


_mount = st.components.v2.component(
    "sonmat_player",
    html=text_of(__name__, "player.html"),
    css=style(),
    js=script(),
)


@dataclass(frozen=True)
class Told:
    """What somebody did in the player, in the one run after it.

    ``compare`` is the step that is to be seen in other sessions. ``changed``: people's acts have
    changed what holds, in this browser or another. ``mark`` is ``{"edge": "start" or "end", "at":
    seconds}`` on the player's clock. ``at``: where the recording stands then, on the same clock.
    """

    compare: str = ""
    changed: bool = False
    mark: dict[str, Any] | None = None
    at: float | None = None


def player(data: Mapping[str, Any], key: str) -> Told:
    """Draw ``app.scene``'s description of a recording."""
    result = _mount(
        key=key,
        data=dict(data),
        on_act_change=lambda: None,
        on_changed_change=lambda: None,
        on_mark_change=lambda: None,
    )
    act, changed = result.get("act") or {}, result.get("changed")
    compare = str(act.get("step", "")) if act.get("do") == "compare" else ""
    mark = result.get("mark")
    at = next((float(one["at"]) for one in (act, changed, mark) if one and "at" in one), None)
    return Told(compare, bool(changed), mark, at)
