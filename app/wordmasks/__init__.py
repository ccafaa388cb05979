"""What was said and written, with what is hidden of it: judged by keys, chosen, heard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app.assets import text_of

_mount = st.components.v2.component(
    "sonmat_words",
    html=text_of(__name__, "words.html"),
    css=text_of(__name__, "words.css"),
    js=text_of(__name__, "words.js"),
)


def board(data: Mapping[str, Any], key: str) -> dict[str, Any] | None:
    """Draw the board; what somebody did, in the one run after it."""
    act = _mount(key=key, data=dict(data), on_act_change=lambda: None).get("act")
    return dict(act) if act else None
