"""What the parts of the page work on, and which of them is being written."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from app.knowhow.places import Places
from app.knowhow.words import UNIT_KINDS
from app.language import _, current
from app.plain import verbatim
from app.scene.shown import numbered
from capture import procedures
from capture.access import facts_of
from capture.permission import decide
from capture.site import Site
from data_schemas.knowledge import KnowledgeUnit, Suggested, UnitContent
from data_schemas.procedure import Procedure
from data_schemas.rights import Action, Actor, Facts
from data_schemas.session import Session
from data_schemas.sitting import Reply
from pipelines.elicit.cards import desk as cards
from pipelines.elicit.cards.fold import Cards

ANY, NO_STEP = "", "-"
NEW = "new"
PAGE = 12
NAME = "cards-name"


@dataclass(frozen=True)
class Desk:
    """Looked up once a run of the page. ``step`` is the one to show, ``ANY`` or ``NO_STEP``."""

    site: Site
    who: Actor
    session: Session
    procedure: Procedure
    places: Places
    held: Cards
    offered: tuple[Suggested, ...]
    replies: tuple[Reply, ...]
    facts: Facts
    step: str = ANY

    def may(self, action: Action) -> bool:
        return decide(self.who, action, self.facts).allowed

    def shows(self, step_id: str | None) -> bool:
        return self.step in (ANY, step_id or NO_STEP)

    @property
    def name(self) -> str:
        """Of the expert who confirms, as it was typed on this page."""
        return str(st.session_state.get(NAME, ""))

    def asked(self, content: UnitContent, reply: int | None = None) -> str:
        """The question behind it, "" for what was told unasked."""
        targets = (content.moment, f"card:{content.step_id}:{content.probe}")
        for one in self.replies:
            if one.number == reply or (reply is None and one.asked.target in targets):
                question = one.asked.question
                return question.ko if current() == "ko" else question.en
        return ""


def gathered(site: Site, who: Actor, session: Session) -> Desk:
    return Desk(
        site=site,
        who=who,
        session=session,
        procedure=procedures.get_procedure(site, who, session.procedure),
        places=Places.of(site, who, session),
        held=cards.cards(site, who, session.id),
        offered=cards.suggestions(site, who, session.id),
        replies=cards.replies(site, who, session.id),
        facts=facts_of(site, session.id),
    )


def head(desk: Desk, content: UnitContent, beside: str = "") -> None:
    """Kind and step above the sentence."""
    about = _("About no step") if content.step_id is None else _step(desk, content.step_id)
    kind = f":blue-badge[{verbatim(_(UNIT_KINDS[content.kind]))}]"
    st.markdown(f"{kind} {beside} :gray[{about}]")
    st.markdown(f"**{verbatim(content.text)}**")
    tidy = content.normalised
    if tidy and tidy.casefold().strip(" .") != content.text.casefold().strip(" ."):
        st.markdown(f":gray[{_('Tidily said')}:] {verbatim(tidy)}")
    for text in (content.text_ko, content.text_en):
        if text and text != content.text:
            st.markdown(f":gray[{_('Translation')}:] {verbatim(text)}")


def _step(desk: Desk, step: str) -> str:
    return verbatim(numbered(desk.procedure, step))


def writing() -> str:
    """Id of what is being written just now, "" for nothing."""
    return str(st.session_state.get("cards-writing", ""))


def write(what: str) -> None:
    st.session_state["cards-writing"] = what


def in_step_order(desk: Desk, units: tuple[KnowledgeUnit, ...]) -> list[KnowledgeUnit]:
    """As the work goes; what is about no step comes last."""
    order = {one.id: n for n, one in enumerate(desk.procedure.steps)}
    return sorted(units, key=lambda one: order.get(one.step_id or "", len(order)))
