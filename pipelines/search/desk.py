"""The door of search: one engine a process, kept in step with what is stored."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from capture import artifacts
from capture.access import require, scope
from data_schemas.artifact import Kind
from data_schemas.rights import Action, Actor
from pipelines.embedder import Embedder
from pipelines.search.engine import Filters, Hit, SearchEngine
from pipelines.search.passages import Passages

if TYPE_CHECKING:
    from capture.site import Site


class _Shelf:
    """The engine of a site and which artifact each of its sessions was loaded from."""

    def __init__(self) -> None:
        embedder = Embedder()
        self.engine = SearchEngine(embedder.encode_queries, embedder.digest)
        self.loaded: dict[str, str] = {}
        self.lock = threading.Lock()

    def match(self, site: Site, wanted: dict[str, str]) -> None:
        """Load what is new, replace what changed, forget what is gone."""
        with self.lock:
            for session in set(self.loaded) - set(wanted):
                self.engine.remove(session)
                del self.loaded[session]
            for session, artifact in wanted.items():
                if self.loaded.get(session) != artifact:
                    self.engine.remove(session)
                    self.engine.add(Passages.from_bytes(artifacts.load(site, artifact)))
                    self.loaded[session] = artifact


_shelves: dict[str, _Shelf] = {}
_shelves_lock = threading.Lock()


def search(
    site: Site, who: Actor, query: str, k: int = 10, filters: Filters | None = None
) -> tuple[Hit, ...]:
    """The ``k`` passages that answer best, only of sessions that ``who`` may search.

    Raises InputError for an empty query, ModelError when the text encoder is missing.
    """
    require(site, who, Action.SEARCH)
    allowed = _allowed(site, who)
    shelf = _shelf(site)
    shelf.match(site, allowed)
    filters = filters or Filters()
    within = frozenset(allowed)
    if filters.sessions is not None:
        within &= filters.sessions
    return tuple(shelf.engine.query(query, k, filters.model_copy(update={"sessions": within})))


def _allowed(site: Site, who: Actor) -> dict[str, str]:
    """Passages' artifact by session, of what may be searched."""
    newest = artifacts.newest_of_each(site, Kind.PASSAGES)
    return {
        session: newest[session] for session in scope(site, who, Action.SEARCH) if session in newest
    }


def _shelf(site: Site) -> _Shelf:
    place = site.settings.vault
    with _shelves_lock:
        if place not in _shelves:
            _shelves[place] = _Shelf()
        return _shelves[place]
