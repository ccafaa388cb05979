"""Seconds to hear and see at once, and where each part of a card comes from.

Everything happens in the browser: a click plays, no page is drawn anew for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app.assets import text_of

_mount = st.components.v2.component(
    "sonmat_clips",
    html='<div class="clips"></div>',
    css=text_of(__name__, "clips.css"),
    js=text_of(__name__, "clips.js"),
)


def clips(data: Mapping[str, Any], key: str) -> None:
    """Draw ``app.knowhow.places``'s description of seconds."""
    _mount(key=key, data=dict(data))
