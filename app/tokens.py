"""Signed links from a page to our own routes: who, for what, on which thing, and until when.

A browser's ``<video>`` sends no header and our routes know no session of Streamlit's, so a page
mints a token for exactly one action on one target.
"""

from __future__ import annotations

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode, base64_encode

from app import signin, visits
from capture.site import Site
from data_schemas.errors import Denied
from data_schemas.rights import Actor

PLAY = "play"
UPLOAD = "upload"
# On a session: to begin recordings in it; on a session and a stream: to feed that one.
RECORD = "record"
CHECK = "check"
# On a session: to read its time line and to change it.
AMEND = "amend"
# On a session: to read what is asked on replay and to answer it.
ASK = "ask"
# What an upload token names before the upload has an id.
NEW = "new"
MAX_AGE_S = 12 * 3600
SOMEBODY_ELSES = "Not allowed: this link was given to somebody else."
FOREIGN = "Not allowed: this link was not given out by this site."


def mint(site: Site, who: Actor, action: str, *target: str) -> str:
    """A token that lets ``who`` do ``action`` on ``target`` for twelve hours."""
    return _signer(site).dumps([who.id, action, *target])


def check(site: Site, token: str, action: str, *target: str) -> Actor:
    """Who the token was minted for. Raises Denied if it is not for this action and target.

    Behind the gate it is good for the person who asks only: a link that somebody passed on, or
    that another browser kept, opens nothing.
    """
    try:
        named = _signer(site).loads(token, max_age=MAX_AGE_S)
    except SignatureExpired:
        raise Denied("This link has expired: reload the page.") from None
    except BadSignature:
        raise Denied(FOREIGN) from None
    if not is_canonical(token):
        raise Denied(FOREIGN)
    if not isinstance(named, list) or named[1:] != [action, *target]:
        raise Denied("Not allowed: this link was given out for something else.")
    visit = visits.current()
    if visit is not None and named[0] != visit.actor:
        raise Denied(SOMEBODY_ELSES)
    return signin.by_id(site, str(named[0]), remote=visit is not None and visit.remote)


def is_canonical(token: str) -> bool:
    """Whether the signature is written as we write it.

    The last sign of its base64 carries bits that no byte takes, so that several spellings read
    alike; only one of them was given out.
    """
    written = token.rpartition(".")[2]
    return base64_encode(base64_decode(written)) == written.encode()


def _signer(site: Site) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(site.keys.subkey("url"), salt="sonmat.link")
