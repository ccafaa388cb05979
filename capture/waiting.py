"""What a person is in the middle of, sealed in the database until they go on: half a day at most.

It is found again by a random name that stands in the address of a page. The database holds a keyed
digest of the name, and the key comes out of the name, too: the database and the site's key together
open nothing. What is of a session is sealed under a key of the session as well, and ends with it.
Any web server opens it, so that it outlives the one at which it was put.

No doors: what was put is opened with its name, by whoever put it, and by nobody else.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from capture.artifacts import session_scope
from capture.database import clock, lock
from capture.records import waiting as records
from data_schemas.errors import Erased

if TYPE_CHECKING:
    from capture.site import Site

LIFE = timedelta(hours=12)
MOST = 500
LABEL = "waiting"
_NONCE = 12


@dataclass(frozen=True)
class Place:
    """Where something waits: what kind it is (``label``), whose it is, and its name."""

    label: str
    owner: str
    name: str

    @property
    def text(self) -> bytes:
        return "\0".join((self.label, self.owner, self.name)).encode(errors="surrogatepass")


def put(site: Site, place: Place, data: bytes, session: str = "") -> None:
    """Keep it there, over what was. ``session``: it is of that one, and is erased with it.

    The oldest of its kind makes room past ``MOST``. Raises Erased for a session that is withdrawn.
    """
    row = _id(site, place)
    sealed = _seal(_key(site, place, session), data, row)
    with site.db() as db:
        lock(db, "waiting")
        now = clock(db)
        records.put(db, records.Row(row, place.label, session, sealed, now, now + LIFE))
        db.flush()
        records.make_room(db, place.label, MOST, now)


def get(site: Site, place: Place) -> bytes | None:
    """What was put there, None where nothing is, or nothing of ours."""
    with site.db() as db:
        found = records.find(db, _id(site, place), clock(db))
    return _opened(site, place, found) if found else None


def change(site: Site, place: Place, session: str, make: Callable[[bytes | None], bytes]) -> None:
    """``put`` what ``make`` makes of what is there; of two at once, one after the other."""
    row = _id(site, place)
    with site.db() as db:
        lock(db, "waiting")
        now = clock(db)
        found = records.find(db, row, now)
        data = make(_opened(site, place, found) if found else None)
        sealed = _seal(_key(site, place, session), data, row)
        records.put(db, records.Row(row, place.label, session, sealed, now, now + LIFE))


def drop(site: Site, place: Place) -> None:
    with site.db() as db:
        records.drop(db, _id(site, place))


def _opened(site: Site, place: Place, found: records.Row) -> bytes | None:
    try:
        cipher = AESGCM(_key(site, place, found.session))
        return cipher.decrypt(found.sealed[:_NONCE], found.sealed[_NONCE:], found.id.encode())
    except (InvalidTag, Erased, ValueError):
        return None


def _seal(key: bytes, data: bytes, row: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, row.encode())


def _id(site: Site, place: Place) -> str:
    return site.keys.mac("waiting row", place.text)


def _key(site: Site, place: Place, session: str) -> bytes:
    """A key of its own for each place."""
    keys = site.keys
    above = keys.derived(session_scope(session), LABEL) if session else keys.subkey(LABEL)
    return hmac.digest(above, place.text, "sha256")
