"""A card that no suggestion stands behind: on seconds of the work, or with a word why on none."""

from __future__ import annotations

import streamlit as st

from app.knowhow.words import UNIT_KINDS
from app.language import _, current
from app.pages.parts.know_how import form
from app.pages.parts.know_how.desk import ANY, NEW, NO_STEP, Desk, write
from app.plain import verbatim
from data_schemas.errors import InputError
from data_schemas.knowledge import Evidence, UnitContent
from data_schemas.session import Recording
from pipelines.elicit.cards import desk as cards

OPEN_WORDS = "…"
SECONDS = 5.0


def draw(desk: Desk) -> None:
    """First what it rests on, then the same form as for any other card."""
    st.markdown(f"**{_('New card')}**")
    none = not desk.session.work or st.checkbox(_("There is no footage of it"), key="new-none")
    evidence = () if none else _seconds(desk)
    why = st.text_input(_("Why is there none?"), key="new-why").strip() if none else ""

    def save(content: UnitContent) -> None:
        rests = {"evidence": evidence, "no_footage": why}
        if not evidence and not why:
            raise InputError("Choose seconds of the recording, or say why there is no footage.")
        made = UnitContent.model_validate({**dict(content), **rests})
        cards.make(desk.site, desk.who, desk.session.id, made)
        write("")

    form.draw(desk, _empty(desk), NEW, save)


def _empty(desk: Desk) -> UnitContent:
    return UnitContent.model_construct(
        step_id=None if desk.step in (ANY, NO_STEP) else desk.step,
        kind=next(iter(UNIT_KINDS)),
        text="",
        language=desk.session.language or desk.procedure.language or current(),
        no_footage=OPEN_WORDS,
        origin="annotator",
    )


def _seconds(desk: Desk) -> tuple[Evidence, ...]:
    camera, start, end = st.columns([2, 1, 1])
    work = desk.session.work
    chosen: Recording = camera.selectbox(
        _("Recording"), work, key="new-recording",
        format_func=lambda one: verbatim(_camera(work, one)),
    )  # fmt: skip
    longest = chosen.duration_s
    from_s = start.number_input(_("From (s)"), 0.0, longest, 0.0, 0.5, "%.1f", "new-from")
    to_s = end.number_input(
        _("To (s)"), 0.0, longest, min(longest, from_s + SECONDS), 0.5, "%.1f", "new-to"
    )
    if to_s <= from_s:
        st.caption(_("The end must come after the start."))
        return ()
    track = "video" if chosen.has_video else "audio"
    return (Evidence(recording=chosen.id, start_s=from_s, end_s=to_s, track=track),)


def _camera(work: tuple[Recording, ...], one: Recording) -> str:
    return _("Recording {n}").format(n=work.index(one) + 1)
