"""Who is there.

Served on loopback only, whoever reaches the server sits at this machine and is its owner. Served
on the network (``--lan``), the gate has found out who asks and says so in a header; without its
word nobody is anybody, not even where Streamlit has lost sight of the line.
"""

import streamlit as st

from app import context
from app.lan import served
from capture import devices
from capture.access import OWNER
from capture.site import Site
from data_schemas.errors import Denied
from data_schemas.rights import Actor


def current() -> Actor:
    """The actor of the page that is being drawn. Raises Denied."""
    if served.current() is None:
        return OWNER
    return by_id(context.site(), st.context.headers.get(served.VISITOR, ""))


def by_id(site: Site, actor: str) -> Actor:
    """The actor of that id, as long as they are let in. Raises Denied."""
    if actor == OWNER.id:
        return OWNER
    if actor.startswith(devices.PREFIX):
        return devices.recognise(site, actor.removeprefix(devices.PREFIX))
    raise Denied("Not allowed: this link belongs to an account that is not known here.")
