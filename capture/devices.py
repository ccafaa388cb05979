"""Devices of the site's network: let one in, list them, send one away.

While nobody has an account, a device that somebody at this machine let in acts as an interviewer:
it records, takes consent, reads and plays; it withdraws, releases and administers nothing. Once
there are accounts it is no more than the place where people sign in (``app.gate``).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from capture import audit
from capture.access import NOBODY, require
from capture.ids import new_id
from capture.records import devices as records
from data_schemas.device import Device, DeviceKind
from data_schemas.errors import Denied, UnknownError
from data_schemas.rights import Action, Actor, Role

if TYPE_CHECKING:
    from capture.site import Site

PREFIX = "device:"
LIFE = timedelta(days=30)
WRONG_CODE = "pairing"


def pair(site: Site, who: Actor, kind: DeviceKind) -> Device:
    """Let a device in for thirty days. ``who`` is whoever gave the code out."""
    require(site, who, Action.ADMINISTER)
    device, at = new_id("dev"), site.now()
    with site.db() as db:
        records.add(db, device, kind, at)
    audit.append(site, _actor(device), Action.ADMINISTER, f"paired {device}", allowed=True)
    return Device(id=device, kind=kind, paired_at=at, until=at + LIFE)


def list_devices(site: Site, who: Actor) -> tuple[Device, ...]:
    """Those that are let in now, newest first."""
    require(site, who, Action.ADMINISTER)
    with site.db() as db:
        found = records.find_all(db)
    return tuple(
        Device(id=row.id, kind=row.kind, paired_at=row.paired_at, until=row.paired_at + LIFE)
        for row in found
        if _is_in(site, row)
    )


def revoke(site: Site, who: Actor, device: str) -> None:
    """Send a device away: from now on it is let in nowhere. Raises UnknownError."""
    require(site, who, Action.ADMINISTER)
    with site.db() as db:
        known = records.get(db, device) is not None
        records.revoke(db, device, site.now())
    if not known:
        raise UnknownError("There is no such device here: `sonmat devices list` names them.")
    audit.append(site, who, Action.ADMINISTER, f"revoked {device}", allowed=True)


def recognise(site: Site, device: str) -> Actor:
    """The actor that a device is while it is let in. Raises Denied."""
    with site.db() as db:
        row = records.get(db, device)
    if row is None or not _is_in(site, row):
        raise Denied("This device is no longer let in: enter a new code.")
    return _actor(device)


def note_wrong_code(site: Site) -> None:
    """Somebody on the network tried a code that is none: it stands in the audit log."""
    audit.append(site, NOBODY, Action.ADMINISTER, WRONG_CODE, allowed=False)


def _is_in(site: Site, row: records.Row) -> bool:
    return row.revoked_at is None and site.now() < row.paired_at + LIFE


def _actor(device: str) -> Actor:
    return Actor(id=PREFIX + device, roles=frozenset({Role.INTERVIEWER}), remote=True)
