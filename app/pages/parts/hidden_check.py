"""Pictures that a person looks at with the masks on, one after the other, by keys or by hand."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import streamlit as st

from app.language import _, later
from app.layout import act_and_redraw
from app.plain import clock
from data_schemas.mask import LookQueue, LookSample, Seen, Stratum
from pipelines.deidentify import desk
from pipelines.deidentify.report import estimate_told
from pipelines.deidentify.sampling import RANDOM

if TYPE_CHECKING:
    from app.pages.masking import Hiding

WHY: dict[Stratum, str] = {
    "disagree": later("The two ways of finding faces do not agree here."),
    "missed": later("A face was lost here."),
    "random": later("Drawn at random."),
}
ANSWERS: tuple[tuple[Seen, str, str], ...] = (
    ("hidden", later("Nobody can be recognised"), "y"),
    ("seen", later("Somebody can be recognised"), "n"),
    ("unsure", later("I am not sure"), "u"),
)
MORE = 20


def draw(hiding: Hiding) -> None:
    st.header(_("Check pictures"), anchor=False)
    most = st.session_state.setdefault("looked-most", RANDOM)
    found = desk.queue(hiding.site, hiding.who, hiding.session.id, most)
    if not found.samples:
        st.caption(_("There is no picture to be looked at."))
        return
    open_ = sum(one.answer is None for one in found.samples)
    st.progress(
        1 - open_ / len(found.samples),
        text=_("{done} of {all} pictures looked at").format(
            done=len(found.samples) - open_, all=len(found.samples)
        ),
    )
    if found.next is not None:
        _one(hiding, found.next, most)
    _told(found)
    if found.next is None and st.button(_("Look at {n} more").format(n=MORE)):
        st.session_state["looked-most"] = most + MORE
        st.rerun()


def _one(hiding: Hiding, sample: LookSample, most: int) -> None:
    picture, answer = st.columns([2.2, 1])
    seconds = (sample.at_s,) if sample.end_s is None else _around(sample)
    with picture:
        st.html("".join(_shown(hiding, sample, second) for second in seconds))
    with answer:
        st.markdown(f"**{_('Can anybody be recognised?')}**")
        st.caption(f"{clock(sample.at_s)} · {_(WHY[sample.stratum])}")
        for seen, text, key in ANSWERS:
            if st.button(_(text), key=f"look-{seen}", shortcut=key, width="stretch"):
                act_and_redraw(
                    lambda seen=seen: desk.judge(  # type: ignore[misc]
                        hiding.site, hiding.who, hiding.session.id, sample.id, seen, most
                    )
                )
        st.caption(_("Faces in mirrors, badges, tattoos and screens count too."))


def _around(sample: LookSample) -> tuple[float, ...]:
    """A few pictures instead of one: a face that was lost is judged by how it goes on."""
    step = ((sample.end_s or sample.at_s) - sample.at_s) / 3
    return tuple(max(0.0, sample.at_s + step * n) for n in (-1, 0, 1, 2))


def _shown(hiding: Hiding, sample: LookSample, second: float) -> str:
    # Within the page and not under an address of its own: nobody else can ask for it.
    data = desk.picture(hiding.site, hiding.who, hiding.session.id, sample.recording, second)
    coded = base64.b64encode(data).decode()
    wide = "100%" if sample.end_s is None else "49%"
    return (
        f'<img alt="{_("Picture with its masks on")}" src="data:image/jpeg;base64,{coded}"'
        f' style="width:{wide};border-radius:8px;margin:0 .5% .3rem 0">'
    )


def _told(found: LookQueue) -> None:
    st.markdown(estimate_told(_, found.overall))
    if found.chosen.judged:
        st.caption(
            _("Of {n} places that were likely to be wrong, {k} showed somebody.").format(
                n=found.chosen.judged, k=found.chosen.missed
            )
        )
