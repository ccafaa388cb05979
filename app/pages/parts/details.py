"""What else is known about a session: what was left out, consent, and the expert details."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import effort, problems
from app.language import _, n_
from app.pages.parts import attention, confidence, movement, papers, sound
from app.plain import CLASSES, PURPOSES, clock, verbatim
from app.scene import Shown
from capture import consent, sessions
from capture.effort import of_job
from data_schemas.clock import Interval
from data_schemas.timeline import Timeline
from data_schemas.transcript import Transcript, Utterance

if TYPE_CHECKING:
    from app.pages.session import View


def draw(view: View, shown: Shown | None) -> None:
    if shown is not None and shown.transcript is not None:
        _left_out(shown.transcript)
        _other_words(shown)
        sound.draw(view.session, shown.transcript)
    if shown is not None:
        movement.draw(shown.movement)
    if shown is not None and shown.timeline is not None:
        _unplaced(shown.timeline)
        confidence.draw(view, shown.timeline)
    _consent(view)
    _expert(view, shown)


def _left_out(transcript: Transcript) -> None:
    dropped = transcript.dropped
    if not dropped:
        return
    label = n_(
        "{n} stretch left out of the words", "{n} stretches left out of the words", len(dropped)
    )
    with st.expander(label, icon=":material/hearing_disabled:"):
        st.caption(_("What was heard here was not believed, so nobody searches or learns from it."))
        rows = [
            {
                _("From"): clock(one.start_s),
                _("To"): clock(one.end_s),
                _("Why"): problems.reason(one.reason),
                _("Heard"): one.text,
            }
            for one in dropped
        ]
        st.dataframe(rows, hide_index=True, width="stretch")


def _other_words(shown: Shown) -> None:
    """Where the glossary gave other words, as far as those places were not taken out since."""
    assert shown.transcript is not None
    said = (shown.timeline or shown.transcript).utterances
    places = [one for one in shown.transcript.variants if any(_holds(u, one) for u in said)]
    if not places:
        return
    label = n_(
        "{n} place where the glossary gave other words",
        "{n} places where the glossary gave other words",
        len(places),
    )
    used = {"plain": _("Without the glossary"), "with_glossary": _("With the glossary")}
    with st.expander(label, icon=":material/menu_book:"):
        st.caption(
            _("These places were heard twice. Words from the glossary stand only where they fit.")
        )
        rows = [
            {
                _("From"): clock(one.start_s),
                _("To"): clock(one.end_s),
                used["plain"]: one.plain,
                used["with_glossary"]: one.with_glossary,
                _("What stands"): used[one.used],
            }
            for one in places
        ]
        st.dataframe(rows, hide_index=True, width="stretch")


def _holds(utterance: Utterance, place: Interval) -> bool:
    """Whether any word of ``utterance`` is said at ``place``."""
    if utterance.end_s < place.start_s or place.end_s < utterance.start_s:
        return False
    parts: tuple[Interval, ...] = utterance.words or (utterance,)
    return any(one.overlap_s(place) > 0 or one.contains(place.start_s) for one in parts)


def _unplaced(timeline: Timeline) -> None:
    if timeline.unplaced:
        st.warning(
            n_(
                "{n} change that somebody made no longer fits what the machine found now.",
                "{n} changes that people made no longer fit what the machine found now.",
                len(timeline.unplaced),
            )
        )


def _consent(view: View) -> None:
    with st.expander(_("Consent and protection"), icon=":material/shield_person:"):
        signed = consent.read(view.site, view.who, view.session.id)
        for purpose, text in PURPOSES.items():
            mark = (
                ":material/check_box:"
                if purpose in signed.purposes
                else ":material/check_box_outline_blank:"
            )
            st.markdown(f"{mark} {_(text)}")
        if not signed.purposes:
            st.caption(_("No purpose was agreed to: it stays here, for its owner only."))
        if signed.voice_template:
            st.markdown(
                f":material/check_box: {_('Recognise the expert by the sound of their voice')}"
            )
        st.markdown(_(CLASSES[view.session.protection_class]))
        if signed.signed_by:
            st.caption(_("Signed by {name}").format(name=verbatim(signed.signed_by)))
        if signed.named_author:
            st.markdown(f":material/check_box: {_('The name may be told as the author.')}")
        papers.consent_links(view.site, view.who, view.session.id)
        st.markdown(f"**{_('Who else is heard or seen')}**")
        attention.people(view)


def _expert(view: View, shown: Shown | None) -> None:
    """For those who want to know what made what; in the words of the data, not translated."""
    with st.expander(_("Expert details"), icon=":material/data_object:"):
        made = sessions.artifacts_of(view.site, view.who, view.session.id)
        alignment = sessions.alignment(view.site, view.who, view.session.id)
        effort.settle(view.site)
        job = of_job(view.site, view.who, view.session.procedure)
        st.json(
            {
                "job": {**job.model_dump(mode="json"), "human_minutes_per_minute": job.ratio},
                "session": view.session.model_dump(mode="json"),
                "transcript": shown.transcript.model_dump(
                    mode="json", include={"engine", "language", "model_digest", "options"}
                )
                if shown and shown.transcript
                else None,
                "alignment": alignment.method if alignment else None,
                "artifacts": [
                    one.model_dump(
                        mode="json",
                        include={
                            "id",
                            "kind",
                            "stage",
                            "version",
                            "model_digest",
                            "size",
                            "parents",
                        },
                    )
                    for one in made
                ],
            },
            expanded=1,
        )
