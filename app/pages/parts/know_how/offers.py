"""What could become a know-how card: as it is, changed first, or no card at all."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app.clips import clips
from app.knowhow.shown import lines
from app.language import _, n_
from app.layout import act_and_redraw
from app.pages.parts import phrasing
from app.pages.parts.know_how import form
from app.pages.parts.know_how.desk import PAGE, Desk, head, write, writing
from app.plain import verbatim
from data_schemas.knowledge import Suggested, UnitContent
from data_schemas.rights import Action
from pipelines.elicit.cards import desk as cards

# Below this the machine was hardly sure of the words it heard.
UNSURE = 0.5


def draw(desk: Desk) -> None:
    st.header(_("Suggestions"), anchor=False)
    phrasing.more_suggestions(desk.site, desk.who, desk.session.id)
    found = [one for one in desk.offered if desk.shows(one.content.step_id)]
    if not found:
        st.caption(_nothing(desk))
        return
    shown = PAGE * int(st.session_state.get("cards-offers", 1))
    st.caption(
        n_("{n} sentence could become a card. Only you decide: listen, then choose.",
           "{n} sentences could become cards. Only you decide: listen, then choose.", len(found))
    )  # fmt: skip
    for one in found[:shown]:
        with st.container(border=True, key=f"offer-{one.id}"):
            _offer(desk, one)
    if len(found) > shown and st.button(
        n_("Show more ({n} left)", "Show more ({n} left)", len(found) - shown),
        key="offers-more", width="stretch",
    ):  # fmt: skip
        st.session_state["cards-offers"] = shown // PAGE + 1
        st.rerun()


def _nothing(desk: Desk) -> str:
    if desk.offered:
        return _("There is no suggestion for this step.")
    return _("Nothing is left to look through. Suggestions come from answers and from what is said"
             " at work, as soon as the words are written down.")  # fmt: skip


def _offer(desk: Desk, one: Suggested) -> None:
    content = one.content
    doubt = f":orange-badge[{_('step guessed')}]" if one.guessed and content.step_id else ""
    head(desk, content, doubt)
    drawn = lines(content)
    if drawn:
        st.markdown("\n".join(f"- :gray[{verbatim(f.name)}:] {verbatim(f.text)}" for f in drawn))
    st.caption(_origin(desk, one))
    if content.asr_confidence is not None and content.asr_confidence < UNSURE:
        st.caption(f":orange[{_('The words were hard to hear: listen before you take them.')}]")
    missing = _("It was typed, so there is nothing to hear.") if content.no_footage else ""
    clips(desk.places.described(content.evidence, missing=missing), key=f"offer-clip-{one.id}")
    if writing() == one.id:
        form.draw(desk, content, one.id, partial(_make, desk, one))
    elif desk.may(Action.AMEND):
        _choices(desk, one)


def _choices(desk: Desk, one: Suggested) -> None:
    row = st.container(horizontal=True)  # narrow screens put them below each other, whole
    if row.button(_("Make a card"), key=f"make-{one.id}", type="primary"):
        act_and_redraw(lambda: _make(desk, one, one.content))
    if row.button(_("Change first"), key=f"change-{one.id}"):
        write(one.id)
        st.rerun()
    if row.button(_("No card"), key=f"refuse-{one.id}"):
        act_and_redraw(lambda: cards.refuse(desk.site, desk.who, desk.session.id, one.id))


def _make(desk: Desk, one: Suggested, content: UnitContent) -> None:
    cards.make(desk.site, desk.who, desk.session.id, content, one.id)
    write("")


def _origin(desk: Desk, one: Suggested) -> str:
    asked = desk.asked(one.content, one.reply) if one.reply is not None else ""
    if asked:
        return _("Asked: {question}").format(question=verbatim(asked))
    if one.reply is not None:
        return _("From an answer")
    at = desk.places.at(one.content.evidence[0]).partition("–")[0] if one.content.evidence else ""
    return _("Said at work at {time}").format(time=verbatim(at))
