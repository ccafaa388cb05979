"""Wrong passwords: how many are listened to, without locking anybody out for good.

Counted are wrong tries of the last quarter of an hour: for one name from one browser, for one
browser, and for all. Who knows the password waits a quarter of an hour at most, and only in the
browser in which it was tried wrongly; guessing gets some forty tries an hour at a name.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from data_schemas.errors import Denied

WINDOW_S = 15 * 60.0
FOR_A_NAME, FOR_A_BROWSER, FOR_ALL = 10, 30, 300
# Names that nobody has are counted as well: more than this at once are forgotten.
MOST_KEPT = 4096


class TooMany(Denied):
    """Too many wrong tries: none is looked at for a while."""


class Tries:
    """Safe to share by threads. ``clock`` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: dict[tuple[str, ...], deque[float]] = {}
        self._lock = threading.Lock()

    def check(self, name: str, browser: str) -> None:
        """Raises TooMany."""
        with self._lock:
            now = self._clock()
            for key, limit in _keys(name, browser):
                if len(self._recent(key, now)) >= limit:
                    raise TooMany(
                        "Too many wrong tries: wait a quarter of an hour, then try again."
                    )

    def wrong(self, name: str, browser: str) -> None:
        with self._lock:
            now = self._clock()
            if len(self._wrong) > MOST_KEPT:
                self._wrong = {k: v for k, v in self._wrong.items() if self._recent(k, now)}
            for key, _ in _keys(name, browser):
                self._wrong.setdefault(key, deque(maxlen=FOR_ALL)).append(now)

    def right(self, name: str, browser: str) -> None:
        """Somebody got it right: what they mistyped before is forgotten."""
        with self._lock:
            self._wrong.pop(_keys(name, browser)[0][0], None)

    def _recent(self, key: tuple[str, ...], now: float) -> deque[float]:
        found = self._wrong.get(key, deque())
        while found and found[0] <= now - WINDOW_S:
            found.popleft()
        return found


def _keys(name: str, browser: str) -> tuple[tuple[tuple[str, ...], int], ...]:
    plain = " ".join(name[:100].split()).casefold()
    return (
        (("name", plain, browser), FOR_A_NAME),
        (("browser", browser), FOR_A_BROWSER),
        (("all",), FOR_ALL),
    )
