"""An address of no page, or of one that is not for who has signed in: said in their language.

Streamlit would say it in English, in a box over the page that people begin with.
"""

from __future__ import annotations

import streamlit as st

from app.language import _, later
from app.layout import title


def unknown() -> None:
    title(_(UNKNOWN[1]))
    st.markdown(_("The address leads nowhere: choose a page from the menu."))


def barred() -> None:
    title(_(BARRED[1]))
    st.markdown(
        _("It is there, but your account may not open it: choose a page from the menu, or ask who"
          " looks after the accounts.")
    )  # fmt: skip


# What is drawn, and its title.
UNKNOWN = (unknown, later("There is no such page"))
BARRED = (barred, later("This page is not for you"))
