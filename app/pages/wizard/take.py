"""Step 5: record in the browser, or bring the files of a camera."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from app import tokens, work
from app.language import _, current, n_
from app.links import kept_token, open_recorder, open_session
from app.pages.parts import arrived
from app.pages.parts.agreement import voice_missing, voice_seconds
from app.pages.wizard.draft import Draft
from app.uploader import Uploaded, upload_labels, uploader
from capture import cards, consent, sessions, upload
from capture.opening import add_recording, following, give_transcript, know_voice
from capture.sources import Place, TextFile
from data_schemas.clock import Interval
from data_schemas.session import Session


def draw(draft: Draft) -> None:
    found = sessions.get_session(draft.site, draft.who, draft.get("session"))
    left, right = st.columns(2, gap="large")
    with left, st.container(border=True):
        _record(found)
    with right, st.container(border=True):
        _bring(draft, found)
    if found.work:
        done = n_("{n} recording is here", "{n} recordings are here", len(found.work))
        st.markdown(f":green[✓] {done}")
        if st.button(_("Go on to the work session"), type="primary", key="wizard-done"):
            work.want(draft.site, draft.who, found.id)
            open_session(found.id)
    elif st.button(_("Record later"), key="wizard-later"):
        open_session(found.id)


def _record(found: Session) -> None:
    st.header(_("Record in the browser"), anchor=False)
    st.markdown(_("With the camera and the microphone of this device, hands free."))
    if st.button(_("Open the recorder"), type="primary", key="wizard-record"):
        open_recorder(found.id)


def _bring(draft: Draft, found: Session) -> None:
    st.header(_("Bring files"), anchor=False)
    turn = draft.values.setdefault("turn", 0)
    token = kept_token(draft.site, draft.who, tokens.UPLOAD, tokens.NEW)
    arrivals = uploader(token, upload_labels(), current(), key=f"wizard-upload-{turn}")
    first = not found.work
    goes_on = not first and _goes_on()
    words = _words(turn) if first else None
    voice, missing = _voice(draft, found) if first else (None, "")
    if missing:
        st.caption(missing)
    if st.button(_("Take it in"), disabled=not arrivals or bool(missing), key="wizard-take-in"):
        _take_in(draft, arrivals, _placing(found, goes_on))
        _add_words(draft, found, words, voice)
        st.rerun()
    _sums(draft)


def _goes_on() -> bool:
    """Whether these files follow what is here; else they are cameras of the same work."""
    texts = {False: _("Other cameras of the same work"), True: _("The work went on: a next take")}
    return bool(
        st.radio(
            _("What do these files show?"),
            options=list(texts),
            format_func=texts.__getitem__,
            key="wizard-goes-on",
        )
    )


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


def _placing(found: Session, goes_on: bool) -> Callable[[Place], Place]:
    """From a place within what arrived to one in the session; sound finds other cameras."""
    if not found.work:
        return lambda place: place
    if not goes_on:
        return lambda _place: Place()
    return partial(following, found)


def _take_in(
    draft: Draft, arrivals: tuple[Uploaded, ...], placing: Callable[[Place], Place]
) -> None:
    site, who = draft.site, draft.who
    with st.spinner(_("Checking the recording and locking it away…")):
        sources = tuple(upload.source(site, who, one.upload, one.name) for one in arrivals)
        for source in cards.arrange(site, who, sources):
            seen = cards.recognise(site, who, source)
            if seen.known_in is None:
                placed = replace(source, place=placing(source.place), sha256=seen.sha256)
                add_recording(site, who, draft.get("session"), placed)
            draft.values.setdefault("sums", []).append((seen.path, seen.sha256, seen.known_in))
        for one in arrivals:
            upload.discard(site, who, one.upload)
    draft.values["turn"] += 1


def _add_words(
    draft: Draft, found: Session, words: TextFile | None, voice: Interval | None
) -> None:
    if words is not None:
        give_transcript(draft.site, draft.who, found.id, words)
    if voice is not None:
        know_voice(draft.site, draft.who, found.id, voice)


def _sums(draft: Draft) -> None:
    """The checksum of every file that has arrived here."""
    rows = [arrived.File(*one) for one in draft.values.get("sums", ())]
    if rows:
        arrived.table(rows)
