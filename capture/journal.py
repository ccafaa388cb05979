"""People's acts about a session: sealed, numbered, appended, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from capture import artifacts, labelling
from capture.ids import new_id
from capture.records import entries as records
from data_schemas.artifact import Kind
from data_schemas.clock import Span, in_utc
from data_schemas.entry import ERASED, Act, Draft, Entry, struck
from data_schemas.errors import StaleEntry
from data_schemas.rights import Actor

if TYPE_CHECKING:
    from capture.site import Site


REMEMBERED = 5_000
TRIES = 20


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


def add(site: Site, who: Actor, session: str, draft: Draft) -> Entry:
    """Append one act that only adds something: whatever others write meanwhile is no conflict."""
    for _ in range(TRIES):
        try:
            return append(site, who, session, draft, last_number(site, session))
        except StaleEntry:
            continue
    raise StaleEntry("Somebody else wrote here first: reload and try again.")


def append_all(
    site: Site,
    who: Actor,
    session: str,
    drafts: Sequence[Draft],
    seen: int,
    *,
    brought: bool = False,
) -> tuple[Entry, ...]:
    """Append several acts together, or none. Raises StaleEntry like ``append``.

    Raises InputError for acts about the time line of a session that is out with annotators, but
    for those ``brought`` back from there.
    """
    check_seen(site, session, seen)
    entries = entries_of(site, who, session, drafts, seen)
    if not brought and labelling.is_out(site, session):
        labelling.check_acts(tuple(one for _, one in read(site, session)), entries)
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


def blank(site: Site, session: str, number: int) -> None:
    """Erase what an act said, for good; that there was one, whose and when, stays (no door).

    What a crash leaves behind of it ``forget_strays`` finds.
    """
    with site.db() as db:
        artifact = records.artifacts_of(db, session)[number - 1]
    entry: Entry = artifacts.load(site, artifact)
    if entry.target == ERASED:
        return
    empty = Entry(
        act=Act.UNDO, target=ERASED, session=session, number=number, actor=entry.actor, at=entry.at
    )
    recipe = artifacts.recipe_of(Kind.ENTRY, "journal", entry=new_id("ent"))
    sealed = artifacts.seal(site, recipe, artifacts.session_scope(session), empty)
    with site.db() as db:
        records.replace(db, empty, sealed.id)
    site.entries.pop(artifact, None)
    artifacts.erase(site, artifact)


def forget_strays(site: Site, session: str, before: datetime) -> None:
    """Erase sealed acts from before that time which no row tells of any more (no door)."""
    with site.db() as db:
        told = frozenset(records.artifacts_of(db, session))
    for one in artifacts.find(site, session, Kind.ENTRY):
        made_at = in_utc(one.created_at)
        if one.id not in told and made_at < before:
            artifacts.erase(site, one.id)


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
