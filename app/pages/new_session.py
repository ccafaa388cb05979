"""Take in a recording: which procedure, whose, which file, and what was agreed to."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app import context, signin, tokens, work
from app.language import _, current
from app.layout import title
from app.links import kept_token, open_session
from app.pages.parts import agreement, arrived, folder, glossary, procedure, testclip
from app.plain import MICROPHONES
from app.uploader import Uploaded, upload_labels, uploader
from capture import cards, people, upload
from capture.ingest import Intake, ingest
from capture.site import Site
from capture.sources import TextFile
from data_schemas.procedure import Procedure
from data_schemas.rights import Actor
from data_schemas.session import Microphones


def draw() -> None:
    site, who = context.site(), signin.current()
    title(
        _("Take in a recording"),
        _("A work session is one expert doing one job once, recorded from start to end."),
    )
    left, right = st.columns(2, gap="large")
    with left:
        st.header(_("1. Which procedure?"), anchor=False)
        chosen = procedure.draw(site, who)
        glossary.draw(site, who)
        expert = _expert(site, who)
        arrivals = _recordings(site, who)
        microphones = _microphones()
    with right:
        st.header(_("4. What did the expert agree to?"), anchor=False)
        agreed = agreement.draw()
        transcript = _transcript()
    whose = _whose(chosen, expert) or agreed.missing
    intake = Intake(
        recordings=(),
        procedure=chosen.id if chosen else "",
        expert=expert,
        consent=agreed.consent,
        transcript=transcript,
        microphones=microphones,
        voice=agreed.voice,
    )
    _finish(site, who, arrivals, intake, whose or _arrival(arrivals))
    testclip.draw(site, who)
    with st.expander(_("From a camera card or a folder"), icon=":material/sd_card:"):
        folder.draw(site, who, intake, whose)


def _expert(site: Site, who: Actor) -> str:
    st.header(_("2. Which expert?"), anchor=False)
    known = [one.pseudonym for one in people.list_experts(site, who)]
    chosen = st.selectbox(
        _("Pseudonym of the expert"),
        options=known,
        index=None,
        accept_new_options=True,
        placeholder=_("Choose, or type a new one"),
        key="new-expert",
        help=_("Not the real name: whoever uses the data later sees this name."),
    )
    return (chosen or "").strip()


def _recordings(site: Site, who: Actor) -> tuple[Uploaded, ...]:
    st.header(_("3. The recording"), anchor=False)
    st.caption(_("Several cameras, or the parts of a long recording, go in together."))
    turn = st.session_state.setdefault("upload-turn", 0)
    token = kept_token(site, who, tokens.UPLOAD, tokens.NEW)
    return uploader(token, upload_labels(), current(), key=f"upload-{turn}")


def _microphones() -> Microphones:
    names = {one: _(text) for one, text in MICROPHONES.items()}
    chosen: Microphones = st.radio(
        _("Microphones"), options=list(names), format_func=names.__getitem__, key="microphones"
    )
    st.caption(_("Recommended: one per person. Only then is it known who speaks."))
    return chosen


def _transcript() -> TextFile | None:
    st.header(_("5. A transcript, if there is one"), anchor=False)
    given = st.file_uploader(
        _("SRT, VTT or JSON; without one the words are written down here."),
        type=["srt", "vtt", "json"],
        key=f"transcript-{st.session_state.get('upload-turn', 0)}",
    )
    return TextFile(given.name, given.getvalue()) if given else None


def _finish(
    site: Site, who: Actor, arrivals: tuple[Uploaded, ...], intake: Intake, missing: str
) -> None:
    button, hint = st.columns([1, 3], vertical_alignment="center")
    pressed = button.button(
        _("Take it in"), type="primary", disabled=bool(missing), width="stretch", key="take-in"
    )
    if missing:
        hint.caption(missing)
    if not pressed or missing:
        return
    with st.spinner(_("Checking the recording and locking it away…")):
        sources = tuple(upload.source(site, who, one.upload, one.name) for one in arrivals)
        placed = cards.arrange(site, who, sources)
        done = ingest(site, who, replace(intake, recordings=placed))
        for one in arrivals:
            upload.discard(site, who, one.upload)
    st.session_state["upload-turn"] += 1
    known = done.session.number if done.duplicate else None
    sums = zip(placed, done.sha256, strict=True)
    arrived.remember(done.session.id, [arrived.File(s.name, d, known) for s, d in sums])
    if not done.duplicate:
        work.want(site, who, done.session.id)
    open_session(done.session.id)


def _whose(chosen: Procedure | None, expert: str) -> str:
    """What is still to be said about the recordings, as a sentence."""
    named = chosen is not None and expert
    return "" if named else _("Choose a procedure and name the expert first.")


def _arrival(arrivals: tuple[Uploaded, ...]) -> str:
    return "" if arrivals else _("Choose the recording, and wait until it has arrived.")
