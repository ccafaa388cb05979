"""What of a site is loaded into an engine: kept in step with what may be searched."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Engine = TypeVar("Engine")


@dataclass
class Shelf(Generic[Engine]):
    """An engine and which artifact each key (a session, a recording) was loaded from."""

    engine: Engine
    add: Callable[[str, bytes], None]
    remove: Callable[[str], object]
    loaded: dict[str, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def match(self, wanted: Mapping[str, str], load: Callable[[str], bytes]) -> None:
        """Load what is new, replace what changed, forget what is gone."""
        with self.lock:
            for key in set(self.loaded) - set(wanted):
                self.remove(key)
                del self.loaded[key]
            for key, artifact in wanted.items():
                if self.loaded.get(key) != artifact:
                    self.remove(key)
                    self.add(key, load(artifact))
                    self.loaded[key] = artifact


class Shelves(Generic[Engine]):
    """One shelf a site, by the place of its vault."""

    def __init__(self, make: Callable[[], Shelf[Engine]]) -> None:
        self._make = make
        self._of: dict[str, Shelf[Engine]] = {}
        self._lock = threading.Lock()

    def of(self, place: str) -> Shelf[Engine]:
        with self._lock:
            if place not in self._of:
                self._of[place] = self._make()
            return self._of[place]
