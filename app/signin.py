"""Who is there.

While nobody has an account, whoever sits at this machine is its owner. From then on people sign
in (``app.entrance``). The gate finds out who asks and says so in a header; without its word nobody
is anybody, not even where Streamlit has lost sight of the line.
"""

from contextlib import suppress

import streamlit as st

from app import context, visits
from capture import devices, signins
from capture.access import OWNER
from capture.site import Site
from data_schemas.errors import Denied, SettingsError, StoreError
from data_schemas.rights import Actor


def current() -> Actor:
    """The actor of the page that is being drawn. Raises Denied."""
    if not visits.is_gated():
        return _without_gate()
    headers = st.context.headers
    remote = headers.get(visits.LINE, "") != visits.HERE
    return by_id(context.site(), headers.get(visits.VISITOR, ""), remote=remote)


def _without_gate() -> Actor:
    """The owner, unless people sign in. A site that cannot be opened is told by the page itself."""
    with suppress(StoreError, SettingsError):
        if signins.are_asked(context.site()):
            raise Denied(signins.OVER)
    return OWNER


def by_id(site: Site, actor: str, *, remote: bool = False) -> Actor:
    """The actor of that id, as long as they are let in. Raises Denied."""
    if actor == OWNER.id and not remote:
        return OWNER
    if actor.startswith(devices.PREFIX):
        return devices.recognise(site, actor.removeprefix(devices.PREFIX))
    return signins.by_id(site, actor, remote=remote)


def name(who: Actor) -> str:
    """What somebody who has signed in is called, "" for who has not."""
    return signins.name_of(context.site(), who.id) if _has_signed_in(who) else ""


def word(who: Actor) -> str:
    """The word by which an open page sees that it is still whose it was; "" without sign-in."""
    return visits.tag_of(context.site(), who.id) if _has_signed_in(who) else ""


def _has_signed_in(who: Actor) -> bool:
    return who.id.startswith(signins.PREFIX)
