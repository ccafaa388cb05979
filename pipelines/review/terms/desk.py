"""Doors to what corrections teach: terms that may go into the glossary, and which ones not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture import artifacts, glossaries, journal
from capture.access import require
from capture.allowed import among
from capture.records import sessions as session_records
from capture.records.among import Wanted, ids
from data_schemas.entry import ABOUT_TERM, Act, Draft, Entry
from data_schemas.procedure import Glossary
from data_schemas.rights import Action, Actor
from pipelines.review.learnt import Suggestion, suggestions

if TYPE_CHECKING:
    from capture.site import Site


def term_suggestions(site: Site, who: Actor, session: str) -> tuple[Suggestion, ...]:
    """Terms that corrections of this procedure make likely, in all sessions that ``who`` may read.

    Without those that are in a glossary of the procedure or the site, or were refused.
    """
    require(site, who, Action.READ, session)
    mine = among(site, who, Action.READ)
    with site.db() as db:
        about = session_records.get(db, session).procedure
        same = ids(db, Wanted(mine, procedure=about))
    entries = [entry for name in same for _, entry in journal.read(site, name)]
    lists: list[Glossary] = [
        artifacts.load(site, one) for one in glossaries.artifacts_of(site, about)
    ]
    return suggestions(entries, [term for one in lists for term in one.terms])


def decline_term(site: Site, who: Actor, session: str, text: str, seen: int) -> Entry:
    """Not to be asked about this term again, for no session of the procedure.

    ``seen`` is the number of the last entry that the person saw. Raises StaleEntry.
    """
    require(site, who, Action.AMEND, session)
    draft = Draft(act=Act.CORRECT, target=ABOUT_TERM + text, after={"wanted": False})
    return journal.append(site, who, session, draft, seen)
