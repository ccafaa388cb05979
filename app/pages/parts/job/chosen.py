"""Which job a page is about: named in its address, or chosen."""

from __future__ import annotations

import streamlit as st

from app.language import _
from app.layout import empty, title
from capture import procedures
from capture.site import Site
from data_schemas.procedure import Procedure
from data_schemas.rights import Actor


def chosen(site: Site, who: Actor, name: str) -> Procedure | None:
    """None where there is none, with what to do then."""
    asked = st.query_params.get("procedure", "")
    if asked:
        # One that is not there is said in a sentence by the door.
        return procedures.get_procedure(site, who, asked)
    known = {one.id: one for one in procedures.list_procedures(site, who)}
    if not known:
        title(name)
        empty(_("There is no job yet: take a recording in first."), "library", _("Library"))
        return None
    title(name)
    job = st.selectbox(
        _("Job"), list(known), index=None, placeholder=_("Choose one"),
        format_func=lambda one: known[one].title, key=f"{name}-job",
    )  # fmt: skip
    if job is not None:
        st.query_params["procedure"] = job
        st.rerun()
    return None
