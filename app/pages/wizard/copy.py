"""Step 4: what the expert takes home, with the code that ends consent."""

from __future__ import annotations

import streamlit as st

from app.language import _
from app.pages.parts import papers
from app.pages.wizard.draft import Draft
from app.pages.wizard.walk import buttons
from app.print_route import SLIPS


def draw(draft: Draft) -> None:
    session = draft.get("session")
    slip = draft.get("slip", "")
    with st.container(border=True):
        st.header(_("Hand the copy to the expert"), anchor=False)
        st.markdown(
            _(
                "It holds what was signed and the code that ends consent, also after they have"
                " retired. The code is shown on this sheet only: print it now, or save it for them."
            )
        )
        if not slip or SLIPS.get(draft.site, draft.who, slip) is None:
            st.caption(_("The code was shown before and is not kept here. A new one can be made on"
                         " the page of the work session."))  # fmt: skip
        left, right, _rest = st.columns([1.6, 1.8, 2])
        with left:
            papers.link(draft.site, draft.who, _("Print the copy"), "copy", session, slip=slip)
        with right:
            papers.link(draft.site, draft.who, _("Print for the files"), "consent", session)
    if buttons(draft, ""):
        draft.go(5)
