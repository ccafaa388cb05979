"""Who looked at a session, and what else was done with it, for the person whom it shows."""

from __future__ import annotations

import streamlit as st

from app.deeds import DEEDS
from app.language import _
from app.plain import day
from capture.seen import Deed, audit_of
from capture.site import Site
from data_schemas.rights import Actor

OWNER, CODE, DEVICE = "owner", "code", "dev-"


def draw(site: Site, who: Actor, session: str) -> None:
    """Asked for only when somebody opens it: reading it is a deed as well."""
    with st.expander(_("Who looked at it, and what was done"), icon=":material/visibility:"):
        if not st.toggle(_("Show"), key=f"seen-{session}"):
            return
        st.dataframe(
            [_row(one) for one in audit_of(site, who, session)], hide_index=True, width="stretch"
        )
        st.caption(_("Looking again within a minute counts as one look. No content is noted."))


def _row(deed: Deed) -> dict[str, str]:
    what = _(DEEDS[deed.action])
    return {
        _("When"): day(deed.at),
        _("Who"): _name(deed.who),
        _("What"): what if deed.allowed else _("{what} (was refused)").format(what=what),
    }


def _name(who: str) -> str:
    if who == OWNER:
        return _("This computer")
    if who == CODE:
        return _("Whoever had the code on paper")
    return _("A tablet that was let in") if who.startswith(DEVICE) else who
