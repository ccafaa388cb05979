"""The recording with its masks on: watched, refused, drawn, put right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app.assets import text_of

_mount = st.components.v2.component(
    "sonmat_masks",
    html=text_of(__name__, "masks.html"),
    css=text_of(__name__, "masks.css"),
    js=text_of(__name__, "masks.js"),
)


def masks(data: Mapping[str, Any], key: str) -> dict[str, Any] | None:
    """Draw the board; what somebody did, in the one run after it."""
    act = _mount(key=key, data=dict(data), on_act_change=lambda: None).get("act")
    return dict(act) if act else None
