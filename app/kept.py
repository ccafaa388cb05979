"""What a person is in the middle of: a draft of a form, codes that are still to be printed.

A page that is reloaded, at whichever web server, finds it again by a random name in its address. It
waits sealed in the database (``capture.waiting``), and is gone after half a day.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from capture import waiting
from capture.site import Site
from capture.waiting import Place
from data_schemas.rights import Actor

T = TypeVar("T")


@dataclass(frozen=True)
class Kept(Generic[T]):
    """Values by random names, each for whoever put it there; ``label`` tells kinds apart.

    ``write`` and ``read`` turn a value into bytes and back. ``session_of`` names the session with
    which it is erased, "" for none.
    """

    label: str
    write: Callable[[T], bytes]
    read: Callable[[bytes], T]
    session_of: Callable[[T], str]

    def put(self, site: Site, who: Actor, value: T) -> str:
        """Keep it; the name under which ``who`` finds it again."""
        name = secrets.token_hex(12)  # a component takes no name with two underscores in it
        self.put_again(site, who, name, value)
        return name

    def put_again(self, site: Site, who: Actor, name: str, value: T) -> None:
        """Keep it in the place of what was there."""
        waiting.put(site, self._at(who, name), self.write(value), self.session_of(value))

    def get(self, site: Site, who: Actor, name: str) -> T | None:
        found = waiting.get(site, self._at(who, name)) if name else None
        return None if found is None else self.read(found)

    def drop(self, site: Site, who: Actor, name: str) -> None:
        waiting.drop(site, self._at(who, name))

    def _at(self, who: Actor, name: str) -> Place:
        return Place(self.label, who.id, name)
