"""Searches that are kept under a name: to be asked again, and for datasets."""

from __future__ import annotations

import streamlit as st

from app import problems
from app.language import _
from app.plain import verbatim
from capture import saved_searches
from capture.permission import by_role
from capture.site import Site
from data_schemas.errors import SonmatError
from data_schemas.rights import Action, Actor
from data_schemas.saved_search import LONGEST_NAME, SavedSearch
from pipelines.search.filters import Filters

FIELDS = ("kind", "about", "procedure", "step", "expert", "language")


def again(site: Site, who: Actor) -> None:
    """Those that are kept; choosing one asks it anew."""
    kept = {one.name: one for one in saved_searches.list_searches(site, who)}
    if not kept:
        return
    with st.popover(_("Saved searches"), icon=":material/bookmark:"):
        for name, one in kept.items():
            words, drop = st.columns([5, 1], vertical_alignment="center")
            words.button(
                verbatim(name), key=f"saved-{name}", width="stretch", on_click=_fill, args=(one,)
            )
            if drop.button(
                "", key=f"unsave-{name}", icon=":material/delete:",
                help=_("Delete this saved search"),
            ):  # fmt: skip
                saved_searches.delete_search(site, who, name)
                st.rerun()


def _fill(one: SavedSearch) -> None:
    st.session_state["query"] = one.query
    for field in FIELDS:
        st.session_state[f"search-{field}"] = one.chosen.get(field)
    st.session_state["search-signs"] = bool(one.signs)


def keep(site: Site, who: Actor, query: str, filters: Filters, signs: bool | None) -> None:
    """Give what was just asked a name."""
    if not by_role(who, Action.SEARCH):
        return
    with st.popover(_("Keep this search"), icon=":material/bookmark_add:"):
        name = st.text_input(_("Name"), max_chars=LONGEST_NAME, key="save-name").strip()
        st.caption(_("Datasets can be made of what a saved search finds."))
        if not st.button(_("Keep it"), key="save-search", disabled=not name):
            return
        chosen = {
            field: str(value) for field in FIELDS if (value := getattr(filters, field)) is not None
        }
        try:
            saved_searches.save_search(
                site, who, SavedSearch(name=name, query=query, chosen=chosen, signs=signs)
            )
        except SonmatError as error:
            st.error(problems.told(error))
            return
        st.rerun()
