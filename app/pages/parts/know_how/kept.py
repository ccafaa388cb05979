"""The know-how cards that are there: heard with their clips, confirmed, mended, struck."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app.clips import clips
from app.knowhow.shown import Line, lines
from app.knowhow.words import CERTAINTIES, UNIT_STATES
from app.language import _, n_
from app.layout import act_and_redraw
from app.pages.parts.know_how import by_hand, form
from app.pages.parts.know_how.desk import (
    NAME,
    NEW,
    PAGE,
    Desk,
    head,
    in_step_order,
    write,
    writing,
)
from app.plain import verbatim
from data_schemas.knowledge import KnowledgeUnit, UnitContent, UnitStatus
from data_schemas.rights import Action
from pipelines.elicit.cards import desk as cards

FURTHER: dict[UnitStatus, tuple[UnitStatus, Action]] = {
    "draft": ("expert_confirmed", Action.CONFIRM),
    "expert_confirmed": ("reviewed", Action.REVIEW),
    "reviewed": ("approved", Action.APPROVE),
}


def draw(desk: Desk) -> None:
    title, add = st.columns([2, 1], vertical_alignment="center")
    title.header(_("Know-how cards"), anchor=False)
    if desk.may(Action.AMEND) and add.button(
        _("New card"), icon=":material/add:", key="card-new", width="stretch"
    ):
        write(NEW)
    if writing() == NEW:
        with st.container(border=True, key="card-by-hand"):
            by_hand.draw(desk)
    mine = tuple(one for one in desk.held.units if desk.shows(one.step_id))
    if any(one.status == "draft" for one in mine) and desk.may(Action.CONFIRM):
        _who()
    if not mine and writing() != NEW:
        st.caption(_("There is no card here yet: make one of a suggestion, or write a new one."))
    _cards(desk, in_step_order(desk, mine))
    _away(desk)


def _who() -> None:
    st.caption(_("The expert hears each card with its clip and says whether that is right."))
    st.text_input(_("Name of the expert who confirms"), key=NAME)


def _cards(desk: Desk, mine: list[KnowledgeUnit]) -> None:
    shown = PAGE * int(st.session_state.get("cards-shown", 1))
    for one in mine[:shown]:
        with st.container(border=True, key=f"card-{one.id}"):
            _card(desk, one)
    if len(mine) > shown and st.button(
        n_("Show more ({n} left)", "Show more ({n} left)", len(mine) - shown),
        key="cards-more", width="stretch",
    ):  # fmt: skip
        st.session_state["cards-shown"] = shown // PAGE + 1
        st.rerun()


def _card(desk: Desk, one: KnowledgeUnit) -> None:
    head(desk, one, _state(one))
    drawn = lines(one.content)
    if drawn:
        st.markdown("\n".join(f"- :gray[{verbatim(f.name)}:] {verbatim(f.text)}" for f in drawn))
    asked = desk.asked(one)
    if asked:
        st.caption(_("Asked: {question}").format(question=verbatim(asked)))
    if one.confidence:
        st.caption(_(CERTAINTIES[one.confidence]))
    whole = Line(_("The sentence"), one.text, one.evidence)
    described = desk.places.described(one.evidence, (whole, *drawn), _missing(one))
    clips(described if one.evidence else {**described, "fields": []}, key=f"card-clip-{one.id}")
    if writing() == one.id:
        form.draw(desk, one.content, one.id, partial(_mend, desk, one))
    elif one.status != "superseded":
        _choices(desk, one)


def _state(one: KnowledgeUnit) -> str:
    text, colour = UNIT_STATES[one.status]
    return f":{colour}-badge[{verbatim(_(text).format(name=one.confirmed_by))}]"


def _missing(one: UnitContent) -> str:
    return _("No footage: {why}").format(why=one.no_footage) if one.no_footage else ""


def _choices(desk: Desk, one: KnowledgeUnit) -> None:
    row = st.container(horizontal=True)
    if one.status in FURTHER:
        state, action = FURTHER[one.status]
        if desk.may(action) and row.button(
            _further(state), key=f"further-{one.id}", type="primary"
        ):
            act_and_redraw(partial(_advance, desk, one, state))
    if not desk.may(Action.AMEND):
        return
    if row.button(_("Change"), key=f"mend-{one.id}"):
        write(one.id)
        st.rerun()
    if row.button(_("Strike"), key=f"strike-{one.id}"):
        act_and_redraw(lambda: cards.strike(desk.site, desk.who, desk.session.id, one.id))


def _further(state: UnitStatus) -> str:
    words = {"expert_confirmed": _("That is right"), "reviewed": _("Reviewed it")}
    return words.get(state, _("Approve"))


def _advance(desk: Desk, one: KnowledgeUnit, state: UnitStatus) -> None:
    name = desk.name if state == "expert_confirmed" else ""
    cards.advance(desk.site, desk.who, desk.session.id, one, state, name)


def _mend(desk: Desk, one: KnowledgeUnit, content: UnitContent) -> None:
    cards.mend(desk.site, desk.who, desk.session.id, one, content)
    write("")


def _away(desk: Desk) -> None:
    """What was struck or refused: its words are told to nobody, but it can be put back."""
    unwanted = cards.refused(desk.site, desk.who, desk.session.id)
    if not desk.may(Action.AMEND) or not (desk.held.struck or unwanted):
        return
    many = len(desk.held.struck) + len(unwanted)
    with st.expander(n_("{n} taken away", "{n} taken away", many), icon=":material/delete:"):
        for number, unit in enumerate(desk.held.struck, 1):
            _back(desk, unit, _("Struck card {n}").format(n=number))
        for one in unwanted[:PAGE]:
            _back(desk, one.id, verbatim(one.content.text))


def _back(desk: Desk, unit: str, text: str) -> None:
    told, back = st.columns([2, 1], vertical_alignment="center")
    told.markdown(text)
    if back.button(_("Put back"), key=f"back-{unit}", width="stretch"):
        act_and_redraw(lambda: cards.put_back(desk.site, desk.who, desk.session.id, unit))
