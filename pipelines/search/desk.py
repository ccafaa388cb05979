"""The doors of search: one engine a process, kept in step with what is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture import artifacts, glossaries, journal, procedures, saved_searches
from capture.access import require
from capture.allowed import among
from capture.permission import decide
from capture.records import sessions as session_records
from capture.records.among import Wanted, heads
from capture.settings import Settings
from data_schemas.artifact import Kind
from data_schemas.rights import Action, Actor, Facts, ProtectionClass, Purpose
from data_schemas.session import Head
from data_schemas.sitting import replies_of
from pipelines.elicit.cards.fold import cards_of
from pipelines.embedder import Embedder
from pipelines.search import filters as chosen
from pipelines.search.engine import Request, SearchEngine
from pipelines.search.filters import Filters
from pipelines.search.hits import Hit
from pipelines.search.kept_index.desk import keep, take_up
from pipelines.search.meant import other_words, unknown_words
from pipelines.search.passage import Passages
from pipelines.search.rerank import reranker
from pipelines.search.served import nearest_at
from pipelines.search.shelf import Shelf, Shelves

if TYPE_CHECKING:
    from capture.site import Site

# Asked for beside those that are wanted, since some may have been taken back since the last minute.
SPARE = 5
# Of a saved search, when a dataset is made of it.
MOST_HITS = 100


def _make(settings: Settings) -> Shelf[SearchEngine]:
    embedder = Embedder()
    engine = SearchEngine(
        embedder.encode_queries,
        embedder.digest,
        nearest=nearest_at(settings.vectors_url),
        rerank=reranker(),
    )
    return Shelf(
        engine, lambda key, data: engine.add(key, Passages.from_bytes(data)), engine.remove
    )


_shelves = Shelves(_make)


@dataclass(frozen=True)
class Answer:
    """``meant`` is the question in words that are used here, where one of its own is used nowhere;
    () where every word is known or nothing is like it.
    """

    hits: tuple[Hit, ...]
    meant: tuple[str, ...] = ()


def ask(
    site: Site,
    who: Actor,
    query: str,
    k: int = 10,
    filters: Filters | None = None,
    signs: bool | None = None,
) -> Answer:
    """What ``search`` finds, and what may have been meant, by the glossary and titles of steps."""
    hits = search(site, who, query, k, filters, signs)
    mine, unknown = _mine(site, who), unknown_words(query)
    known = _loaded(site).has_words(unknown, frozenset(mine))
    strange = [one for one in unknown if one not in known]
    return Answer(hits, other_words(query, strange, _words(site, who, mine)) if strange else ())


def search(
    site: Site,
    who: Actor,
    query: str,
    k: int = 10,
    filters: Filters | None = None,
    signs: bool | None = None,
) -> tuple[Hit, ...]:
    """Up to ``k`` hits, best first, only of sessions that ``who`` may search.

    ``signs``: what tells of signs comes first; None: where the question sounds like it. Raises
    InputError for a question or a filter that cannot be, ModelError when the encoder is missing.
    """
    require(site, who, Action.SEARCH)
    filters = filters or Filters()
    mine = _mine(site, who)
    engine = _loaded(site)
    chosen.check(filters, _there(engine, mine))
    where = chosen.where(filters, mine.values(), _own_classes(site, who))
    hits = engine.query(query, Request(k + SPARE, where, signs))
    return tuple(_told(hit, mine) for hit in hits if _stands(site, hit))[:k]


def sessions_found(site: Site, who: Actor, name: str) -> tuple[str, ...]:
    """Sessions in which a saved search finds something by its words or close in meaning, in order.

    The best hundred hits count: meaning alone finds something in every session. Raises
    UnknownError for a name that is not there.
    """
    require(site, who, Action.SEARCH)
    saved = saved_searches.get_search(site, who, name)
    narrowed = Filters.model_validate(saved.chosen)
    hits = search(site, who, saved.query, MOST_HITS, narrowed, saved.signs)
    return tuple(dict.fromkeys(hit.passage.session for hit in hits))


def offered(site: Site, who: Actor) -> dict[str, frozenset[str]]:
    """What can be chosen by, as there is some of it that ``who`` may search: values by field."""
    require(site, who, Action.SEARCH)
    there = _there(_loaded(site), _mine(site, who))
    return {name: frozenset(str(one) for one in values if one) for name, values in there.items()}


def _mine(site: Site, who: Actor) -> dict[str, Head]:
    mine = among(site, who, Action.SEARCH)
    with site.db() as db:
        return {one.id: one for one in heads(db, Wanted(mine))}


def _loaded(site: Site) -> SearchEngine:
    """The engine with all that is kept here: who may see what of it is asked at every question."""
    shelf = _shelves.of(site.settings)
    wanted = artifacts.newest_of_each(site, Kind.PASSAGES)
    told = artifacts.newest_of_each(site, Kind.TOLD)
    wanted |= {f"{session}/told": artifact for session, artifact in told.items()}
    is_here = not site.settings.vectors_url  # what lies on a server is not kept in a file as well
    if is_here:
        take_up(site, shelf)
    changed = shelf.match(wanted, lambda artifact: artifacts.load(site, artifact))
    if is_here:
        keep(site, shelf, changed)
    return shelf.engine


def _own_classes(site: Site, who: Actor) -> frozenset[ProtectionClass]:
    """Classes that a card may have to be seen by ``who`` where they are."""
    facts = Facts(session="any", expert=who.expert, purposes=frozenset(Purpose), at=site.now())
    return frozenset(
        one
        for one in ProtectionClass
        if decide(who, Action.SEARCH, facts.model_copy(update={"protection_class": one})).allowed
    )


def _there(engine: SearchEngine, mine: dict[str, Head]) -> dict[str, frozenset[object]]:
    columns = {name: engine.values(name, frozenset(mine)) for name in ("about", "step", "language")}
    procedures_ = frozenset[object](one.procedure for one in mine.values())
    experts = frozenset[object](one.expert for one in mine.values())
    return {**columns, "procedure": procedures_, "expert": experts}


def _told(hit: Hit, mine: dict[str, Head]) -> Hit:
    session = mine[hit.passage.session]
    own = hit.passage.protection_class
    return hit.model_copy(
        update={
            "expert": session.expert,
            "protection_class": own or session.protection_class,
            "purposes": session.purposes,
        }
    )


def _stands(site: Site, hit: Hit) -> bool:
    """Whether a card or an answer holds now, and not only when it was made findable."""
    one = hit.passage
    if one.kind not in ("unit", "answer"):
        return True
    entries = tuple(entry for _, entry in journal.read(site, one.session))
    if one.kind == "unit":
        cuts = journal.struck_of(site, one.session)
        with site.db() as db:
            session = session_records.get(db, one.session)
        return cards_of(entries, session, cuts).unit(one.source) is not None
    return any(str(reply.number) == one.source for reply in replies_of(entries))


def _words(site: Site, who: Actor, mine: dict[str, Head]) -> frozenset[str]:
    """Terms of the glossary and titles of the steps, of procedures that ``who`` may search."""
    ids = {one.procedure for one in mine.values()}
    known = [one for one in procedures.list_procedures(site, who) if one.id in ids]
    terms = [term for one in known for term in one.glossary]
    terms += glossaries.get_glossary(site, who).terms if known else ()
    titles = (step.title for one in known for step in one.steps)
    return frozenset([*titles, *(one.term for one in terms)])
