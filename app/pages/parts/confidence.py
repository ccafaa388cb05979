"""What the words "sure" and "please check" stand for, and where that was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.language import _, n_
from capture import calibrations
from data_schemas.timeline import Timeline
from pipelines.align.ask import SURE_FROM
from pipelines.align.recalibrate import BASE, LEAST, LEAST_SESSIONS

if TYPE_CHECKING:
    from app.pages.session import View


def draw(view: View, timeline: Timeline) -> None:
    if not timeline.segments:
        return
    with st.expander(_("How sure is “Sure”?"), icon=":material/help:"):
        sentences = (
            _(
                "For every section the machine estimates how likely it lies at the right place."
                " “Sure” begins where {share} of 100 such sections do; below, it says “Please"
                " check”."
            ).format(share=f"{100 * SURE_FROM:.0f}"),
            _(
                "At the right place means: of all the time that the section and the real work"
                " cover, they share three tenths or more. Start and end may still be off."
            ),
            _(
                "It was measured on recordings of other work. It says how well the machine found"
                " the step, and nothing about how well somebody works."
            ),
            _here(view),
        )
        st.markdown("\n\n".join(sentences))


def _here(view: View) -> str:
    """Whether it was fitted to this site."""
    own = calibrations.get_calibration(view.site, view.who)
    if own is None or not own.better or own.recalibration.base != BASE:
        return _(
            "It is not fitted to this site yet. That takes {n} sections that people here checked,"
            " in at least {sessions} work sessions."
        ).format(n=LEAST, sessions=LEAST_SESSIONS)
    return n_(
        "It is fitted to this site, by {n} section that people here checked.",
        "It is fitted to this site, by {n} sections that people here checked.",
        own.corrections,
    )
