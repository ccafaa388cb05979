"""OpenID Connect: the company's own sign-in, through Streamlit's login.

The site names its provider in a TOML file (``SONMAT_OIDC_FILE``). Streamlit walks the way to the
provider and back and leaves a signed cookie of its own; the page ``/sign-in`` takes that cookie at
once, looks for the account that its claim names, and gives ours in its place. From there on there
is one kind of sign-in, which our routes know, and which ends with the account.
"""

from __future__ import annotations

import json
import tomllib
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from pydantic import Field, ValidationError
from starlette.types import ASGIApp, Receive, Scope, Send

from capture import tries
from capture.settings import Settings
from capture.site import Site
from data_schemas.errors import SettingsError
from data_schemas.value import Value

# Where Streamlit begins the way to the provider, and where the provider sends people back to.
LOGIN, BACK = "/auth/login", "/oauth2callback"
PATHS = frozenset({LOGIN, BACK})
COOKIE = "_streamlit_user"
# From coming back to being let in is one redirect.
FRESH_S = 120
PARTS = 8


class Provider(Value):
    """What the TOML file holds. ``claim`` tells people apart: ``email``, ``sub`` or ``groups``."""

    server_metadata_url: str = Field(pattern=r"^https?://")
    client_id: str = Field(min_length=1)
    client_secret: str = ""
    redirect_uri: str = Field(pattern=r"^https?://[^/]+/oauth2callback$")
    claim: str = Field(default="email", min_length=1)
    scope: str = "openid email profile"
    label: str = Field(default="", max_length=60)


def provider_of(settings: Settings) -> Provider | None:
    """The site's provider, None where it has none. Raises SettingsError."""
    return _read(settings.oidc_file) if settings.oidc_file else None


@cache
def _read(path: Path) -> Provider:
    try:
        return Provider.model_validate(tomllib.loads(path.expanduser().read_text("utf-8")))
    except (OSError, UnicodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        wrong = f" ({error.errors()[0]['loc'][0]})" if isinstance(error, ValidationError) else ""
        raise SettingsError(
            f"SONMAT_OIDC_FILE cannot be used{wrong}: see docs/accounts.md for what it holds."
        ) from None


def secrets(site: Site) -> dict[str, Any] | None:
    """What Streamlit's login is told. Raises SettingsError."""
    provider = provider_of(site.settings)
    if provider is None:
        return None
    if find_spec("authlib") is None:
        raise SettingsError("SONMAT_OIDC_FILE needs the extra: run `pip install 'sonmat[sso]'`.")
    return {
        "auth": {
            "redirect_uri": provider.redirect_uri,
            "cookie_secret": _secret(site),
            "client_id": provider.client_id,
            "client_secret": provider.client_secret,
            "server_metadata_url": provider.server_metadata_url,
            "client_kwargs": {"scope": provider.scope, "prompt": "select_account"},
        }
    }


def way_there() -> str:
    """The address at which Streamlit begins the way to the provider; good for two minutes."""
    from streamlit.auth_util import encode_provider_token

    return f"{LOGIN}?provider={encode_provider_token('default')}"


def passing(app: ASGIApp) -> ASGIApp:
    """Lets through to Streamlit's own routes, GET only."""

    async def passed(scope: Scope, receive: Receive, send: Send) -> None:
        from app.answers import refusal

        site_has_one = bool(_settings_of(scope).oidc_file)
        if scope["method"] != "GET" or not site_has_one:
            await refusal("There is no such page.", 404)(scope, receive, send)
            return
        await app(scope, receive, send)

    return passed


def _settings_of(_scope: Scope) -> Settings:
    from app import context

    return context.site().settings


def values_of(site: Site, jar: dict[str, str]) -> tuple[str, ...] | None:
    """What the provider said in the site's claim, None where nobody has just come from it.

    ``jar``: the cookies of the request.
    """
    provider = provider_of(site.settings)
    if provider is None or COOKIE not in jar:
        return None
    told = _opened(site, jar)
    # A cookie of Streamlit's login is given for ours once, at whichever web server.
    if told is None or not tries.take(site, jar[COOKIE], 2 * FRESH_S):
        return None
    # Whoever has not proved that the address is theirs could name anybody's.
    if provider.claim == "email" and told.get("email_verified") is False:
        return ()
    found = told.get(provider.claim)
    values = found if isinstance(found, list) else [found]
    return tuple(str(one) for one in values if isinstance(one, str | int) and str(one).strip())


def _opened(site: Site, jar: dict[str, str]) -> dict[str, Any] | None:
    """The person that the cookie speaks of, if it was just made by Streamlit under our key."""
    first = _signed(site, COOKIE, jar[COOKIE])
    if first is None:
        return None
    parts = [first]
    if first.startswith("chunks-"):
        count = first.removeprefix("chunks-")
        if not count.isdigit() or not 0 < int(count) <= PARTS:
            return None
        names = [f"{COOKIE}_{n}" for n in range(1, int(count) + 1)]
        found = [_signed(site, name, jar.get(name, "")) for name in names]
        parts = [one for one in found if one is not None]
        if len(parts) != len(found):
            return None
    try:
        told = json.loads("".join(parts))
    except ValueError:
        return None
    is_in = isinstance(told, dict) and told.get("is_logged_in") is True
    return told if is_in else None


def _signed(site: Site, name: str, value: str) -> str | None:
    try:
        found = URLSafeTimedSerializer(_secret(site), salt=name).loads(value, max_age=FRESH_S)
    except BadSignature:
        return None
    return found if isinstance(found, str) else None


def _secret(site: Site) -> str:
    return site.keys.subkey("oidc").hex()
