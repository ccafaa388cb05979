"""The experts of a job with their cards, and what may be said about them."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from app.clips import clips
from app.knowhow.places import Places
from app.knowhow.words import UNIT_KINDS
from app.language import _
from app.names import names
from app.plain import verbatim
from capture.access import facts_of
from capture.permission import decide
from capture.site import Site
from data_schemas.knowledge import KnowledgeUnit
from data_schemas.rights import Action, Actor
from pipelines.elicit.overview.desk import Overview, overview


@dataclass(frozen=True)
class People:
    """``experts`` are pseudonyms by id, in the order in which they told something."""

    site: Site
    who: Actor
    over: Overview
    experts: dict[str, str]
    amendable: frozenset[str]
    _places: dict[str, Places] = field(default_factory=dict)

    def may_judge(self, one: KnowledgeUnit, other: KnowledgeUnit) -> bool:
        return {one.session, other.session} <= self.amendable

    def places(self, session: str) -> Places:
        if session not in self._places:
            found = next(one for one in self.over.sessions if one.id == session)
            self._places[session] = Places.of(self.site, self.who, found)
        return self._places[session]


def gathered(site: Site, who: Actor, procedure: str) -> People:
    over = overview(site, who, procedure)
    known = names(site, who)
    told = dict.fromkeys(one.expert for one in over.units)
    return People(
        site=site,
        who=who,
        over=over,
        experts={one: known.expert_named(one) for one in told},
        amendable=frozenset(
            one.id
            for one in over.sessions
            if decide(who, Action.AMEND, facts_of(site, one.id)).allowed
        ),
    )


def card(people: People, unit: KnowledgeUnit, key: str) -> None:
    """One card in short, with its seconds."""
    kind = f":blue-badge[{verbatim(_(UNIT_KINDS[unit.kind]))}]"
    st.markdown(f"{kind} {verbatim(unit.text)}")
    if unit.evidence:
        clips(people.places(unit.session).described(unit.evidence), key=key)
