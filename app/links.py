"""Ways to a session and to its recordings, without importing the pages."""

from __future__ import annotations

import time

import streamlit as st

from app import language, tokens
from capture.site import Site
from data_schemas.rights import Actor


def kept_token(site: Site, who: Actor, action: str, *target: str) -> str:
    """A token that stays the same for this tab, so that redrawing disturbs no component."""
    kept: dict[tuple[str, ...], tuple[str, float]] = st.session_state.setdefault("tokens", {})
    token, minted = kept.get((action, *target), ("", 0.0))
    if time.monotonic() - minted > tokens.MAX_AGE_S / 2 or not token:
        token = tokens.mint(site, who, action, *target)
        kept[(action, *target)] = (token, time.monotonic())
    return token


def open_recorder(session: str) -> None:
    """Leave this page for the recorder of a session."""
    leave_for("record", {"session": session})


def open_session(session: str, at_s: float | None = None) -> None:
    """Leave this page for the session's, to be played from a second of the session's clock on."""
    at = {} if at_s is None else {"at": f"{max(0.0, at_s):.2f}"}
    leave_for("session", {"session": session, **at})


def open_step(session: str, step: str = "") -> None:
    """Leave this page for the one on which a step of several sessions stands side by side."""
    leave_for("step", {"session": session, **({"step": step} if step else {})})


def open_teach_back(session: str) -> None:
    """Leave this page for the one on which the job is tried from its sheet."""
    leave_for("teach-back", {"session": session})


def open_cards(session: str, step: str = "") -> None:
    """Leave this page for the one with a session's know-how cards."""
    leave_for("cards", {"session": session, **({"step": step} if step else {})})


def open_coverage(procedure: str) -> None:
    """Leave this page for the one that says what was asked about a job and what is open."""
    leave_for("coverage", {"procedure": procedure})


def open_experts(procedure: str) -> None:
    """Leave this page for the one on which the cards of a job's experts stand side by side."""
    leave_for("experts", {"procedure": procedure})


def open_sitting(session: str, step: str = "", probe: str = "") -> None:
    """Leave this page for the one on which the expert is asked, a question card about a step too.

    ``probe`` may go on with a colon and a know-how card that another expert disputes.
    """
    card = {"step": step, "probe": probe} if step and probe else {}
    leave_for("sitting", {"session": session, **card})


def leave_for(page: str, params: dict[str, str]) -> None:
    """Go to another page, in the language that was chosen or that the address names."""
    from app.nav import page_of

    if language.was_chosen() or "lang" in st.query_params:
        params["lang"] = language.current()
    st.switch_page(page_of(page), query_params=params)


def page_link(page: str, label: str) -> None:
    """A link that is drawn; pages cannot import the navigation, which imports them."""
    from app.nav import page_of

    st.page_link(page_of(page), label=label, icon=":material/arrow_forward:")
