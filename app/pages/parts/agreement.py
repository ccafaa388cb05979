"""What the expert agreed to, also that their voice is recognised by its sound."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from app.language import _
from app.plain import CLASSES, PURPOSES
from capture.ingest import SHORTEST_VOICE_S
from data_schemas.clock import Interval
from data_schemas.rights import Consent


@dataclass(frozen=True)
class Agreed:
    """``missing`` is a sentence about what is still to be filled in."""

    consent: Consent
    voice: Interval | None = None
    missing: str = ""


def draw() -> Agreed:
    st.caption(
        _("Tick only what was signed. Without a tick the recording stays here, for its owner only.")
    )
    purposes = [one for one, text in PURPOSES.items() if st.checkbox(_(text), key=f"purpose-{one}")]
    known_by_voice = st.checkbox(
        _("Recognise the expert by the sound of their voice"), key="voice-agreed"
    )
    voice = voice_seconds() if known_by_voice else None
    signed_by, signed_at = _signature() if purposes or known_by_voice else ("", None)
    names = {one: _(text) for one, text in CLASSES.items()}
    protection = st.selectbox(
        _("Protection"), options=list(names), format_func=names.__getitem__, key="protection"
    )
    consent = Consent(
        purposes=frozenset(purposes),
        signed_by=signed_by,
        signed_at=signed_at,
        voice_template=known_by_voice,
        protection_class=protection,
    )
    return Agreed(consent, voice, voice_missing(voice) if known_by_voice else "")


def voice_seconds() -> Interval | None:
    """Where only the expert speaks; None while that is no stretch of time."""
    st.caption(
        _(
            "This makes a biometric template of the voice. It exists only while the words are"
            " written down and is never kept. Name a part of the recording in which only the"
            " expert speaks."
        )
    )
    first, last = st.columns(2)
    start = first.number_input(
        _("Start (s)"), min_value=0.0, step=1.0, format="%.1f", key="voice-from"
    )
    end = last.number_input(_("End (s)"), min_value=0.0, step=1.0, format="%.1f", key="voice-to")
    return Interval(start_s=float(start), end_s=float(end)) if end > start else None


def voice_missing(voice: Interval | None) -> str:
    """What is still to be said about the seconds, as a sentence."""
    if voice is not None and voice.length_s >= SHORTEST_VOICE_S:
        return ""
    return _(
        "Name at least {n} seconds in which only the expert speaks, or take out the tick at the"
        " voice."
    ).format(n=f"{SHORTEST_VOICE_S:g}")


def _signature() -> tuple[str, date | None]:
    name, when = st.columns(2)
    signed_by = name.text_input(_("Signed by"), key="signed-by")
    signed_at = when.date_input(_("Signed on"), value=date.today(), key="signed-at")
    return signed_by.strip(), signed_at if isinstance(signed_at, date) else None
