"""The cookie by which a device that was let in is known again.

``__Host-`` holds browsers to what we ask for anyway: over TLS only, set by this host itself, for
all of its paths; so no other machine of the network can put one of its own in its place.
"""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.types import Scope

from app.tokens import is_canonical
from capture.devices import LIFE
from capture.site import Site
from data_schemas.device import Device

NAME = "__Host-sonmat-device"


def header(site: Site, device: Device) -> str:
    """The value of ``Set-Cookie`` for a device that was just let in."""
    value = _signer(site).dumps(device.id)
    age = int(LIFE.total_seconds())
    return f"{NAME}={value}; Max-Age={age}; Path=/; Secure; HttpOnly; SameSite=Strict"


def device_of(site: Site, scope: Scope) -> str | None:
    """Id of the device whose cookie a request carries, None if it has none that we signed.

    Whether the device is still let in, ``devices.recognise`` knows.
    """
    if scope["scheme"] not in ("https", "wss"):
        return None
    given = [value for name, value in scope["headers"] if name == b"cookie"]
    values = [v for text in given for v in _values(text.decode("latin-1"))]
    if len(values) != 1:
        return None
    try:
        device = _signer(site).loads(values[0], max_age=int(LIFE.total_seconds()))
    except BadSignature:
        return None
    return device if isinstance(device, str) and is_canonical(values[0]) else None


def _values(text: str) -> list[str]:
    """Every value under our name: a second one means that somebody planted it."""
    pairs = (part.strip().partition("=") for part in text.split(";"))
    return [value for name, _, value in pairs if name == NAME]


def _signer(site: Site) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(site.keys.subkey("device"), salt="sonmat.device")
