"""Asking for a dataset, for oneself or for somebody outside who asked."""

from __future__ import annotations

import streamlit as st

from app import problems
from app.language import _
from capture.site import Site
from data_schemas.errors import SonmatError
from data_schemas.library import LINE, TEXT
from data_schemas.rights import Actor
from pipelines.release.library import desk, rules


def draw(site: Site, who: Actor, release: str) -> None:
    # The next request begins with an empty form, and what was open is shut.
    turns: dict[str, int] = st.session_state.setdefault("library-asked", {})
    key = f"{release}-{turns.get(release, 0)}"
    with st.popover(_("Ask for it"), icon=":material/contact_mail:", key=f"ask-{key}"):
        asked = _form(key)
        if asked is None:
            return
        try:
            desk.ask(site, who, release, rules.asking(**asked))  # type: ignore[arg-type]
        except SonmatError as error:
            st.error(problems.told(error))
            return
    turns[release] = turns.get(release, 0) + 1
    st.rerun()


def _form(key: str) -> dict[str, str | bool] | None:
    """What was filled in, once it is sent."""
    with st.form(f"ask-form-{key}", border=False):
        told: dict[str, str | bool] = {
            name: st.text_input(label, max_chars=LINE, key=f"ask-{name}-{key}")
            for name, label in (
                ("organisation", _("Company or organisation")),
                ("person", _("Person there, if anybody")),
                ("contact", _("Where they are reached if it is recalled")),
            )
        }
        told["inside"] = st.checkbox(_("They work for this site"), key=f"ask-inside-{key}")
        told["purpose"] = st.text_area(
            _("What it is to be used for"), max_chars=TEXT, key=f"ask-purpose-{key}"
        )
        sent = st.form_submit_button(_("Ask for it"), type="primary")
    return told if sent else None
