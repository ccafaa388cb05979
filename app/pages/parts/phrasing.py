"""The optional language model on a page: nothing of it is seen where the site has set none."""

from __future__ import annotations

import streamlit as st

from app import problems
from app.language import _, n_
from app.phrasing import is_offered
from capture.site import Site
from data_schemas.errors import SonmatError
from data_schemas.rights import Actor
from pipelines.elicit.phrasing import desk


def more_suggestions(site: Site, who: Actor, session: str) -> None:
    """A button that has the model draw suggestions out of the answers."""
    if not is_offered(site):
        return
    st.caption(
        _(
            "The language model of this site can point at further words of the answers. It is"
            " marked where they come from, and only people make cards of them."
        )
    )
    if not st.button(_("Look for more with the language model"), key=f"more-{session}"):
        return
    try:
        with st.spinner(_("The language model is asked…")):
            count = desk.draw_more(site, who, session)
    except SonmatError as error:
        st.error(problems.told(error))
        return
    st.toast(n_("{n} suggestion was found.", "{n} suggestions were found.", count))
    st.rerun()
