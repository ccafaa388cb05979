"""A session that is out with annotators: since when, what it waits for, and the way back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from app.language import _, later
from app.layout import act_and_redraw
from app.names import acted_by
from app.plain import day, verbatim
from capture import accounts, labelling
from capture.access import facts_of
from capture.permission import decide
from data_schemas.labelling import Waits
from data_schemas.rights import Action
from pipelines.labelstudio.desk import recall

if TYPE_CHECKING:
    from app.pages.session import View

NOTICE = "labelling-notice"
WAITING: dict[Waits, str] = {
    "annotator": later("An annotator is working on it."),
    "choice": later("Two people have labelled it: choose between them."),
    "expert": later("An annotator has a question to the expert: ask it in the next sitting."),
}


def draw(view: View) -> None:
    site, who, session = view.site, view.who, view.session.id
    if told := st.session_state.pop(NOTICE, ""):
        st.warning(told)
    found = labelling.where(site, who, session)
    if found is None or not found.is_out:
        return
    with st.container(border=True, key="out"):
        text, button = st.columns([5, 1.5], vertical_alignment="center")
        since = _("Out with annotators since {day}, sent by {who}: the time line is read only.")
        name = verbatim(acted_by(found.out_by, accounts.names_of(site, who)))
        text.markdown(f"**{since.format(day=day(found.out_at), who=name)}**")
        text.caption(_(WAITING[found.waits]))
        if decide(who, Action.AMEND, facts_of(site, session)).allowed and button.button(
            _("Call it back"),
            key="recall",
            width="stretch",
            help=_("What annotators have not handed in is lost; what came back is kept."),
        ):
            act_and_redraw(partial(_recall, view))


def _recall(view: View) -> None:
    if not recall(view.site, view.who, view.session.id):
        st.session_state[NOTICE] = _(
            "It is back. The annotators' server does not answer: it is taken off there as soon as"
            " it does."
        )
