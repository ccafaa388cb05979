"""A hit of search as a card: what it is, the words that fit, why it was found, what comes then."""

from __future__ import annotations

from html import escape
from math import ceil

import streamlit as st

from app.knowhow.words import UNIT_KINDS
from app.language import _, later
from app.names import Names, number
from app.plain import SILENT, clock, verbatim
from data_schemas.session import Session
from pipelines.search.hits import Hit, said
from pipelines.search.passage import Passage

KINDS = {
    "narration": later("Said at work"),
    "action": later("Done without a word"),
    "unit": later("Know-how card"),
    "answer": later("Answered when asked"),
    "moment": later("Worth asking about"),
}
MARK = "background:#ffe7a3;border-radius:3px;padding:0 2px"


def tell(hit: Hit, session: Session, known: Names) -> None:
    """Everything but the buttons."""
    passage = hit.passage
    step = verbatim(passage.step_title) or _("Outside of the steps")
    st.markdown(f"**{step}** &ensp; :gray[{what(passage)}] &ensp; {when(hit)}")
    if passage.kind == "action":
        st.markdown(f":violet[{_(SILENT)}]")
    else:
        st.html(f'<p style="margin:0">{marked(hit)}</p>')
    if hit.then is not None:
        st.caption(_("Then: {words}").format(words=verbatim(said(hit.then))))
    st.caption(f"{number(session)} · {verbatim(known.job(session))} · {why(hit)}")


def what(passage: Passage) -> str:
    """What kind of thing was found; of a card its kind as well."""
    kind = _(KINDS[passage.kind])
    own = UNIT_KINDS.get(passage.about) if passage.kind == "unit" else None  # type: ignore[call-overload]
    return f"{kind}: {_(own)}" if own else kind


def when(hit: Hit) -> str:
    return f"{clock(hit.start_s)}–{clock(ceil(hit.end_s))}" if hit.passage.recording else ""


def marked(hit: Hit) -> str:
    """HTML of the text, the question's words marked; people's words are text by construction."""
    parts, at = [], 0
    for start, end in hit.marks:
        parts += [escape(hit.text[at:start]), f'<mark style="{MARK}">']
        parts += [escape(hit.text[start:end]), "</mark>"]
        at = end
    return "".join([*parts, escape(hit.text[at:])])


def why(hit: Hit) -> str:
    """Which side found it: a list of words that fit, or that it is close in meaning."""
    words = list(dict.fromkeys(hit.text[start:end].casefold() for start, end in hit.marks))
    if words:
        return _("Same words: {words}").format(words=verbatim(", ".join(words[:4])))
    if hit.lexical_rank is not None:
        return _("Parts of the same words")
    return _("Close in meaning")
