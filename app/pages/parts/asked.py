"""From a work session to what was told about it: its know-how cards, and what is still open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.language import _
from app.links import open_cards, open_coverage

if TYPE_CHECKING:
    from app.pages.session import View


def draw(view: View) -> None:
    cards, asked, _rest = st.columns([1, 1.3, 2.2])
    if cards.button(
        _("Know-how cards"), icon=":material/lightbulb:", key="to-cards", width="stretch"
    ):
        open_cards(view.session.id)
    if asked.button(
        _("Asked and still open"), icon=":material/grid_on:", key="to-coverage", width="stretch"
    ):
        open_coverage(view.session.procedure)
