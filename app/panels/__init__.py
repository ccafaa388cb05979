"""Small pictures side by side: one for each time that a step was done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app.assets import text_of

_mount = st.components.v2.component(
    "sonmat_panels",
    html='<div class="panels"></div>',
    css=text_of(__name__, "panels.css"),
    js=text_of(__name__, "panels.js"),
)


def panels(data: Mapping[str, Any], key: str) -> str | None:
    """Draw ``app.takes``'s description; the id of the one to open, in the one run after a click."""
    opened = _mount(key=key, data=dict(data), on_open_change=lambda: None).get("open")
    return str(opened["id"]) if opened else None
