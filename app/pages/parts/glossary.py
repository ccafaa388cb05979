"""The site's own glossary: how many terms there are, and how another one is brought."""

from __future__ import annotations

import streamlit as st

from app import problems
from app.language import _, n_
from capture.glossaries import get_glossary, import_glossary
from capture.site import Site
from data_schemas.errors import SonmatError
from data_schemas.rights import Actor


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
