"""Record a work session with this device, and with others beside it."""

from __future__ import annotations

import streamlit as st

from app import context, problems, signin, tokens, work
from app.language import _, current
from app.layout import careful, empty, title
from app.links import kept_token, open_session
from app.names import names
from app.pages.parts import second_camera, takes
from app.plain import verbatim
from app.recorder import Told, Wired, record_labels, recorder
from capture import room, sessions
from capture.site import Site
from capture.takes import unfinished
from data_schemas.errors import StorageFull
from data_schemas.rights import Actor
from data_schemas.session import Session


def draw() -> None:
    site, who = context.site(), signin.current()
    chosen = st.query_params.get("session", "")
    if not chosen:
        title(_("Record"))
        empty(_("Begin a new work session, then record it here."), "wizard", _("New work session"))
        return
    session = sessions.get_session(site, who, chosen)
    if session.withdrawn_at is not None:
        title(_("Record"))
        st.info(_("Consent was withdrawn. The recording and everything made from it were erased."))
        return
    known = names(site, who)
    title(verbatim(known.session(session)), verbatim(known.expert(session)))
    if not may_begin(site, who, session.id):
        takes.draw(site, who, session.id)
        return
    told = device(site, who, session.id, kept_token(site, who, tokens.RECORD, session.id))
    left, right = st.columns([3, 2], gap="large")
    with left:
        takes.draw(site, who, session.id)
        _done(site, who, session, told)
    with right:
        careful(lambda: second_camera.draw(site, who, session.id))()


def may_begin(site: Site, who: Actor, session: str) -> bool:
    """Whether the recorder is shown: not where nothing more fits, which is then said.

    What has begun is always brought home, so one that was shown or is on its way stays.
    """
    shown = f"recorder-shown-{session}"
    if not st.session_state.get(shown) and not unfinished(site, who, session):
        try:
            room.require_recording(site)
        except StorageFull as error:
            st.error(problems.told(error))
            return False
    st.session_state[shown] = True
    return True


def device(site: Site, who: Actor, session: str, token: str) -> Told:
    """The recorder of this device, for a session into which ``token`` lets it record."""
    wired = Wired(
        session=session,
        token=token,
        check=kept_token(site, who, tokens.CHECK, tokens.NEW),
        pedals=tuple(site.settings.marker_keys.split()),
    )
    return recorder(wired, record_labels(), current(), key=f"recorder-{session}")


def _done(site: Site, who: Actor, session: Session, told: Told) -> None:
    """Working on it takes all of a small machine, so it waits until nobody records any more."""
    button, hint = st.columns([1, 2], vertical_alignment="center")
    pressed = button.button(
        _("I am done"),
        type="primary",
        disabled=told.busy or not session.work,
        width="stretch",
        key="recorder-done",
    )
    if told.busy:
        hint.caption(_("Stop the recording first, and wait until it has arrived."))
    else:
        hint.caption(_("Then the machine writes down the words and finds the steps."))
    if pressed:
        work.want(site, who, session.id)
        open_session(session.id)
