"""The masked copies of a work session, for who sees no other."""

from __future__ import annotations

from urllib.parse import urljoin

import streamlit as st

from app import tokens
from app.language import _
from app.links import kept_token
from app.media_route import media_url
from capture.site import Site
from data_schemas.rights import Actor
from data_schemas.session import Session


def draw(site: Site, who: Actor, session: Session) -> None:
    st.caption(
        _("What is to be hidden is hidden here. Labels are written where they are asked for.")
    )
    for one in session.work:
        names = (session.id, one.id)
        way = media_url(*names, kept_token(site, who, tokens.PLAY, *names))
        # Streamlit takes an address without a host for a file of this machine.
        st.video(urljoin(st.context.url or "", way))
