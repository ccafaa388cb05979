"""All work sessions, newest first, with how far each one is."""

from __future__ import annotations

import streamlit as st

from app import context, signin
from app.language import _, n_
from app.layout import empty, paged, title
from app.links import open_session
from app.names import Names, names, number
from app.plain import STATES, UNNAMED, WORK, day, length, length_of, verbatim
from capture import sessions
from capture.site import Site
from data_schemas.rights import Actor
from data_schemas.session import Session
from pipelines import progress

PAGE = 12
LOOK_AGAIN_S = 2.0


def draw() -> None:
    site, who = context.site(), signin.current()
    found = sessions.list_sessions(site, who)
    title(_("Library"))
    if not found:
        empty(
            _(
                "There is no work session here yet. Take in the first recording of an expert"
                " at work."
            ),
            "wizard",
            _("New work session"),
        )
        return
    known = names(site, who)
    shown = paged(_matching(found, known), PAGE, "library-page")
    states = {one.id: progress.status(site, who, one.id) for one in shown}
    running = any(state.state == "processing" for state in states.values())
    st.fragment(_cards, run_every=LOOK_AGAIN_S if running else None)(site, who, shown, known)


def _matching(found: tuple[Session, ...], known: Names) -> tuple[Session, ...]:
    """Only those whose procedure or expert holds what was typed."""
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    typed = left.text_input(
        _("Filter"),
        placeholder=_("Procedure or expert"),
        label_visibility="collapsed",
        key="library-filter",
    ).casefold()
    matching = tuple(
        one for one in found if typed in f"{known.session(one)} {known.expert(one)}".casefold()
    )
    right.caption(n_("{n} work session", "{n} work sessions", len(matching)))
    return matching


def _cards(site: Site, who: Actor, shown: tuple[Session, ...], known: Names) -> None:
    states = [progress.status(site, who, one.id) for one in shown]
    for one, state in zip(shown, states, strict=True):
        _card(one, state, known)
    was_running = st.session_state.get("library-running", False)
    st.session_state["library-running"] = running = any(s.state == "processing" for s in states)
    if was_running and not running:
        st.rerun()


def _card(session: Session, state: progress.Progress, known: Names) -> None:
    with st.container(border=True, key=f"card-{session.id}"):
        what, whose, when, how, go = st.columns(
            [4.2, 2.4, 2.8, 2.4, 1.3], vertical_alignment="center"
        )
        what.markdown(f"**{number(session)}** &ensp; {verbatim(known.job(session))}")
        whose.markdown(verbatim(known.expert(session)))
        when.caption(f"{day(session.created_at)[:10]} · {length(length_of(session))}")
        word, color = STATES[state.state]
        how.badge(_(word), color=color)  # type: ignore[arg-type]
        if go.button(_("Open"), key=f"open-{session.id}", width="stretch"):
            open_session(session.id)
        if state.state == "processing":
            share, text = told(state)
            st.progress(share, text=text)
        elif state.state == "failed" and state.problem:
            st.caption(verbatim(state.problem))


def told(state: progress.Progress) -> tuple[float, str]:
    """(share of all, what is being done and how long it may still take)"""
    share = sum(one.share for one in state.stages) / max(len(state.stages), len(WORK))
    now = [_(WORK.get(one.stage, UNNAMED)) for one in state.stages if one.status == "processing"]
    text = ", ".join(dict.fromkeys(now)) or _("Waiting for its turn")
    if state.left_s is not None:
        text += " · " + _("about {length} left").format(length=length(state.left_s))
    return min(1.0, share), text
