"""People's acts about a session: sealed, numbered, appended, never changed."""

from __future__ import annotations

from collections.abc import Sequence
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


REMEMBERED = 5_000


def last_number(site: Site, session: str) -> int:
    with site.db() as db:
        return records.last_number(db, session)


def check_seen(site: Site, session: str, seen: int) -> None:
    """Raises StaleEntry when somebody has written since number ``seen``."""
    if last_number(site, session) != seen:
        raise StaleEntry("Somebody else wrote here first: reload and try again.")


def append(site: Site, who: Actor, session: str, draft: Draft, seen: int) -> Entry:
    """Append one act of somebody who had seen the journal up to number ``seen``.

    Raises StaleEntry when somebody else has written since.
    """
    return append_all(site, who, session, (draft,), seen)[0]


def append_all(
    site: Site, who: Actor, session: str, drafts: Sequence[Draft], seen: int
) -> tuple[Entry, ...]:
    """Append several acts together, or none. Raises StaleEntry like ``append``."""
    check_seen(site, session, seen)
    entries = entries_of(site, who, session, drafts, seen)
    sealed: list[str] = []
    try:
        # The words go first under addresses of their own; the rows decide who was first.
        for entry in entries:
            recipe = artifacts.recipe_of(Kind.ENTRY, "journal", entry=new_id("ent"))
            scope = artifacts.session_scope(session)
            sealed.append(artifacts.seal(site, recipe, scope, entry).id)
        with site.db() as db:
            for entry, artifact in zip(entries, sealed, strict=True):
                records.add(db, entry, artifact)
    except BaseException:
        for artifact in sealed:
            artifacts.erase(site, artifact)
        raise
    return entries


def entries_of(
    site: Site, who: Actor, session: str, drafts: Sequence[Draft], seen: int
) -> tuple[Entry, ...]:
    """What would be appended: nothing is written."""
    now = site.now()  # one moment for all that one act makes
    return tuple(
        Entry(
            session=session, number=seen + n, actor=who.id, at=now,
            **{name: getattr(draft, name) for name in Draft.model_fields},
        )
        for n, draft in enumerate(drafts, 1)
    )  # fmt: skip


def read(site: Site, session: str) -> tuple[tuple[str, Entry], ...]:
    """(artifact id, entry) in order.

    An entry never changes, so one that was opened before is not opened again: whoever corrects a
    session reads all of its entries at every act. Which there are the database says each time.
    """
    with site.db() as db:
        ids = records.artifacts_of(db, session)
    return tuple((artifact, _opened(site, artifact)) for artifact in ids)


def _opened(site: Site, artifact: str) -> Entry:
    known = site.entries.get(artifact)
    if known is None:
        known = artifacts.load(site, artifact)
        if len(site.entries) >= REMEMBERED:
            site.entries.clear()
        site.entries[artifact] = known
    return known


def struck_of(site: Site, session: str) -> tuple[Span, ...]:
    """Stretches that were taken out. Words are read only where there is any."""
    with site.db() as db:
        acts = {act for act, _ in records.acts(db, session)}
    return struck(tuple(one for _, one in read(site, session))) if Act.STRIKE in acts else ()
