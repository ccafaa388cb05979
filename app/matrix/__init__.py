"""A table of question cards by steps: what was asked, what came of it, what is open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app.assets import text_of

_mount = st.components.v2.component(
    "sonmat_matrix",
    html='<div class="matrix"></div>',
    css=text_of(__name__, "matrix.css"),
    js=text_of(__name__, "matrix.js"),
)


def matrix(data: Mapping[str, Any], key: str) -> tuple[str, str] | None:
    """Draw ``app.knowhow.cells``'s table; (step, card) in the one run after a click on a cell."""
    chosen = _mount(key=key, data=dict(data), on_chosen_change=lambda: None).get("chosen")
    return (str(chosen["step"]), str(chosen["probe"])) if chosen else None
