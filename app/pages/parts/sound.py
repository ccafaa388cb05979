"""How well a recording can be heard: a notice beside its words, and the figures in plain words."""

from __future__ import annotations

import streamlit as st

from app import problems
from app.language import _
from app.plain import MICROPHONES, QUALITIES, verbatim
from data_schemas.session import Session
from data_schemas.transcript import AudioQuality, Transcript


def notice(transcript: Transcript) -> None:
    """What somebody must know before they rely on the words; nothing where all is well."""
    quality = transcript.quality
    notes = [problems.reason(one) for one in transcript.notes]
    if quality is None or quality.verdict == "good":
        if notes:
            st.info(_told(notes), icon=":material/info:")
        return
    text = f"**{_(QUALITIES[quality.verdict])}** "
    text += _told([*(problems.reason(one) for one in quality.reasons), *notes])
    if quality.verdict == "re_record":
        st.error(text, icon=":material/hearing_disabled:")
    else:
        st.warning(text, icon=":material/hearing:")


def draw(session: Session, transcript: Transcript) -> None:
    if transcript.quality is None:
        return
    with st.expander(_("Sound"), icon=":material/graphic_eq:"):
        verdict, *figures = measured(transcript.quality)
        st.markdown(f"**{verbatim(verdict)}**")
        st.markdown("\n".join(f"- {verbatim(line)}" for line in figures))
        st.caption(_("Microphones") + ": " + _(MICROPHONES[session.microphones]))


def measured(quality: AudioQuality) -> list[str]:
    """A verdict, then level, noise, speech above noise, share of speech and overload."""
    level = f"{max(0.0, -quality.level_db):.0f}"
    if not quality.speech_share:
        return [
            problems.reason("No speech was recognised here."),
            _("Sound: {n} dB below the loudest that can be recorded").format(n=level),
        ]
    return [
        _(QUALITIES[quality.verdict]),
        _("Voice: {n} dB below the loudest that can be recorded").format(n=level),
        *_noise(quality),
        _("Somebody speaks in {share} % of the time").format(
            share=f"{100 * quality.speech_share:.0f}"
        ),
        _overload(quality.clipped),
    ]


def _noise(quality: AudioQuality) -> list[str]:
    if quality.noise_db is None or quality.snr_db is None:
        return [_("Noise: nobody pauses long enough for it to be measured")]
    level = f"{max(0.0, -quality.noise_db):.0f}"
    louder = (
        _("The voice is {n} dB louder than the noise")
        if quality.snr_db >= 0
        else _("The noise is {n} dB louder than the voice")
    )
    return [
        _("Noise in the pauses: {n} dB below the loudest that can be recorded").format(n=level),
        louder.format(n=f"{abs(quality.snr_db):.0f}"),
    ]


def _overload(share: float) -> str:
    percent = f"{100 * share:.1f}"
    if percent == "0.0":
        return _("Overload: none of the speech is too loud")
    return _("Overload: {share} % of the speech is too loud to be recorded whole").format(
        share=percent
    )


def _told(sentences: list[str]) -> str:
    return verbatim(" ".join(sentences))
