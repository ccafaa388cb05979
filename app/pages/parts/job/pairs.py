"""Two cards of two experts: a person says whether they tell the same."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import problems
from app.language import _, n_
from app.layout import act_and_redraw
from app.pages.parts.job.people import People, card
from app.plain import verbatim
from app.scene.shown import numbered
from data_schemas.errors import SonmatError
from data_schemas.knowledge import KnowledgeUnit
from pipelines.elicit.overview import desk
from pipelines.elicit.things import Pair, Says, judged

MOST = 6


def draw(people: People) -> None:
    if not people.amendable:
        return
    with st.expander(_("Say which cards tell the same"), icon=":material/compare_arrows:"):
        st.caption(
            _(
                "Listen to both. Cards stay the word of whoever told them: they are linked, never"
                " made one."
            )
        )
        _suggested(people)
        st.divider()
        _by_hand(people)


def _suggested(people: People) -> None:
    key = f"pairs-{people.over.procedure.id}"
    if st.button(_("Suggest cards that may tell the same"), key="pairs-suggest",
                 help=_("It takes a few seconds.")):  # fmt: skip
        try:
            with st.spinner(_("Comparing…")):
                found = desk.likely_pairs(people.site, people.who, people.over.procedure.id)
                st.session_state[key] = found
        except SonmatError as error:
            st.error(problems.told(error))
    proposed: tuple[Pair, ...] | None = st.session_state.get(key)
    if proposed is None:
        return
    left = [pair for pair in map(partial(_open, people), proposed) if pair is not None]
    if not left:
        st.caption(_("No two cards look alike that nobody has judged."))
    for one, other in left[:MOST]:
        with st.container(border=True, key=f"pair-{one.id}-{other.id}"):
            _pair(people, one, other)
    if len(left) > MOST:
        st.caption(n_("and {n} more", "and {n} more", len(left) - MOST))


def _open(people: People, pair: Pair) -> tuple[KnowledgeUnit, KnowledgeUnit] | None:
    """The two cards, as long as both are there and nobody has judged them."""
    one, other = people.over.unit(pair.one), people.over.unit(pair.other)
    if one is None or other is None or frozenset((one.id, other.id)) in judged(people.over.units):
        return None
    return (one, other) if people.may_judge(one, other) else None


def _pair(people: People, one: KnowledgeUnit, other: KnowledgeUnit) -> None:
    for place, unit in zip(st.columns(2), (one, other), strict=True):
        with place:
            st.caption(verbatim(people.experts[unit.expert]))
            card(people, unit, f"pair-clip-{one.id}-{other.id}-{unit.id}")
    _answers(people, one, other, f"{one.id}-{other.id}")


def _answers(people: People, one: KnowledgeUnit, other: KnowledgeUnit, key: str) -> None:
    words: dict[Says, str] = {
        "same": _("They tell the same"),
        "differs": _("They differ"),
        "unknown": _("Cannot be told"),
    }
    for place, (says, word) in zip(st.columns(3), words.items(), strict=True):
        if place.button(word, key=f"{says}-{key}", width="stretch"):
            judge = partial(desk.judge_pair, people.site, people.who, one, other, says)
            act_and_redraw(judge)


def _by_hand(people: People) -> None:
    """Any two cards about one step; what was said before can be said anew."""
    units = people.over.units
    about = {one.step_id for one in units}
    steps = [one.id for one in people.over.procedure.steps if one.id in about]
    if not steps:
        return
    step = st.selectbox(
        _("Step"), steps, key="pairs-step",
        format_func=lambda one: numbered(people.over.procedure, one),
    )  # fmt: skip
    here = [one for one in units if one.step_id == step and one.session in people.amendable]
    one = _card_of(people, here, _("One card"), "pairs-one")
    if one is None:
        return
    rest = [unit for unit in here if unit.expert != one.expert]
    if not rest:
        st.caption(_("No other expert has told about this step yet."))
        return
    other = _card_of(people, rest, _("A card of another expert"), "pairs-other")
    if other is not None:
        _pair(people, one, other)


def _card_of(
    people: People, units: list[KnowledgeUnit], label: str, key: str
) -> KnowledgeUnit | None:
    named = {one.id: one for one in units}
    chosen = st.selectbox(
        label, list(named), index=None, key=key, placeholder=_("Choose one"),
        format_func=lambda unit: f"{people.experts[named[unit].expert]}: {named[unit].text}",
    )  # fmt: skip
    return named.get(chosen) if chosen else None
