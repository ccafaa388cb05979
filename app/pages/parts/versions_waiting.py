"""Tells that annotators' versions wait for somebody's choice, with the way there."""

from __future__ import annotations

import streamlit as st

from app.language import _, n_
from app.links import leave_for
from capture.site import Site
from data_schemas.rights import Actor
from pipelines.labelstudio.choosing.desk import to_choose


def reminder(site: Site, who: Actor) -> None:
    waiting = to_choose(site, who)
    if not waiting:
        return
    told, way = st.columns([4, 1], vertical_alignment="center")
    told.info(
        n_(
            "{n} work session was labelled in two ways and waits for a choice.",
            "{n} work sessions were labelled in two ways and wait for a choice.",
            len(waiting),
        ),
        icon=":material/compare:",
    )
    if way.button(_("Choose"), key="to-versions", width="stretch"):
        leave_for("versions", {})
