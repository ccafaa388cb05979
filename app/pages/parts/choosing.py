"""What search is narrowed to: each list offers only what this person could find."""

from __future__ import annotations

import streamlit as st

from app.knowhow.words import UNIT_KINDS
from app.language import _
from app.names import Names
from app.pages.parts.found import KINDS
from app.plain import verbatim
from capture import procedures
from capture.site import Site
from data_schemas.rights import Actor
from pipelines.search.filters import Filters

LANGUAGES = {"ko": "한국어", "en": "English"}


def choose(site: Site, who: Actor, query: str, known: Names) -> tuple[Filters, bool | None]:
    """The filters, and whether signs come first (None: as the question sounds)."""
    there = _there(site, who, query)
    first, second = st.columns(2)
    kind = _one(first, _("What"), {name: _(text) for name, text in KINDS.items()}, "kind")
    about = _one(
        second,
        _("Kind of card"),
        {name: _(text) for name, text in UNIT_KINDS.items() if name in there["about"]},
        "about",
    )
    jobs = {one: known.procedures[one] for one in there["procedure"] if one in known.procedures}
    job = _one(first, _("Job"), jobs, "procedure")
    step = _one(second, _("Step"), _steps(site, who, job), "step")
    people = {one: known.experts[one] for one in there["expert"] if one in known.experts}
    expert = _one(first, _("Expert"), people, "expert")
    spoken = {one: LANGUAGES.get(one, one) for one in there["language"]}
    language = _one(second, _("Language spoken"), spoken, "language")
    signs = st.toggle(
        _("Signs and remedies first"),
        key="search-signs",
        help=_("By itself where you ask how something sounds, smells or feels."),
    )
    filters = Filters.model_validate(
        {"kind": kind, "about": about, "procedure": job, "step": step, "expert": expert,
         "language": language}
    )  # fmt: skip
    return filters, True if signs else None


def _there(site: Site, who: Actor, query: str) -> dict[str, frozenset[str]]:
    """Looked up with each new question, not at every click."""
    kept = st.session_state.get("offered")
    if kept and kept[0] == query:
        return kept[1]  # type: ignore[no-any-return]
    from pipelines.search import desk

    there = desk.offered(site, who)
    st.session_state["offered"] = (query, there)
    return there


def _one(place, label: str, options: dict[str, str], key: str) -> str | None:  # type: ignore[no-untyped-def]
    found: str | None = place.selectbox(
        label,
        options=list(options),
        index=None,
        format_func=lambda one: verbatim(options[one]),
        placeholder=_("Any"),
        key=f"search-{key}",
    )
    return found


def _steps(site: Site, who: Actor, job: str | None) -> dict[str, str]:
    """Steps are those of a job: two jobs may call them alike."""
    if job is None:
        return {}
    steps = procedures.get_procedure(site, who, job).steps
    return {one.id: f"{n}. {one.title}" for n, one in enumerate(steps, 1)}
