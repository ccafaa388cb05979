"""Teach-back: somebody tries the job from its sheet, and shows what the sheet does not say yet.

What is noted is about the sheet. Nobody is named, graded, timed or compared.
"""

from __future__ import annotations

import streamlit as st

from app import context, signin
from app.language import _
from app.layout import careful, title
from app.links import open_session
from app.names import names
from app.pages.parts.chosen_session import chosen_session
from app.pages.parts.teaching import notes, tries
from app.pages.parts.teaching.lesson import Lesson, gathered
from app.plain import verbatim
from app.scene.shown import numbered
from capture import sessions


def draw() -> None:
    site, who = context.site(), signin.current()
    chosen = chosen_session(_("Try it from the sheet"))
    if not chosen:
        return
    session = sessions.get_session(site, who, chosen)
    title(
        _("Try it from the sheet"),
        _(
            "Somebody does the job by this sheet alone. What goes wrong or is asked shows what the"
            " sheet still has to say: nobody is tested, and no name is written down."
        ),
    )
    lesson = gathered(site, who, session)
    left, right = st.columns([1, 1], gap="large")
    with left:
        careful(lambda: tries.draw(lesson))()
    with right:
        about, watch = st.columns([3, 2], vertical_alignment="center")
        known = names(site, who)
        about.caption(_("Sheet of {session}").format(session=verbatim(known.session(session))))
        if watch.button(
            _("Watch the work"), key="teach-session", icon=":material/movie:", width="stretch"
        ):
            open_session(session.id)
        _sheet(lesson)


def _sheet(lesson: Lesson) -> None:
    for step in lesson.sheet.steps:
        with st.container(border=True, key=f"try-step-{step.number}"):
            st.markdown(f"**{verbatim(numbered(lesson.procedure, step.step_id))}**")
            notes.points(step)
            notes.cards(lesson, step.step_id)
            notes.of_step(lesson, step.step_id)
    if any(one.step_id is None for one in lesson.notes):
        with st.container(border=True, key="try-step-none"):
            st.markdown(f"**{_('About no step')}**")
            notes.listed(lesson, None)
