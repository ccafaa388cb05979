"""Replay and explain: the expert watches what they did, and is asked where they said nothing."""

from __future__ import annotations

import streamlit as st

from app import context, signin, tokens
from app.language import _, current
from app.layout import title
from app.links import kept_token
from app.names import names
from app.pages.parts.chosen_session import chosen_session
from app.plain import verbatim
from app.sitting import Wired, sitting
from app.sitting.labels import labels
from capture import sessions
from capture.permission import decide
from capture.site import Site
from capture.sittings import Role
from data_schemas.rights import Action, Actor, Facts

# Small screens need the room; the way back stands on the page.
NARROW = """<style>@media (max-width: 1100px) {
section[data-testid="stSidebar"], [data-testid="stExpandSidebarButton"] {
  display: none !important; }
}</style>"""
# The expert has the replay and the question before them, and nothing else.
ALONE = """<style>
section[data-testid="stSidebar"], [data-testid="stExpandSidebarButton"],
header[data-testid="stHeader"] { display: none !important; }
.stMainBlockContainer { padding-top: 1rem; }
</style>"""


def draw() -> None:
    site, who = context.site(), signin.current()
    chosen = chosen_session(_("Replay and explain"))
    role: Role = "expert" if st.query_params.get("screen") == "expert" else "interviewer"
    if not chosen:
        return
    session = sessions.get_session(site, who, chosen)
    st.html(ALONE if role == "expert" else NARROW)
    if session.withdrawn_at is not None:
        title(_("Replay and explain"))
        st.info(_("Consent was withdrawn. The recording and everything made from it were erased."))
        return
    if role == "interviewer":
        known = names(site, who)
        whose = f"{known.session(session)} · {known.expert(session)}"
        title(verbatim(_("Replay and explain")), verbatim(whose))
    sitting(_wired(site, who, chosen, role), labels(), current(), key=f"sitting-{chosen}")


def _wired(site: Site, who: Actor, session: str, role: Role) -> Wired:
    may_record = decide(who, Action.RECORD, Facts()).allowed
    step, probe = st.query_params.get("step", ""), st.query_params.get("probe", "")
    here = f"session={session}&lang={current()}"
    return Wired(
        session=session,
        token=kept_token(site, who, tokens.ASK, session),
        record=kept_token(site, who, tokens.RECORD, session) if may_record else "",
        role=role,
        card=(step, probe) if step and probe else None,
        links={
            "back": f"/session?{here}",
            "expert": f"/sitting?{here}&screen=expert",
            "cards": f"/cards?{here}",
        },
    )
