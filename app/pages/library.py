"""All work sessions, newest first, with how far each one is."""

from __future__ import annotations

import streamlit as st

from app import context, signin
from app.language import _, n_
from app.layout import empty, place_of_page, title
from app.links import open_session
from app.names import Names, names, number
from app.pages.parts import agreed, keeping, results_waiting, versions_waiting
from app.plain import STATES, UNNAMED, WORK, day, length, verbatim
from capture import consent, sessions
from capture.permission import decide
from capture.sessions import Named
from capture.site import Site
from data_schemas.rights import Action, Actor, Facts
from data_schemas.session import Session
from pipelines import progress

PAGE = 12
LOOK_AGAIN_S = 2.0


def draw() -> None:
    site, who = context.site(), signin.current()
    found = sessions.count_sessions(site, who)
    title(_("Library"))
    if decide(who, Action.ADMINISTER, Facts()).allowed:
        keeping.reminder(site, who)
    if not found and not decide(who, Action.RECORD, Facts()).allowed:
        empty(_("There is no work session for you here yet."))
        return
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
    versions_waiting.reminder(site, who)
    if decide(who, Action.REVIEW, Facts()).allowed:
        results_waiting.reminder(site, who)
    known = names(site, who)
    named, count = _matching(site, who, known)
    first, size = place_of_page(count, PAGE, "library-page")
    shown = sessions.page_of_sessions(site, who, first, size, named)
    states = {one.id: progress.status(site, who, one.id) for one in shown}
    running = any(state.state == "processing" for state in states.values())
    st.fragment(_cards, run_every=LOOK_AGAIN_S if running else None)(site, who, shown, known)


def _matching(site: Site, who: Actor, known: Names) -> tuple[Named | None, int]:
    """Those whose procedure, expert or number holds what was typed, and how many they are."""
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    typed = left.text_input(
        _("Filter"),
        placeholder=_("Procedure or expert"),
        label_visibility="collapsed",
        key="library-filter",
    ).casefold()
    named = known.holding(typed) if typed else None
    count = sessions.count_sessions(site, who, named)
    right.caption(n_("{n} work session", "{n} work sessions", count))
    return named, count


def _cards(site: Site, who: Actor, shown: tuple[Session, ...], known: Names) -> None:
    states = [progress.status(site, who, one.id) for one in shown]
    for one, state in zip(shown, states, strict=True):
        _card(one, state, known, consent.is_generated(site, who, one.id))
    was_running = st.session_state.get("library-running", False)
    st.session_state["library-running"] = running = any(s.state == "processing" for s in states)
    if was_running and not running:
        st.rerun()


def _card(session: Session, state: progress.Progress, known: Names, generated: bool) -> None:
    with st.container(border=True, key=f"card-{session.id}"):
        what, whose, when, how, go = st.columns(
            [4.2, 2.4, 2.8, 2.4, 1.3], vertical_alignment="center"
        )
        what.markdown(f"**{number(session)}** &ensp; {verbatim(known.job(session))}")
        whose.markdown(verbatim(known.expert(session)))
        when.caption(day(session.created_at)[:10])
        word, color = STATES[state.state]
        how.badge(_(word), color=color)  # type: ignore[arg-type]
        if go.button(_("Open"), key=f"open-{session.id}", width="stretch"):
            open_session(session.id)
        agreed.draw(session, generated)
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
