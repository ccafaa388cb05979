"""Step 2: who else is heard or seen, and how the sound is taken."""

from __future__ import annotations

import streamlit as st

from app.language import _
from app.pages.parts import people_present
from app.pages.wizard.draft import Draft
from app.pages.wizard.walk import buttons
from app.plain import MICROPHONES


def draw(draft: Draft) -> None:
    left, right = st.columns([5, 2.4], gap="large")
    with left:
        st.header(_("Who else is heard or seen?"), anchor=False)
        rows = people_present.draw(draft.values.setdefault("present", []), "wizard")
    with right:
        st.header(_("Microphones"), anchor=False)
        names = {one: _(text) for one, text in MICROPHONES.items()}
        chosen = st.radio(
            _("Microphones"),
            options=list(names),
            format_func=names.__getitem__,
            label_visibility="collapsed",
            key=draft.field("microphones", "shared"),
        )
        draft.keep("microphones", chosen)
        st.caption(_("Recommended: one per person. Only then is it known who speaks."))
    if buttons(draft, people_present.missing(rows), back="session" not in draft.values):
        draft.go(3)
