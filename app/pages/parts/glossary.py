"""The site's own glossary: how many terms there are, how others come, and what may be one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import problems
from app.language import _, n_
from app.plain import verbatim
from capture.glossaries import add_term, get_glossary, import_glossary
from capture.site import Site
from data_schemas.errors import SonmatError
from data_schemas.procedure import GlossaryTerm
from data_schemas.rights import Actor
from pipelines.review import desk
from pipelines.review.learnt import Suggestion
from pipelines.review.terms.desk import decline_term, term_suggestions

if TYPE_CHECKING:
    from app.pages.session import View

ASKED_AT_ONCE = 3


def draw(site: Site, who: Actor) -> None:
    count = len(get_glossary(site, who).terms)
    with st.expander(n_("Site glossary: {n} term", "Site glossary: {n} terms", count)):
        st.caption(
            _(
                "Words of the trade that are hard to hear: parts, tools, materials. From now on"
                " recordings are written down with these words in mind."
            )
        )
        _import(site, who)


def _import(site: Site, who: Actor) -> None:
    turn = st.session_state.setdefault("glossary-turn", 0)
    given = st.file_uploader(
        _("CSV (term, readings, variants), YAML, or one term a line. It replaces the one before."),
        type=["csv", "yaml", "yml", "json", "txt"],
        key=f"glossary-{turn}",
    )
    if given is None:
        return
    try:
        made = import_glossary(site, who, given.getvalue(), given.name)
    except SonmatError as error:
        st.error(problems.told(error))
        return
    st.session_state["glossary-turn"] = turn + 1
    st.toast(n_("{n} term was taken in.", "{n} terms were taken in.", len(made.terms)))
    st.rerun()


def suggest(view: View) -> None:
    """Terms that people's corrections teach: a few questions, nothing where there are none."""
    found = term_suggestions(view.site, view.who, view.session.id)
    if not found:
        return
    with st.container(border=True, key="terms"):
        for one in found[:ASKED_AT_ONCE]:
            _ask(view, one)


def _ask(view: View, one: Suggestion) -> None:
    text, yes, no = st.columns([6, 1.3, 1.3], vertical_alignment="center")
    text.markdown(
        n_(
            "You corrected “{heard}” to “{said}” {n} time. Add “{said}” to the glossary?",
            "You corrected “{heard}” to “{said}” {n} times. Add “{said}” to the glossary?",
            one.times,
            heard=verbatim(", ".join(one.heard)),
            said=verbatim(one.said),
        )
    )
    if yes.button(_("Add it"), key=f"term-yes-{one.said}", width="stretch"):
        add_term(view.site, view.who, GlossaryTerm(term=one.said, readings=one.heard))
        st.rerun()
    if no.button(_("Not this"), key=f"term-no-{one.said}", width="stretch"):
        seen = desk.entries(view.site, view.who, view.session.id)
        number = seen[-1].number if seen else 0
        decline_term(view.site, view.who, view.session.id, one.said, number)
        st.rerun()
