"""A code with which another device records into the same session."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

import segno
import streamlit as st

from app import joining
from app.guard import LOOPBACK
from app.lan import served
from app.language import _, n_
from capture.pass_codes import LIFE_S, spaced
from capture.site import Site
from data_schemas.rights import Actor


def draw(site: Site, who: Actor, session: str) -> None:
    """Shown at a click, since it lets somebody in; gone when it was used."""
    st.header(_("Second camera"), anchor=False)
    st.caption(_("A tablet or phone films the same work from another side."))
    key = f"join-code-{session}"
    if st.button(_("Show a code"), key="join-show", icon=":material/add_a_photo:"):
        st.session_state[key] = joining.invite(site, who, session)
    code = st.session_state.get(key)
    if not code:
        return
    if not joining.is_open(site, session):
        st.success(_("The code was used, or its time is over."))
        return
    _shown(code)


def _shown(code: str) -> None:
    lan = served.current()
    url = urlsplit(st.context.url or "")
    address = f"{lan.app_url() if lan else f'{url.scheme}://{url.netloc}'}/join"
    with st.container(border=True):
        picture, text = st.columns([2, 3], vertical_alignment="center")
        text.markdown(_("On the other device open {address} and enter:").format(address=address))
        text.markdown(f"## {spaced(code)}")
        minutes = round(LIFE_S / 60)
        text.caption(
            n_("For one device, for {n} minute.", "For one device, for {n} minutes.", minutes)
        )
        picture.html(_drawn(f"{address}?code={code}"))
    if lan:
        st.caption(_("A device that is new here must be let in first: page “Tablets”."))
    elif url.hostname in LOOPBACK:
        st.info(
            _(
                "This address holds on this machine only. To let in others of the network, start"
                " Sonmat with `sonmat serve --lan`."
            )
        )


def _drawn(address: str) -> str:
    """A QR code."""
    source: str = segno.make(address, error="m", micro=False).svg_data_uri(scale=4, light="#fff")
    alt = escape(_("The address and the code, to be scanned with the other device"))
    return f'<img src="{escape(source)}" alt="{alt}" style="width: 100%; max-width: 220px">'
