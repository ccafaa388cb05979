"""The cookie by which somebody who has signed in is known again.

It holds a random value that only the database's keyed digest fits, signed so that made-up ones
are told apart without asking the database. It ends with the browser. Over TLS its name begins
with ``__Host-``; on this machine, where there is no TLS, the name tells sites of other ports apart,
since browsers share cookies between ports.
"""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.types import Scope

from app.tokens import is_canonical
from capture.site import Site

SECURE = "__Host-sonmat"
COMMON = "Path=/; HttpOnly; SameSite=Strict"


def name(site: Site, scope: Scope) -> str:
    if _is_secure(scope):
        return SECURE
    return f"sonmat-{site.keys.mac('cookie', b'')[:8]}"


def header(site: Site, scope: Scope, held: str) -> str:
    """The value of ``Set-Cookie`` for somebody who has just signed in."""
    return f"{name(site, scope)}={_signer(site).dumps(held)}; {_attributes(scope)}"


def end(site: Site, scope: Scope) -> str:
    """The value of ``Set-Cookie`` that takes it away again."""
    return f"{name(site, scope)}=; Max-Age=0; {_attributes(scope)}"


def held(site: Site, scope: Scope) -> str | None:
    """What the browser holds, None for nothing that we signed, or two of that name."""
    wanted = name(site, scope)
    given = [value for key, value in scope["headers"] if key == b"cookie"]
    pairs = (
        part.strip().partition("=") for text in given for part in text.decode("latin-1").split(";")
    )
    values = [value for key, _, value in pairs if key == wanted]
    if len(values) != 1:
        return None
    try:
        found = _signer(site).loads(values[0])
    except BadSignature:
        return None
    return found if isinstance(found, str) and is_canonical(values[0]) else None


def _attributes(scope: Scope) -> str:
    return f"{COMMON}; Secure" if _is_secure(scope) else COMMON


def _is_secure(scope: Scope) -> bool:
    return scope["scheme"] in ("https", "wss")


def _signer(site: Site) -> URLSafeSerializer:
    return URLSafeSerializer(site.keys.subkey("cookie"), salt="sonmat.sign-in")
