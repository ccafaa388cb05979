"""Step 5: record in the browser, or bring the files of a camera."""

from __future__ import annotations

import streamlit as st

from app import tokens, work
from app.language import _, current, n_
from app.links import kept_token, open_recorder, open_session
from app.pages.new_session import upload_labels
from app.pages.parts.agreement import voice_missing, voice_seconds
from app.pages.wizard.draft import Draft
from app.uploader import Uploaded, uploader
from capture import consent, sessions, upload
from capture.ingest import TextFile
from capture.opening import add_recording, give_transcript, know_voice
from data_schemas.clock import Interval
from data_schemas.session import Session


def draw(draft: Draft) -> None:
    found = sessions.get_session(draft.site, draft.who, draft.get("session"))
    left, right = st.columns(2, gap="large")
    with left, st.container(border=True):
        _record(found)
    with right, st.container(border=True):
        _bring(draft, found)
    if found.recordings:
        done = n_("{n} recording is here", "{n} recordings are here", len(found.recordings))
        st.markdown(f":green[✓] {done}")
        if st.button(_("Go on to the work session"), type="primary", key="wizard-done"):
            work.want(draft.site, draft.who, found.id)
            open_session(found.id)
    elif st.button(_("Record later"), key="wizard-later"):
        open_session(found.id)


def _record(found: Session) -> None:
    from app.nav import PAGES  # it imports this page

    st.subheader(_("Record in the browser"), anchor=False)
    st.markdown(_("With the camera and the microphone of this device, hands free."))
    there = "record" in PAGES
    if st.button(_("Open the recorder"), type="primary", disabled=not there, key="wizard-record"):
        open_recorder(found.id)
    if not there:
        st.caption(_("The recorder is not part of this version yet: bring files."))


def _bring(draft: Draft, found: Session) -> None:
    st.subheader(_("Bring files"), anchor=False)
    turn = draft.values.setdefault("turn", 0)
    token = kept_token(draft.site, draft.who, tokens.UPLOAD, tokens.NEW)
    arrived = uploader(token, upload_labels(), current(), key=f"wizard-upload-{turn}")
    first = not found.recordings
    words = _words(turn) if first else None
    voice, missing = _voice(draft, found) if first else (None, "")
    if missing:
        st.caption(missing)
    if st.button(_("Take it in"), disabled=arrived is None or bool(missing), key="wizard-take-in") \
            and arrived is not None:  # fmt: skip
        _take_in(draft, found, arrived, (words, voice))


def _words(turn: int) -> TextFile | None:
    with st.expander(_("A transcript, if there is one")):
        given = st.file_uploader(
            _("SRT, VTT or JSON; without one the words are written down here."),
            type=["srt", "vtt", "json"],
            key=f"wizard-transcript-{turn}",
        )
    return TextFile(given.name, given.getvalue()) if given else None


def _voice(draft: Draft, found: Session) -> tuple[Interval | None, str]:
    """Seconds in which only the expert speaks, where they agreed to be known by their voice."""
    if not consent.read(draft.site, draft.who, found.id).voice_template:
        return None, ""
    voice = voice_seconds()
    return voice, voice_missing(voice)


def _take_in(
    draft: Draft, found: Session, arrived: Uploaded, beside: tuple[TextFile | None, Interval | None]
) -> None:
    site, who = draft.site, draft.who
    words, voice = beside
    with st.spinner(_("Checking the recording and locking it away…")):
        add_recording(site, who, found.id, upload.source(site, who, arrived.upload, arrived.name))
        if words is not None:
            give_transcript(site, who, found.id, words)
        if voice is not None:
            know_voice(site, who, found.id, voice)
        upload.discard(site, who, arrived.upload)
    draft.values["turn"] += 1
    st.rerun()
