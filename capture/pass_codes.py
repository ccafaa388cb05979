"""Short codes that let somebody in once: given out here, typed on another device.

A code is eight signs that nobody mistakes for another, holds for ten minutes and for one use. Only
a keyed digest of it is kept, in the database: of several web servers any one takes it, and one
alone. The digest covers its purpose, its value and its end as well, so that whoever edits the
database can neither make a code nor make one last. Guessing is hopeless: after ten wrong tries
within a minute nothing is accepted for the rest of that minute, and 31^8 codes are 8.5e11.

No doors: who gives a code out has asked whether they may, and who types one is nobody yet.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlmodel import Session as Db

from capture.database import clock as database_clock
from capture.database import lock
from capture.ids import new_id
from capture.records import pass_codes as records
from capture.records import tries
from capture.records.pass_codes import Given
from data_schemas.errors import Denied

if TYPE_CHECKING:
    from capture.site import Site

# Without 0 O, 1 I L, which look alike.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
LIFE_S = 600.0
TRIES = 10
WINDOW_S = 60.0
LABEL = "pass code"
# What is read and typed: in two halves, small letters are as good.
_IGNORED = str.maketrans("", "", " -–\t")


class Unknown(Denied):
    """The code is wrong, used or too old: nobody is told which."""


class Waiting(Denied):
    """Too many wrong codes: none is looked at for a while."""


class Codes:
    """The codes that are out on a site; safe to share by threads, processes and machines.

    ``clock`` is told the unit of work and gives the time by which all of them go.
    """

    def __init__(self, site: Site, clock: Callable[[Db], datetime] = database_clock) -> None:
        self._site = site
        self._clock = clock
        self._key = site.keys.subkey(LABEL)
        self._wrong = site.keys.mac("wrong", LABEL.encode())

    def give(self, purpose: str, value: str = "") -> str:
        """A fresh code for ``purpose`` that will give back ``value``.

        It takes the place of the code that was given for the same purpose and value before.
        """
        code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        with self._site.db() as db:
            lock(db, "pass_code")
            now = self._clock(db)
            until = (now + timedelta(seconds=LIFE_S)).replace(microsecond=0)
            records.forget(db, now)
            records.drop(db, purpose, value)
            records.add(db, Given(self._digest(purpose, value, until, code), purpose, value, until))
        return code

    def holds(self, purpose: str, value: str = "") -> bool:
        """Whether a code that was given for this is still good."""
        with self._site.db() as db:
            found = records.living(db, purpose, self._clock(db))
        return any(one.value == value for one in found)

    def end(self, purpose: str, value: str = "") -> None:
        """Take a code back."""
        with self._site.db() as db:
            records.drop(db, purpose, value)

    def redeem(self, purpose: str, code: str) -> str:
        """The value that the code was given for; it is used up by this.

        Raises Unknown for one that is wrong, used or too old, Waiting after too many of them.
        """
        typed = written(code)
        with self._site.db() as db:
            # Two servers that are told the same code at once do one after the other.
            lock(db, "pass_code")
            now = self._clock(db)
            since = now - timedelta(seconds=WINDOW_S)
            if tries.count(db, [self._wrong], since).get(self._wrong, 0) >= TRIES:
                raise Waiting("Too many wrong codes were entered: wait a minute, then try again.")
            fitting = self._fitting(records.living(db, purpose, now), typed)
            if fitting is None:
                tries.forget_key(db, self._wrong, since)
                tries.add(db, new_id("try"), [self._wrong], now)
            else:
                records.use(db, fitting.digest)
        if fitting is None:
            raise Unknown("This code is wrong or too old: ask for a new one.")
        return fitting.value

    def _fitting(self, given: tuple[Given, ...], code: str) -> Given | None:
        """Each one is compared, whether or not one has fitted already."""
        fits = [
            one
            for one in given
            if hmac.compare_digest(
                one.digest, self._digest(one.purpose, one.value, one.until, code)
            )
        ]
        return fits[0] if fits else None

    def _digest(self, purpose: str, value: str, until: datetime, code: str) -> str:
        text = "\0".join((purpose, value, str(int(until.timestamp())), code))
        return hmac.digest(self._key, text.encode(errors="surrogatepass"), "sha256").hex()


def written(code: str) -> str:
    """A code as it was given out, however it was typed."""
    return code.translate(_IGNORED).upper()


def spaced(code: str) -> str:
    """``ABCD-EFGH``: easier to read aloud and to type."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"
