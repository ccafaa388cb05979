"""Ways to a session from other pages, without importing the pages."""

from __future__ import annotations

import streamlit as st

from app import language


def open_session(session: str) -> None:
    """Leave this page for the session's."""
    from app.nav import page_of

    params = {"session": session}
    if language.was_chosen():
        params["lang"] = language.current()
    st.switch_page(page_of("session"), query_params=params)
