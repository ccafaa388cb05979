"""Work sessions whose new results could not be made, why, and how to try once more."""

from __future__ import annotations

import streamlit as st

from app import problems
from app.language import _
from app.layout import act_and_redraw, paged
from app.names import Names
from app.plain import verbatim
from capture import sessions
from capture.permission import decide
from capture.site import Site
from data_schemas.rights import Action, Actor, Facts
from pipelines.rederive import desk

PAGE = 20


def draw(site: Site, who: Actor, failed: tuple[desk.Status, ...], known: Names) -> None:
    st.header(_("Stopped by a problem"), anchor=False)
    st.caption(_("What you know of these work sessions holds on."))
    may = decide(who, Action.PROCESS, Facts()).allowed
    for one in paged(failed, PAGE, "reruns-failed-page"):
        held = sessions.get_session(site, who, one.session)
        with st.container(border=True, key=f"failed-{one.session}"):
            what, once_more = st.columns([4, 1.4], vertical_alignment="center")
            what.markdown(f"**{verbatim(known.session(held))}**  \n{_why(one.problem)}")
            if may and once_more.button(
                _("Try again"), key=f"again-{one.session}", width="stretch"
            ):
                act_and_redraw(lambda session=one.session: desk.again(site, who, session))  # type: ignore[misc]


def _why(problem: str) -> str:
    """Runs of an earlier version kept no reason."""
    return problems.reason(problem) if problem else _("The reason was not written down.")
