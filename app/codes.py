"""Short codes that let somebody in once: given out here, typed on another device.

A code is eight signs that nobody mistakes for another, holds for ten minutes and for one use. Only
a keyed digest of it is kept, in this process's memory. Guessing is hopeless: after ten wrong tries
within a minute nothing is accepted for the rest of that minute, and 31^8 codes are 8.5e11.
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from data_schemas.errors import Denied

# Without 0 O, 1 I L, which look alike.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
LIFE_S = 600.0
TRIES = 10
WINDOW_S = 60.0
# What is read and typed: in two halves, small letters are as good.
_IGNORED = str.maketrans("", "", " -–\t")


class Unknown(Denied):
    """The code is wrong, used or too old: nobody is told which."""


class Waiting(Denied):
    """Too many wrong codes: none is looked at for a while."""


@dataclass(frozen=True)
class _Given:
    purpose: str
    value: str
    digest: bytes
    until: float


class Codes:
    """The codes that are out; safe to share by threads. ``clock`` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._given: list[_Given] = []
        self._wrong: deque[float] = deque(maxlen=TRIES)
        self._lock = threading.Lock()

    def give(self, purpose: str, value: str = "") -> str:
        """A fresh code for ``purpose`` that will give back ``value``.

        It takes the place of the code that was given for the same purpose and value before.
        """
        code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        given = _Given(purpose, value, self._digest(purpose, code), self._clock() + LIFE_S)
        with self._lock:
            self._drop(purpose, value)
            self._given.append(given)
        return code

    def holds(self, purpose: str, value: str = "") -> bool:
        """Whether a code that was given for this is still good."""
        with self._lock:
            return any((g.purpose, g.value) == (purpose, value) for g in self._living())

    def end(self, purpose: str, value: str = "") -> None:
        """Take a code back."""
        with self._lock:
            self._drop(purpose, value)

    def redeem(self, purpose: str, code: str) -> str:
        """The value that the code was given for; it is used up by this.

        Raises Unknown for one that is wrong, used or too old, Waiting after too many of them.
        """
        digest = self._digest(purpose, written(code))
        with self._lock:
            now = self._clock()
            if len(self._wrong) == TRIES and now - self._wrong[0] < WINDOW_S:
                raise Waiting("Too many wrong codes were entered: wait a minute, then try again.")
            # Each one is compared, whether or not one has fitted already.
            fitting = [g for g in self._living() if hmac.compare_digest(g.digest, digest)]
            if not fitting:
                self._wrong.append(now)
                raise Unknown("This code is wrong or too old: ask for a new one.")
            self._given.remove(fitting[0])
            return fitting[0].value

    def _living(self) -> list[_Given]:
        now = self._clock()
        self._given = [g for g in self._given if g.until > now]
        return self._given

    def _drop(self, purpose: str, value: str) -> None:
        self._given = [g for g in self._given if (g.purpose, g.value) != (purpose, value)]

    def _digest(self, purpose: str, code: str) -> bytes:
        text = f"{purpose}\0{code}".encode(errors="surrogatepass")
        return hmac.digest(self._key, text, "sha256")


def written(code: str) -> str:
    """A code as it was given out, however it was typed."""
    return code.translate(_IGNORED).upper()


def spaced(code: str) -> str:
    """``ABCD-EFGH``: easier to read aloud and to type."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"
