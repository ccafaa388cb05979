"""Who is there. So far: whoever sits at this machine is its owner.

The server listens on loopback only (``server.run`` refuses anything else), so reaching it at all
means being somebody on this machine.
"""

from capture.access import OWNER
from data_schemas.errors import Denied
from data_schemas.rights import Actor

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def current() -> Actor:
    """The actor of the page that is being drawn."""
    return OWNER


def by_id(actor: str) -> Actor:
    """The actor whom a page once named in a token. Raises Denied."""
    if actor != OWNER.id:
        raise Denied("Not allowed: this link belongs to an account that is not known here.")
    return OWNER
