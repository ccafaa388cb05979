"""Another device records into a session: it enters the code that the first one shows."""

from __future__ import annotations

import streamlit as st

from app import context, joining, problems, signin, tokens
from app.language import _
from app.layout import title
from app.names import names
from app.pages.record import device, may_begin
from app.plain import verbatim
from capture import sessions
from capture.site import Site
from data_schemas.errors import Denied, SonmatError
from data_schemas.rights import Actor


def draw() -> None:
    site, who = context.site(), signin.current()
    joined = _joined(site, who)
    if joined is None:
        title(_("Second camera"), _("This device films the same work from another side."))
        _enter(site, who)
        return
    session, token = joined
    found = sessions.get_session(site, who, session)
    title(_("Second camera"), verbatim(names(site, who).session(found)))
    if may_begin(site, who, session):
        device(site, who, session, token)
    if st.button(_("Leave this work session"), key="join-leave"):
        st.query_params.clear()
        st.rerun()


def _joined(site: Site, who: Actor) -> tuple[str, str] | None:
    """The session that this tab has joined, and the token for it; it outlives a reload."""
    session, token = (st.query_params.get(name, "") for name in ("session", "joined"))
    if not session or not token:
        return None
    try:
        if tokens.check(site, token, tokens.RECORD, session).id != who.id:
            raise Denied(tokens.SOMEBODY_ELSES)
    except Denied as error:
        st.error(problems.told(error))
        return None
    return session, token


def _enter(site: Site, who: Actor) -> None:
    given = st.query_params.get("code", "")
    with st.form("join", border=True):
        code = st.text_input(
            _("Code"), value=given, placeholder="ABCD-EFGH", key="join-code", max_chars=20
        )
        st.caption(_("The first device shows it beside its recorder, under “Second camera”."))
        pressed = st.form_submit_button(_("Join"), type="primary")
    if not pressed:
        return
    try:
        session, token = joining.join(site, who, code)
    except SonmatError as error:
        st.error(problems.told(error))
        return
    st.query_params.clear()
    st.query_params["session"], st.query_params["joined"] = session, token
    st.rerun()
