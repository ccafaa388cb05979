"""The know-how cards of a work session: what was said becomes cards, and the expert says yes."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app import context, signin
from app.language import _
from app.layout import title
from app.links import open_coverage, open_session
from app.names import names
from app.pages.parts.chosen_session import chosen_session
from app.pages.parts.know_how import kept, offers
from app.pages.parts.know_how.desk import ANY, NO_STEP, Desk, gathered
from app.plain import verbatim
from app.scene.shown import numbered
from capture import sessions


def draw() -> None:
    site, who = context.site(), signin.current()
    chosen = chosen_session(_("Know-how cards"))
    if not chosen:
        return
    session = sessions.get_session(site, who, chosen)
    known = names(site, who)
    title(
        _("Know-how cards"),
        f"{verbatim(known.session(session))} · {verbatim(known.expert(session))}",
    )
    desk = gathered(site, who, session)
    _elsewhere(desk)
    desk = replace(desk, step=_step(desk))
    left, right = st.columns([1, 1], gap="large")
    with left:
        offers.draw(desk)
    with right:
        kept.draw(desk)


def _elsewhere(desk: Desk) -> None:
    watch, ask, _rest = st.columns([1, 1.2, 3])
    if watch.button(_("Watch the work"), key="cards-session", width="stretch"):
        open_session(desk.session.id)
    if ask.button(_("Asked and still open"), key="cards-coverage", width="stretch"):
        open_coverage(desk.session.procedure)


def _step(desk: Desk) -> str:
    """The step that is looked at; only those with something about them are offered."""
    about = {one.content.step_id for one in desk.offered} | {one.step_id for one in desk.held.units}
    steps = [one.id for one in desk.procedure.steps if one.id in about]
    options = [ANY, *steps, *([NO_STEP] if None in about else [])]
    words = {ANY: _("All steps"), NO_STEP: _("About no step")}
    asked = st.query_params.get("step", ANY)
    return str(
        st.selectbox(
            _("Step"), options, key="cards-step",
            index=options.index(asked) if asked in options else 0,
            format_func=lambda one: words.get(one) or numbered(desk.procedure, one),
        )
    )  # fmt: skip
