"""The way from a work session to what is worth asking about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.language import _, n_
from app.links import open_sitting
from pipelines.elicit.sitting import desk

if TYPE_CHECKING:
    from app.pages.session import View


def draw(view: View) -> None:
    """Only once it can be played; without an open question one can still ask something."""
    found = desk.sitting(view.site, view.who, view.session.id)
    left = sum(found.is_open(one.asked.target) for one in found.questions)
    text, button = st.columns([4, 2], vertical_alignment="center")
    if left:
        text.markdown(
            f"**{_('Replay and explain')}** — "
            + _("the recording stops where something was done without a word, and asks.")
        )
        label = n_("Ask about {n} moment", "Ask about {n} moments", left)
    else:
        text.markdown(_("Replay the work and ask about anything in it."))
        label = _("Replay and explain")
    if button.button(
        label, type="primary" if left else "secondary", width="stretch", key="ask",
        icon=":material/contact_support:",
    ):  # fmt: skip
        open_sitting(view.session.id)
