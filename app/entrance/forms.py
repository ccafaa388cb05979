"""What the forms of the entrance send: plain fields, and from our own pages only."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request

from app.arriving import small_body
from data_schemas.errors import Denied, InputError, TextError

BODY_LIMIT = 4096


async def read(request: Request) -> dict[str, str]:
    """The fields of a form of ours. Raises Denied for one that another page sends, InputError."""
    _own_page_only(request)
    body = await small_body(request, BODY_LIMIT, "This form is shorter than that.")
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=8, errors="strict")
    except (UnicodeError, ValueError):
        raise InputError("This form cannot be read: reload the page.") from None
    if any(len(values) != 1 for values in fields.values()):
        raise InputError("This form cannot be read: reload the page.")
    return {key: values[0] for key, values in fields.items()}


def same_twice(form: dict[str, str]) -> None:
    """Raises TextError where the new password was not typed twice alike."""
    if form.get("password", "") != form.get("again", ""):
        raise TextError("The two new passwords are not the same: type them once more.")


def _own_page_only(request: Request) -> None:
    """Our own page sends it, as the browser says: an old browser must say from which origin."""
    site, origin = request.headers.getlist("sec-fetch-site"), request.headers.getlist("origin")
    own = f"{request.scope['scheme']}://{request.headers.get('host')}"
    is_own = site == ["same-origin"] and origin in ([], ["null"], [own])
    is_old = not site and origin == [own] and bool(urlsplit(own).hostname)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not (is_own or is_old) or kind != "application/x-www-form-urlencoded":
        raise Denied("Not allowed: this is taken from Sonmat's own page only.")
