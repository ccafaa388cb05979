"""The takes of a session so far, also those that have not arrived whole."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from app import work
from app.language import _
from app.layout import act_and_redraw, careful
from app.links import open_recorder
from app.plain import day, length, verbatim
from capture import closing, sessions, takes
from capture.site import Site
from data_schemas.rights import Actor
from data_schemas.session import Recording, Session
from data_schemas.stream import Stream

LOOK_AGAIN_S = 3.0


def draw(site: Site, who: Actor, session: str) -> None:
    """Take by take; looked at again while something is on its way."""
    coming = takes.unfinished(site, who, session)
    st.header(_("Takes so far"), anchor=False)
    every = LOOK_AGAIN_S if coming else None
    st.fragment(careful(lambda: _list(site, who, session)), run_every=every)()


def attend(site: Site, who: Actor, session: str) -> None:
    """Only what has not arrived whole, where there is any: for the page of the session."""
    if takes.unfinished(site, who, session):
        with st.container(border=True):
            st.markdown(f"**{_('Not arrived whole yet')}**")
            st.fragment(careful(lambda: _coming(site, who, session)), run_every=LOOK_AGAIN_S)()


def more(session: Session) -> None:
    """The way back to the recorder from a session that holds something."""
    if session.work and st.button(
        _("Record another take"), key="record-more", icon=":material/radio_button_checked:"
    ):
        open_recorder(session.id)


def _list(site: Site, who: Actor, session: str) -> None:
    made = sessions.get_session(site, who, session).work
    for number in sorted({one.take for one in made}):
        same = [one for one in made if one.take == number]
        parts = " · ".join(_told(n, one) for n, one in enumerate(same, 1))
        st.markdown(f"**{_('Take {n}').format(n=number)}** — {parts}")
    if not made and not takes.unfinished(site, who, session):
        st.caption(_("None yet."))
    _coming(site, who, session)


def _told(position: int, recording: Recording) -> str:
    what = _("Camera {n}") if recording.has_video else _("Sound {n}")
    return f"{what.format(n=position)}: {length(recording.duration_s)}"


def _coming(site: Site, who: Actor, session: str) -> None:
    found = takes.unfinished(site, who, session)
    for stream in found:
        _row(site, who, stream)
    before = st.session_state.get(f"coming-{session}", 0)
    st.session_state[f"coming-{session}"] = len(found)
    if len(found) < before:
        st.rerun()


def _row(site: Site, who: Actor, stream: Stream) -> None:
    label = verbatim(stream.label) or _("A device")
    take = _("Take {n}").format(n=stream.take)
    mega = f"{stream.size / 1e6:.1f}"
    if takes.is_running(site, stream):
        since = datetime.now(UTC) - stream.started_at
        for_s = length(since.total_seconds())
        st.markdown(
            f":red[●] **{take}** — {label}: "
            + _("being recorded for {length}, {n} MB are here").format(length=for_s, n=mega)
        )
        return
    text, keep, drop = st.columns([4, 2, 1.4], vertical_alignment="center")
    until = day(stream.arrived_at)[11:]
    text.markdown(
        f"**{take}** — {label}: "
        + _("arrived up to {time} ({n} MB), then nothing more").format(time=until, n=mega)
    )
    text.caption(
        _("If the device still has the rest, open the recorder there first: it sends it by itself.")
    )
    names = (site, who, stream.session, stream.id)
    if keep.button(_("Take in what arrived"), key=f"settle-{stream.id}", width="stretch"):
        act_and_redraw(lambda: _settle(*names))
    if drop.button(_("Throw away"), key=f"drop-{stream.id}", width="stretch"):
        st.session_state[f"sure-{stream.id}"] = True
    if st.session_state.get(f"sure-{stream.id}"):
        st.warning(_("What has arrived of it is gone for good then."))
        if st.button(_("Throw away for good"), key=f"dropped-{stream.id}"):
            act_and_redraw(lambda: closing.abandon(*names))


def _settle(site: Site, who: Actor, session: str, stream: str) -> None:
    with st.spinner(_("Checking the recording and locking it away…")):
        closing.settle(site, who, session, stream)
    if not any(takes.is_running(site, one) for one in takes.unfinished(site, who, session)):
        work.want(site, who, session)
