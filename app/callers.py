"""Who sends a request to our own routes: a token that a page of ours holds, and no foreign page."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

from app import context, tokens
from data_schemas.errors import Denied
from data_schemas.rights import Actor


def caller(request: Request, action: str, *target: str) -> Actor:
    """Who sends this. A foreign page can neither read our token nor set this header unasked.

    Raises Denied if the request comes from another site, carries no token, or one for something
    else than ``action`` on ``target``.
    """
    same_origin(request)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Denied("Not allowed: this request carries no token.")
    return tokens.check(context.site(), token.strip(), action, *target)


def same_origin(request: Request) -> None:
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    foreign_origin = origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    if foreign_origin or site not in (None, "same-origin", "none"):
        raise Denied("Not allowed: this request comes from another site.")
