"""What is being done to a session right now, with a way to stop it and to start it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import problems, work
from app.language import _
from app.layout import careful
from app.plain import STATES, UNNAMED, WORK, length
from capture import sessions
from capture.permission import decide
from data_schemas.errors import SonmatError
from data_schemas.rights import Action, Facts
from pipelines import progress

if TYPE_CHECKING:
    from app.pages.session import View

LOOK_AGAIN_S = 1.0
FACES = "masks"  # the stage that begins when nobody waits for anything else


def draw(view: View, state: progress.Progress) -> None:
    """A live view while work goes on; else one line where something is to be said or done."""
    if state.state == "processing":
        st.fragment(careful(lambda: _live(view)), run_every=LOOK_AGAIN_S)()
    elif state.state not in ("ready", "planned"):
        _stopped(view, state)


def _live(view: View) -> None:
    work.attend(view.site)
    state = progress.status(view.site, view.who, view.session.id)
    made = len(sessions.artifacts_of(view.site, view.who, view.session.id))
    key = f"made-{view.session.id}"
    before = st.session_state.get(key)
    st.session_state[key] = made
    if state.state != "processing" or (before is not None and before != made):
        st.rerun()
    with st.container(border=True, key="live"):
        text, stop = st.columns([5, 1], vertical_alignment="center")
        text.markdown(f"**{_('Being worked on')}** — {_what_is_there(state)}")
        # A callback runs before the page does: a click is not lost when the page starts anew.
        stop.button(
            _("Cancel"),
            disabled=not _may(view),
            width="stretch",
            key="cancel",
            on_click=sessions.cancel,
            args=(view.site, view.who, view.session.id),
        )
        done = [_(WORK.get(one.stage, UNNAMED)) for one in state.stages if one.status == "ready"]
        if done:
            st.caption(f"{_('Done')}: {', '.join(done)}")
        for one in state.stages:
            if one.status != "ready":
                st.progress(one.share, text=_line(one))
        if not state.stages:
            st.progress(0.0, text=_("Waiting for its turn"))


def _what_is_there(state: progress.Progress) -> str:
    if any(one.stage == FACES for one in state.stages):
        return _("Everything is there to be looked at; only what is to be hidden still comes.")
    return _("You can already watch; words and steps follow.")


def _may(view: View) -> bool:
    """Nobody is shown a way to what they may not do."""
    return decide(view.who, Action.PROCESS, Facts()).allowed


def _line(one: progress.StageProgress) -> str:
    word = _("Done") if one.status == "ready" else _(STATES[one.status][0])
    parts = [_(WORK.get(one.stage, UNNAMED)), word]
    if one.status == "processing":
        parts[1] = f"{one.share:.0%}"
        if one.left_s is not None:
            parts.append(_("about {length} left").format(length=length(one.left_s)))
    return " · ".join(parts)


def _stopped(view: View, state: progress.Progress) -> None:
    with st.container(border=True, key="stopped"):
        text, again = st.columns([5, 1.4], vertical_alignment="center")
        word = _(STATES[state.state][0])
        if state.state == "failed":
            text.error(f"{word}: {problems.reason(state.problem)}" if state.problem else word)
        elif state.state == "received":
            text.markdown(_("This recording has not been worked on yet."))
        else:
            text.markdown(_("The work was cancelled. What was finished is kept."))
        if _may(view) and again.button(
            _("Process"), type="primary", width="stretch", key="process"
        ):
            try:
                work.want(view.site, view.who, view.session.id)
            except SonmatError as error:
                st.error(problems.told(error))
                return
            st.rerun()
