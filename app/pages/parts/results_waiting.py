"""Tells that new results wait for somebody's word, with the way there."""

from __future__ import annotations

import streamlit as st

from app.language import _, n_
from app.links import leave_for
from capture.site import Site
from data_schemas.rights import Actor
from pipelines.rederive.desk import waiting


def reminder(site: Site, who: Actor) -> None:
    count = waiting(site, who)
    if not count:
        return
    told, way = st.columns([4, 1], vertical_alignment="center")
    told.info(
        n_(
            "A newer model has other results for {n} work session.",
            "A newer model has other results for {n} work sessions.",
            count,
        ),
        icon=":material/published_with_changes:",
    )
    if way.button(_("Look at them"), key="to-reruns", width="stretch"):
        leave_for("reruns", {})
