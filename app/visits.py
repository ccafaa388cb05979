"""Who asks, as the gate found out: told to our own routes here, and to pages in two headers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from app.lan import served
from capture.site import Site

VISITOR = served.VISITOR
# From which side of the network; what comes in under either name is taken off.
LINE = "x-sonmat-line"
HERE, NETWORK = "here", "network"


@dataclass(frozen=True)
class Visit:
    """``actor`` is an id that ``signin.by_id`` knows; ``remote``: from another machine."""

    actor: str
    remote: bool

    @property
    def line(self) -> str:
        return NETWORK if self.remote else HERE


def tag_of(site: Site, actor: str) -> str:
    """A word that stands for who is signed in; it tells nothing but whether it is the same."""
    return site.keys.mac("visit", actor.encode())[:16]


_current: ContextVar[Visit | None] = ContextVar("visit", default=None)
_is_gated = False


def current() -> Visit | None:
    """Whose request is being answered; None outside of a request."""
    return _current.get()


@contextmanager
def during(visit: Visit) -> Iterator[None]:
    token = _current.set(visit)
    try:
        yield
    finally:
        _current.reset(token)


def gate(on: bool) -> None:
    """From now on this process serves behind a gate, and whoever has no visit is nobody."""
    global _is_gated
    _is_gated = on


def is_gated() -> bool:
    return _is_gated or served.current() is not None
