"""Two versions of one recording's labels, above each other on one time axis, to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app.assets import text_of

# One module to the browser: it is loaded from a place where modules cannot import each other.
PARTS = ("tools.js", "axis.js", "versions.js")

_mount = st.components.v2.component(
    "sonmat_versions",
    html=text_of(__name__, "versions.html"),
    css=text_of(__name__, "versions.css"),
    js="\n".join(text_of(__name__, name) for name in PARTS),
)


def versions(data: Mapping[str, Any], key: str) -> dict[str, Any] | None:
    """Draw the board; what was chosen, in the one run after it was kept."""
    act = _mount(key=key, data=dict(data), on_act_change=lambda: None).get("act")
    return dict(act) if act else None
