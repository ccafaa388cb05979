"""An address of no page, or of one that is not for who has signed in: said in their language.

Streamlit would say it in English, in a box over the page that people begin with.
"""

from __future__ import annotations

import streamlit as st

from app.language import _
from app.layout import title


def unknown() -> None:
    title(_("There is no such page"))
    st.markdown(_("The address leads nowhere: choose a page from the menu."))


def barred() -> None:
    title(_("This page is not for you"))
    st.markdown(
        _("It is there, but your account may not open it: choose a page from the menu, or ask who"
          " looks after the accounts.")
    )  # fmt: skip
