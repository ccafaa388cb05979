"""What a person is in the middle of, kept in the server's memory and nowhere else.

A page that is reloaded finds it again by a random name in its address. Withdrawal codes wait here
to be printed, since nothing else may hold them; a draft of a form waits to be signed. Everything
is gone after half a day, and when the server ends.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from typing import Generic, TypeVar

from data_schemas.rights import Actor

T = TypeVar("T")
AGE_S = 12 * 3600.0
COUNT = 200


class Kept(Generic[T]):
    """Values by random names, each for whoever put it there."""

    def __init__(self) -> None:
        self._values: OrderedDict[tuple[str, str], tuple[float, T]] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, who: Actor, value: T) -> str:
        """Keep it; the name under which ``who`` finds it again."""
        name = secrets.token_hex(12)  # a component takes no name with two underscores in it
        with self._lock:
            self._values[(who.id, name)] = (time.monotonic(), value)
            while len(self._values) > COUNT:
                self._values.popitem(last=False)
        return name

    def get(self, who: Actor, name: str) -> T | None:
        with self._lock:
            at, value = self._values.get((who.id, name), (0.0, None))
            if value is not None and time.monotonic() - at > AGE_S:
                del self._values[(who.id, name)]
                return None
            return value

    def drop(self, who: Actor, name: str) -> None:
        with self._lock:
            self._values.pop((who.id, name), None)
