"""Which session a page is about: named in its address."""

from __future__ import annotations

import streamlit as st

from app.language import _
from app.layout import empty, title


def chosen_session(name: str) -> str:
    """Its id; "" where there is none, with the page's ``name`` and what to do then."""
    found = st.query_params.get("session", "")
    if not found:
        title(name)
        empty(_("Choose a work session in the library."), "library", _("Library"))
    return found
