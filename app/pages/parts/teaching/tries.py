"""Recording attempts, and looking at them."""

from __future__ import annotations

from html import escape

import streamlit as st

from app import tokens
from app.language import _, current
from app.layout import act_and_redraw
from app.links import kept_token
from app.media_route import media_url
from app.pages.parts.teaching.lesson import Lesson
from app.recorder import Wired, record_labels, recorder
from capture import closing, takes
from data_schemas.session import Recording
from data_schemas.stream import Stream


def draw(lesson: Lesson) -> None:
    session = lesson.session.id
    wired = Wired(
        session=session,
        token=kept_token(lesson.site, lesson.who, tokens.RECORD, session),
        check="",
        pedals=tuple(lesson.site.settings.marker_keys.split()),
        role="attempt",
    )
    labels = {
        **record_labels(),
        "arrived": _("The attempt has arrived whole."),
        "paused": _("Paused. Going on starts a new attempt."),
    }
    st.caption(_("Record only who has said yes to it. It is erased with this work session."))
    recorder(wired, labels, current(), key=f"recorder-attempt-{session}")
    for stream in takes.unfinished(lesson.site, lesson.who, session, "attempt"):
        _coming(lesson, stream)
    for number, one in enumerate(lesson.attempts, 1):
        with st.expander(name(number, one), icon=":material/play_circle:"):
            _watched(lesson, one)


def name(number: int, recording: Recording) -> str:
    """How an attempt is called: by its place, and by nothing else."""
    what = _("Attempt {n}") if recording.has_video else _("Attempt {n}, sound only")
    return what.format(n=number)


def _watched(lesson: Lesson, recording: Recording) -> None:
    names = (lesson.session.id, recording.id)
    if recording.original not in lesson.copied:
        st.caption(_("It can be played here as soon as its copy is made."))
        return
    url = media_url(*names, kept_token(lesson.site, lesson.who, tokens.PLAY, *names))
    tag = "video" if recording.has_video else "audio"
    st.html(f'<{tag} controls preload="metadata" style="width:100%" src="{escape(url)}"></{tag}>')


def _coming(lesson: Lesson, stream: Stream) -> None:
    """One on its way; one whose device does not come back can be taken in as it is."""
    if takes.is_running(lesson.site, stream):
        st.caption(_("An attempt is being recorded."))
        return
    text, keep = st.columns([3, 2], vertical_alignment="center")
    text.caption(_("An attempt has not arrived whole."))
    names = (lesson.site, lesson.who, lesson.session.id, stream.id)
    if keep.button(_("Take in what arrived"), key=f"settle-{stream.id}", width="stretch"):
        act_and_redraw(lambda: closing.settle(*names))
