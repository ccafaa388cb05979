"""Take in a recording: which procedure, whose, which file, and what was agreed to."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from app import context, problems, signin, tokens, work
from app.language import _, current, n_
from app.layout import title
from app.links import kept_token, open_session
from app.plain import CLASSES, PURPOSES
from app.uploader import Uploaded, uploader
from capture import people, procedures, upload
from capture.ingest import Intake, TextFile, ingest
from capture.site import Site
from data_schemas.errors import SonmatError
from data_schemas.procedure import Procedure
from data_schemas.rights import Actor, Consent, ProtectionClass, Purpose

# Streamlit says how to pick a file in English only.
PICK_LOOK = """<style>[data-testid="stFileUploaderDropzoneInstructions"] {{ display: none; }}
[data-testid="stFileUploaderDropzone"] button {{ font-size: 0; }}
[data-testid="stFileUploaderDropzone"] button * {{ display: none; }}
[data-testid="stFileUploaderDropzone"] button::after {{ content: "{text}"; font-size: 1rem; }}
</style>"""


def draw() -> None:
    site, who = context.site(), signin.current()
    title(
        _("New work session"),
        _("A work session is one expert doing one job once, recorded from start to end."),
    )
    st.html(PICK_LOOK.format(text=_("Choose a file")))
    left, right = st.columns(2, gap="large")
    with left:
        procedure = _procedure(site, who)
        expert = _expert(site, who)
        recording = _recording(site, who)
    with right:
        consent = _consent()
        transcript = _transcript()
    _finish(site, who, recording, _intake(procedure, expert, consent, transcript))


def _procedure(site: Site, who: Actor) -> Procedure | None:
    st.subheader(_("1. Which procedure?"), anchor=False)
    known = procedures.list_procedures(site, who)
    if not known:
        st.markdown(
            _(
                "First bring the written steps of the job: a YAML file, or a CSV table with"
                " the columns step and title."
            )
        )
    chosen = _choose({one.id: one for one in known[::-1]}) if known else None
    if chosen is not None:
        st.caption(n_("{n} step", "{n} steps", len(chosen.steps)))
    with st.expander(_("Bring another procedure"), expanded=not known):
        _import(site, who)
    return chosen


def _choose(known: dict[str, Procedure]) -> Procedure | None:
    # What was just brought is what people want, whatever was chosen before.
    brought = st.session_state.pop("procedure-brought", None)
    if brought in known:
        st.session_state["new-procedure"] = brought
    chosen = st.selectbox(
        _("Procedure"),
        options=list(known),
        format_func=lambda one: known[one].title,
        key="new-procedure",
        label_visibility="collapsed",
    )
    return known.get(chosen)


def _import(site: Site, who: Actor) -> None:
    turn = st.session_state.setdefault("procedure-turn", 0)
    given = st.file_uploader(
        _("Procedure file (YAML or CSV)"),
        type=["yaml", "yml", "csv", "json"],
        key=f"procedure-{turn}",
    )
    if given is None:
        return
    try:
        made = procedures.import_procedure(site, who, given.getvalue(), given.name)
    except SonmatError as error:
        st.error(problems.told(error))
        return
    st.session_state["procedure-turn"] = turn + 1
    st.session_state["procedure-brought"] = made.id
    st.toast(_("“{title}” was taken in.").format(title=made.title))
    st.rerun()


def _expert(site: Site, who: Actor) -> str:
    st.subheader(_("2. Which expert?"), anchor=False)
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


def _recording(site: Site, who: Actor) -> Uploaded | None:
    st.subheader(_("3. The recording"), anchor=False)
    turn = st.session_state.setdefault("upload-turn", 0)
    token = kept_token(site, who, tokens.UPLOAD, tokens.NEW)
    return uploader(token, _upload_labels(), current(), key=f"upload-{turn}")


def _consent() -> Consent:
    st.subheader(_("4. What did the expert agree to?"), anchor=False)
    st.caption(
        _("Tick only what was signed. Without a tick the recording stays here, for its owner only.")
    )
    purposes = [one for one, text in PURPOSES.items() if st.checkbox(_(text), key=f"purpose-{one}")]
    signed_by, signed_at = "", None
    if purposes:
        name, when = st.columns(2)
        signed_by = name.text_input(_("Signed by"), key="signed-by")
        signed_at = when.date_input(_("Signed on"), value=date.today(), key="signed-at")
    protection = st.selectbox(
        _("Protection"),
        options=list(CLASSES),
        format_func=lambda one: _(CLASSES[one]),
        key="protection",
    )
    return _signed(purposes, signed_by, signed_at, protection)


def _signed(
    purposes: list[Purpose], signed_by: str, signed_at: Any, protection: ProtectionClass
) -> Consent:
    return Consent(
        purposes=frozenset(purposes),
        signed_by=signed_by.strip(),
        signed_at=signed_at if isinstance(signed_at, date) else None,
        protection_class=protection,
    )


def _transcript() -> TextFile | None:
    st.subheader(_("5. A transcript, if there is one"), anchor=False)
    given = st.file_uploader(
        _("SRT, VTT or JSON; without one the words are written down here."),
        type=["srt", "vtt", "json"],
        key=f"transcript-{st.session_state.get('upload-turn', 0)}",
    )
    return TextFile(given.name, given.getvalue()) if given else None


def _intake(
    procedure: Procedure | None, expert: str, consent: Consent, transcript: TextFile | None
) -> Intake | None:
    if procedure is None or not expert:
        return None
    return Intake(
        recordings=(),
        procedure=procedure.id,
        expert=expert,
        consent=consent,
        transcript=transcript,
    )


def _finish(site: Site, who: Actor, recording: Uploaded | None, intake: Intake | None) -> None:
    ready = recording is not None and intake is not None
    button, hint = st.columns([1, 3], vertical_alignment="center")
    pressed = button.button(
        _("Take it in"), type="primary", disabled=not ready, width="stretch", key="take-in"
    )
    if not ready:
        hint.caption(_missing(recording, intake))
    if not pressed or recording is None or intake is None:
        return
    with st.spinner(_("Checking the recording and locking it away…")):
        source = upload.source(site, who, recording.upload, recording.name)
        whole = Intake(**{**intake.__dict__, "recordings": (source,)})
        done = ingest(site, who, whole)
        upload.discard(site, who, recording.upload)
    st.session_state["upload-turn"] += 1
    if not done.duplicate:
        work.want(site, who, done.session.id)
    open_session(done.session.id)


def _missing(recording: Uploaded | None, intake: Intake | None) -> str:
    if intake is None:
        return _("Choose a procedure and name the expert first.")
    return _("Choose the recording, and wait until it has arrived.") if recording is None else ""


def _upload_labels() -> dict[str, str]:
    return {
        "pick": _("Choose a video or sound file, or drop it here"),
        "progress": _("Share that has arrived"),
        "pause": _("Pause"),
        "resume": _("Go on"),
        "stop": _("Choose another"),
        "sending": _("On its way…"),
        "paused": _("Paused. It goes on where it stopped."),
        "waiting": _("The line is broken. Trying again…"),
        "refused": _("This file was refused."),
        "done": _("Arrived whole."),
    }
