"""Who labels this work session: the people of that role, given and taken back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from app import problems
from app.language import _
from app.layout import act_and_redraw
from app.plain import verbatim
from capture import accounts
from capture.access import facts_of
from capture.permission import decide
from data_schemas.rights import Action, Facts

if TYPE_CHECKING:
    from app.pages.session import View


def draw(view: View) -> None:
    site, who, session = view.site, view.who, view.session.id
    if not decide(who, Action.PUSH, Facts()).allowed:
        return
    called = accounts.names_of(site, who)
    if not called:
        return
    with st.expander(_("Annotators"), icon=":material/label:"):
        st.caption(_("They see a masked copy only, once a person has confirmed that it is masked."))
        verdict = decide(who, Action.PUSH, facts_of(site, session))
        if not verdict.allowed:
            st.caption(problems.reason(verdict.reason))
            return
        found = accounts.annotators(site, who, session)
        if not found:
            st.caption(_("Nobody here is an annotator yet."))
        for account, works in found.items():
            name, button = st.columns([4, 1.4], vertical_alignment="center")
            name.markdown(verbatim(called.get(account, account)))
            label = _("Take back from them") if works else _("Give to them")
            if button.button(label, key=f"assign-{account}", width="stretch"):
                change = accounts.unassign if works else accounts.assign
                act_and_redraw(partial(change, site, who, session, account))
