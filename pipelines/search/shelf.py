"""What of a site is loaded into an engine: kept in step with what may be searched."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from capture.settings import Settings


class CanBeLost(Protocol):
    def lost(self) -> bool: ...


Engine = TypeVar("Engine", bound=CanBeLost)


@dataclass
class Shelf(Generic[Engine]):
    """An engine and which artifact each key (a session, a recording) was loaded from.

    ``changed`` is for who keeps a copy of it: how much has changed since.
    """

    engine: Engine
    add: Callable[[str, bytes], None]
    remove: Callable[[str], object]
    loaded: dict[str, str] = field(default_factory=dict)
    changed: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def match(self, wanted: Mapping[str, str], load: Callable[[str], bytes]) -> int:
        """Load what is new, replace what changed, forget what is gone; how many of all that."""
        changed = 0
        with self.lock:
            for key in set(self.loaded) - set(wanted):
                self.remove(key)
                del self.loaded[key]
                changed += 1
            for key, artifact in wanted.items():
                if self.loaded.get(key) != artifact:
                    self.remove(key)
                    self.add(key, load(artifact))
                    self.loaded[key] = artifact
                    changed += 1
        return changed


class Shelves(Generic[Engine]):
    """One shelf a site, by the place of its vault; an empty one in place of one that was lost."""

    def __init__(self, make: Callable[[Settings], Shelf[Engine]]) -> None:
        self._make = make
        self._of: dict[str, Shelf[Engine]] = {}
        self._lock = threading.Lock()

    def of(self, settings: Settings) -> Shelf[Engine]:
        """Raises what making an engine raises, such as when the server of its vectors is away."""
        place = settings.vault
        with self._lock:
            shelf = self._of.get(place)
            if shelf is None or shelf.engine.lost():
                shelf = self._of[place] = self._make(settings)
            return shelf
