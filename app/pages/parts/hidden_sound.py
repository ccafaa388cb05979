"""Seconds of sound that are hidden, and voices that are disguised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.language import _
from app.layout import act_and_redraw
from data_schemas.clock import Span
from pipelines.deidentify import desk
from pipelines.deidentify.drawing import desk as drawing

if TYPE_CHECKING:
    from app.pages.masking import Hiding


def draw(hiding: Hiding) -> None:
    with st.expander(_("Sound"), icon=":material/volume_off:"):
        _beep(hiding)
        _voice(hiding)


def _beep(hiding: Hiding) -> None:
    start, end, how, go = st.columns([1, 1, 1.2, 1], vertical_alignment="bottom")
    length_s = hiding.recording.duration_s
    first = start.number_input(_("From second"), 0.0, length_s, 0.0, 0.1, key="beep-start")
    last = end.number_input(_("To second"), 0.0, length_s, min(1.0, length_s), 0.1, key="beep-end")
    beep = how.radio(
        _("Instead"), [True, False],
        format_func=lambda one: _("A beep") if one else _("Silence"), horizontal=True,
    )  # fmt: skip
    if go.button(_("Hide the sound"), width="stretch", disabled=last <= first):
        span = Span(recording=hiding.recording.id, start_s=first, end_s=last)
        act_and_redraw(
            lambda: drawing.hush(
                hiding.site, hiding.who, hiding.session.id, span, "beep" if beep else "silence"
            )
        )
    st.caption(_("Take a little more than the word: a fifth of a second before and after it."))


def _voice(hiding: Hiding) -> None:
    on = desk.masks(hiding.site, hiding.who, hiding.session.id).voice
    chosen = st.toggle(
        _("Disguise voices in the copy"),
        value=on,
        help=_("Voices are disguised. This is a disguise, not anonymity."),
    )
    if chosen != on:
        act_and_redraw(lambda: desk.disguise(hiding.site, hiding.who, hiding.session.id, chosen))
