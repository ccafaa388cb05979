"""The buttons under a step: back, and on as soon as nothing is missing."""

from __future__ import annotations

import streamlit as st

from app.language import _
from app.pages.wizard.draft import Draft


def buttons(draft: Draft, missing: str, label: str = "", back: bool = True) -> bool:
    """Whether to go on; ``missing`` is a sentence about what is still to be filled in."""
    st.divider()
    on, before, hint = st.columns([1.4, 1, 4], vertical_alignment="center")
    pressed = on.button(
        label or _("Continue"),
        type="primary",
        disabled=bool(missing),
        width="stretch",
        key=f"wizard-on-{draft.step}",
    )
    if back and before.button(_("Back"), width="stretch", key=f"wizard-back-{draft.step}"):
        draft.go(draft.step - 1)
    if missing:
        hint.caption(missing)
    return pressed and not missing
