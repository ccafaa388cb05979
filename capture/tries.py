"""Wrong passwords: how many are listened to, without locking anybody out for good.

Counted are wrong tries of the last quarter of an hour: for one name from one browser, for one
browser, and for all, at whichever web server. Who knows the password waits a quarter of an hour
at most, and only in the browser in which it was tried wrongly; guessing gets some forty tries an
hour at a name. A try counts from when it begins, so that a hundred at the same moment are no more
than a hundred one after the other; one that was right is taken out again.

No doors: nobody has been told apart yet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session as Db

from capture.database import clock as database_clock
from capture.database import lock
from capture.ids import new_id
from capture.records import tries as records
from data_schemas.errors import Denied

if TYPE_CHECKING:
    from capture.site import Site

WINDOW = timedelta(minutes=15)
FOR_A_NAME, FOR_A_BROWSER, FOR_ALL = 10, 30, 300


class TooMany(Denied):
    """Too many wrong tries: none is looked at for a while."""


class Tries:
    """Safe to share by threads, processes and machines; ``clock`` as in ``Codes``."""

    def __init__(self, site: Site, clock: Callable[[Db], datetime] = database_clock) -> None:
        self._site = site
        self._clock = clock

    def begin(self, name: str, browser: str) -> str:
        """Somebody tries; what this try is called. It counts unless it is called ``right`` or
        ``void``. Raises TooMany."""
        made = new_id("try")
        limits = dict(zip(self._keys(name, browser), _LIMITS, strict=True))
        with self._site.db() as db:
            lock(db, "wrong_try")
            now = self._clock(db)
            found = records.count(db, limits, now - WINDOW)
            if any(found.get(key, 0) >= limit for key, limit in limits.items()):
                raise TooMany("Too many wrong tries: wait a quarter of an hour, then try again.")
            records.forget(db, now - WINDOW)
            records.add(db, made, limits, now)
        return made

    def void(self, made: str) -> None:
        """Nothing was guessed at: it does not count."""
        with self._site.db() as db:
            records.drop(db, made)

    def right(self, made: str, name: str, browser: str) -> None:
        """Somebody got it right: what they mistyped before is forgotten."""
        with self._site.db() as db:
            records.drop(db, made)
            records.drop_key(db, self._keys(name, browser)[0])

    def _keys(self, name: str, browser: str) -> tuple[str, str, str]:
        plain = " ".join(name[:100].split()).casefold()
        return tuple(  # type: ignore[return-value]
            self._site.keys.mac("wrong", "\0".join(one).encode(errors="surrogatepass"))
            for one in (("name", plain, browser), ("browser", browser), ("all",))
        )


_LIMITS = (FOR_A_NAME, FOR_A_BROWSER, FOR_ALL)


def take(site: Site, value: str, seconds: float) -> bool:
    """Whether this is the first time that ``value`` is shown, at whichever web server.

    It is remembered for so long, as a keyed digest.
    """
    digest = site.keys.mac("taken", hashlib.sha256(value.encode(errors="surrogatepass")).digest())
    with site.db() as db:
        lock(db, "taken")
        now = database_clock(db)
        return records.take(db, digest, now + timedelta(seconds=seconds), now)
