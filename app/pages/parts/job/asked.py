"""The table of what was asked, one cell of it in full, and the next questions."""

from __future__ import annotations

import streamlit as st

from app.knowhow.cells import CELLS, WHYS, rows, shown, spoken, table
from app.language import _
from app.links import open_cards, open_sitting
from app.matrix import matrix
from app.plain import verbatim
from app.scene.shown import numbered
from data_schemas.entry import ABOUT_CARD
from pipelines.elicit.overview.desk import Overview
from pipelines.elicit.questions import step_question

CHOSEN = "coverage-chosen"


def draw(over: Overview) -> None:
    every = st.toggle(_("Also cards that nothing calls for yet"), key="coverage-every")
    probes = rows(over, every)
    if not probes:
        st.caption(_("No question card is due here yet."))
        return
    known = st.session_state.get(CHOSEN)
    chosen = known if known and known[0] in over.matrix.steps else None
    clicked = matrix(table(over, probes, chosen), key="coverage-matrix")
    if clicked is not None and clicked != chosen:
        st.session_state[CHOSEN] = clicked
        st.rerun()
    if chosen is not None and any(one.id == chosen[1] for one in over.bank.probes):
        _cell(over, *chosen)


def _cell(over: Overview, step: str, probe: str) -> None:
    card = over.bank.probe(probe)
    cell = over.matrix.cell(step, probe)
    if card is None:
        return
    state = shown(cell)
    sign, name = CELLS[state]
    question = step_question(card, next(s.title for s in over.procedure.steps if s.id == step))
    with st.container(border=True, key="coverage-cell"):
        st.markdown(f"**{sign} {_(name)}** · :gray[{verbatim(numbered(over.procedure, step))}]")
        st.markdown(verbatim(question.ko))
        st.markdown(verbatim(question.en))
        if state in ("open", "later", "idle"):
            _ask(over.newest, step, probe, "coverage-ask")
        for one in over.units:
            if (one.step_id, one.probe) == (step, probe):
                _told(one.id, one.text, one.session, step)


def _told(unit: str, text: str, session: str, step: str) -> None:
    words, go = st.columns([4, 1], vertical_alignment="center")
    words.markdown(f"“{verbatim(text)}”")
    if go.button(_("Open"), key=f"told-{unit}", width="stretch"):
        open_cards(session, step)


def _ask(session: str, step: str, probe: str, key: str) -> None:
    if session and st.button(
        _("Ask it in the next sitting"), icon=":material/contact_support:", key=key
    ):
        open_sitting(session, step, probe)


def following(over: Overview) -> None:
    """The few questions that are worth most, and why."""
    st.header(_("The next questions"), anchor=False)
    if not over.next:
        st.caption(_("Nothing is open now."))
        return
    for number, one in enumerate(over.next, 1):
        asked = one.asked
        with st.container(border=True, key=f"next-{number}"):
            words, go = st.columns([4, 1.3], vertical_alignment="center")
            words.markdown(f"**{number}. {verbatim(spoken(asked.question))}**")
            about = numbered(over.procedure, asked.step_id) if asked.step_id else ""
            words.caption(f"{verbatim(about)} · {_(WHYS[one.why])}")
            with go:
                step = asked.step_id or ""
                probe = asked.target.removeprefix(f"{ABOUT_CARD}{step}:")
                _ask(one.session, step, probe, f"next-ask-{number}")
