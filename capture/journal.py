"""People's acts about a session: sealed, numbered, appended, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture import artifacts
from capture.ids import new_id
from capture.records import entries as records
from data_schemas.artifact import Kind
from data_schemas.clock import Span
from data_schemas.entry import Act, Draft, Entry, struck
from data_schemas.errors import StaleEntry
from data_schemas.rights import Actor

if TYPE_CHECKING:
    from capture.site import Site


def last_number(site: Site, session: str) -> int:
    with site.db() as db:
        return records.last_number(db, session)


def append(site: Site, who: Actor, session: str, draft: Draft, seen: int) -> Entry:
    """Append one act of somebody who had seen the journal up to number ``seen``.

    Raises StaleEntry when somebody else has written since.
    """
    if last_number(site, session) != seen:
        raise StaleEntry("Somebody else wrote here first: reload and try again.")
    fields = {name: getattr(draft, name) for name in Draft.model_fields}
    entry = Entry(session=session, number=seen + 1, actor=who.id, at=site.now(), **fields)
    # The words go first under an address of their own; the row decides who was first.
    recipe = artifacts.recipe_of(Kind.ENTRY, "journal", entry=new_id("ent"))
    scope = artifacts.session_scope(session)
    sealed = artifacts.seal(site, recipe, scope, entry)
    try:
        with site.db() as db:
            records.add(db, entry, sealed.id)
    except StaleEntry:
        artifacts.erase(site, sealed.id)
        raise
    return entry


def read(site: Site, session: str) -> tuple[tuple[str, Entry], ...]:
    """(artifact id, entry) in order."""
    with site.db() as db:
        ids = records.artifacts_of(db, session)
    return tuple((artifact, artifacts.load(site, artifact)) for artifact in ids)


def struck_of(site: Site, session: str) -> tuple[Span, ...]:
    """Stretches that were taken out. Words are read only where there is any."""
    with site.db() as db:
        acts = {act for act, _ in records.acts(db, session)}
    return struck(tuple(one for _, one in read(site, session))) if Act.STRIKE in acts else ()
