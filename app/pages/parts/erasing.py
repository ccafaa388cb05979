"""Erase a part from the recording itself: what goes is seen first and confirmed by a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.language import _, n_
from app.plain import clock
from data_schemas.clock import Span
from pipelines.erasure import desk
from pipelines.erasure.plan import Destruction, Erasure

if TYPE_CHECKING:
    from app.pages.session import View


def offer(view: View, cut: Span) -> bool:
    """What erasing would destroy, and the way to it; whether it was erased just now."""
    key = f"erase-{cut.recording}-{cut.start_s:.3f}"
    with st.expander(_("Erase this part for good"), icon=":material/delete_forever:"):
        st.markdown(
            _(
                "Picture and sound of these seconds are taken out of the recording itself: black"
                " and silence stand in their place, and everything else keeps its time. Nobody can"
                " bring them back."
            )
        )
        found = desk.preview(view.site, view.who, view.session.id, cut)
        for line in _lines(found):
            st.markdown(f"- {line}")
        word = _("erase")
        said = st.text_input(_("To go on, type: {word}").format(word=word), key=f"{key}-word")
        sure = said.strip().casefold() == word.casefold()
        pressed = st.button(
            _("Erase for good"), type="primary", disabled=not sure, key=f"{key}-now"
        )
    if pressed:
        desk.erase(view.site, view.who, view.session.id, cut, found.confirmation)
    return pressed


def may(view: View) -> bool:
    return desk.may_erase(view.site, view.who, view.session.id)


def erased(view: View) -> tuple[Erasure, ...]:
    """Parts of the session that were erased, or are being so."""
    found = desk.erasures(view.site, view.who, view.session.id)
    return tuple(one for one in found if not one.part.is_whole)


def tell(found: tuple[Erasure, ...], recording: str | None) -> None:
    """One line for each part of a camera, of all where none is shown; and what goes on now."""
    if any(not one.is_done for one in found):
        st.info(
            _(
                "A part is being erased from the recording. What was made of it is made anew"
                " without this part; until then there is nothing to play here."
            ),
            icon=":material/delete_forever:",
        )
    for one in found:
        if one.is_done and recording in (None, one.part.recording):
            when = f"{clock(one.part.start_s or 0.0)}–{clock(one.part.end_s or 0.0)}"
            st.caption(_("Erased for good: {when}").format(when=when))


def covers(found: tuple[Erasure, ...], cut: Span) -> bool:
    """Whether these seconds were erased: then there is nothing to put back."""
    return any(
        one.part.recording == cut.recording
        and (one.part.start_s or 0.0) <= cut.start_s + 0.001
        and cut.end_s <= (one.part.end_s or 0.0) + 0.001
        for one in found
    )


def _lines(found: Destruction) -> list[str]:
    shown = len([part for part in found.parts if not part.is_whole])
    lines = [n_("{n} recording is rewritten.", "{n} recordings are rewritten.", shown)]
    if found.acts:
        lines.append(
            n_(
                "{n} correction, answer or know-how card about it goes with it.",
                "{n} corrections, answers and know-how cards about it go with it.",
                len(found.acts),
            )
        )
    if found.answers:
        lines.append(
            n_(
                "{n} spoken answer about it is erased whole.",
                "{n} spoken answers about it are erased whole.",
                len(found.answers),
            )
        )
    lines.append(
        _("Words, movement and the time line are made anew; this takes as long as the first time.")
    )
    if found.elsewhere:
        lines.append(
            n_(
                "{n} recording may show it too and is not touched, since nobody placed it on the"
                " clock.",
                "{n} recordings may show it too and are not touched, since nobody placed them on"
                " the clock.",
                len(found.elsewhere),
            )
        )
    out = len(found.releases) + len(found.handouts)
    if out:
        lines.append(
            n_(
                "{n} dataset or paper that was given out is to be called back by people.",
                "{n} datasets and papers that were given out are to be called back by people.",
                out,
            )
        )
    return lines
