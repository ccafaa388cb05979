"""The door of search: one engine a process, kept in step with what is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture import artifacts
from capture.access import require, scope
from data_schemas.artifact import Kind
from data_schemas.rights import Action, Actor
from pipelines.embedder import Embedder
from pipelines.search.engine import Filters, Hit, SearchEngine
from pipelines.search.passages import Passages
from pipelines.search.shelf import Shelf, Shelves

if TYPE_CHECKING:
    from capture.site import Site


def _make() -> Shelf[SearchEngine]:
    embedder = Embedder()
    engine = SearchEngine(embedder.encode_queries, embedder.digest)
    return Shelf(engine, lambda _, data: engine.add(Passages.from_bytes(data)), engine.remove)


_shelves = Shelves(_make)


def search(
    site: Site, who: Actor, query: str, k: int = 10, filters: Filters | None = None
) -> tuple[Hit, ...]:
    """The ``k`` passages that answer best, only of sessions that ``who`` may search.

    Raises InputError for an empty query, ModelError when the text encoder is missing.
    """
    require(site, who, Action.SEARCH)
    allowed = _allowed(site, who)
    shelf = _shelves.of(site.settings.vault)
    shelf.match(allowed, lambda artifact: artifacts.load(site, artifact))
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
