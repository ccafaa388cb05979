"""Step by step what each expert told: a row for each thing, a column for each expert."""

from __future__ import annotations

import streamlit as st

from app.language import _
from app.pages.parts.job.people import People, card
from app.plain import verbatim
from app.scene.shown import numbered
from data_schemas.knowledge import KnowledgeUnit
from pipelines.elicit.things import Thing, things_of

# More columns than this cannot be read beside each other.
COLUMNS = 3


def draw(people: People) -> None:
    over = people.over
    chosen = _chosen(people)
    about = {one.step_id for one in over.units}
    order: list[str | None] = [*(one.id for one in over.procedure.steps), None]
    steps = [one for one in order if one in about]
    for number, step in enumerate(steps):
        title = numbered(over.procedure, step) if step else _("About no step")
        with st.expander(verbatim(title), expanded=number == 0):
            _step(people, step, chosen)


def _chosen(people: People) -> list[str]:
    every = list(people.experts)
    if len(every) <= COLUMNS:
        return every
    return st.multiselect(
        _("Experts to show"), every, default=every[:COLUMNS], max_selections=COLUMNS,
        format_func=people.experts.__getitem__, key="experts-shown",
    )  # fmt: skip


def _step(people: People, step: str | None, chosen: list[str]) -> None:
    if not chosen:
        return
    units = {one.id: one for one in people.over.units if one.step_id == step}
    widths = [1.0, *([2.4] * len(chosen))]
    heads = st.columns(widths)
    for place, expert in zip(heads[1:], chosen, strict=True):
        place.markdown(f"**{verbatim(people.experts[expert])}**")
    # What is disputed stands in one row, too.
    for thing in things_of(units.values(), ("same", "differs")):
        own = [units[one] for one in thing.units]
        if any(one.expert in chosen for one in own):
            with st.container(border=True, key=f"thing-{step}-{own[0].id}"):
                _thing(people, thing, own, chosen)


def _thing(people: People, thing: Thing, own: list[KnowledgeUnit], chosen: list[str]) -> None:
    what, *places = st.columns([1.0, *([2.4] * len(chosen))])
    what.markdown(_relation(thing, own))
    for place, expert in zip(places, chosen, strict=True):
        mine = [one for one in own if one.expert == expert]
        with place:
            for one in mine:
                card(people, one, f"side-{one.id}")
            if not mine:
                st.markdown(f":gray[{_says(thing, expert)}]")


def _relation(thing: Thing, own: list[KnowledgeUnit]) -> str:
    """Told by a sign and a word, not by colour alone."""
    if any(said.says == "differs" for one in own for said in one.agreement):
        return f":orange-badge[≠ {_('Different')}]"
    if len(thing.told_by) > 1:
        return f":green-badge[= {_('The same')}]"
    if any(said.says == "unknown" for one in own for said in one.agreement):
        return f":gray-badge[? {_('Not known')}]"
    return f":gray-badge[• {_('Told by one so far')}]"


def _says(thing: Thing, expert: str) -> str:
    return _("Says the same") if expert in thing.told_by else "–"
