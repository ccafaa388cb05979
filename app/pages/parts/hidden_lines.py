"""Lines drawn at random that a person reads with their words hidden, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.language import _, later
from app.layout import act_and_redraw
from app.plain import verbatim
from data_schemas.mask import LineSample, Seen
from pipelines.deidentify.words import desk
from pipelines.deidentify.words.sample import LINES
from pipelines.deidentify.words.told import lines_told

if TYPE_CHECKING:
    from app.pages.masking import Hiding

# Other keys than those of the pictures: both checks stand on one page.
ANSWERS: tuple[tuple[Seen, str, str], ...] = (
    ("hidden", later("Nothing tells who or what"), "1"),
    ("seen", later("Something still tells it"), "2"),
    ("unsure", later("I am not sure"), "3"),
)
MORE = 20


def draw(hiding: Hiding) -> None:
    st.header(_("Read lines"), anchor=False)
    most = st.session_state.setdefault("read-most", LINES)
    found = desk.queue(hiding.site, hiding.who, hiding.session.id, most)
    if not found.samples:
        st.caption(_("There is no line to be read."))
        return
    open_ = sum(one.answer is None for one in found.samples)
    st.progress(
        1 - open_ / len(found.samples),
        text=_("{done} of {all} lines read").format(
            done=len(found.samples) - open_, all=len(found.samples)
        ),
    )
    if found.next is not None:
        _one(hiding, found.next, most)
    st.markdown(lines_told(_, found.overall))
    more = found.next is None and len(found.samples) < found.lines
    if more and st.button(_("Read {n} more").format(n=MORE)):
        st.session_state["read-most"] = most + MORE
        st.rerun()


def _one(hiding: Hiding, sample: LineSample, most: int) -> None:
    line, answer = st.columns([2.2, 1])
    with line.container(border=True):
        st.markdown(f"### {verbatim(sample.text)}")
        st.caption(_("This is how it leaves. What stands in brackets was hidden."))
    with answer:
        st.markdown(f"**{_('Does it tell who somebody is, or what must not leave?')}**")
        for seen, text, key in ANSWERS:
            if st.button(_(text), key=f"read-{seen}", shortcut=key, width="stretch"):
                act_and_redraw(
                    lambda seen=seen: desk.judge(  # type: ignore[misc]
                        hiding.site, hiding.who, hiding.session.id, sample.id, seen, most
                    )
                )
