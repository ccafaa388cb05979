"""Carrying out again what was erased, before anything opens.

An old backup brings back keys, bytes and rows. Which of them were erased since says the ledger.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from capture import artifacts
from capture.artifacts import RECORDER
from capture.records import artifacts as artifact_records
from capture.records import erasures as records
from capture.records import people as people_records
from capture.records import recordings as recording_records
from capture.records import sessions as session_records
from data_schemas.artifact import Artifact, Kind
from data_schemas.erasure import Gone
from data_schemas.errors import Erased, UnknownError

if TYPE_CHECKING:
    from sqlmodel import Session as Db

    from capture.site import Site


def note_scope(site: Site, scope: str) -> None:
    site.ledger.note(Gone(at=site.now(), scope=scope))


def catch_up(site: Site) -> None:
    """Erase what the ledger names and these keys, or this database, do not know of."""
    entries = site.ledger.entries()
    with site.db() as db:
        known = records.holding(db)
    start = min(known, site.ledger.carried_out())
    for gone in entries[start:]:
        carry_out(site, gone)
    if start < len(entries):
        settled(site)


def settled(site: Site) -> None:
    """Say how much of what the ledger names is erased; not beyond what somebody has yet to do."""
    entries = site.ledger.entries()
    start = site.ledger.carried_out()
    open_ones = (
        n
        for n, gone in enumerate(entries[start:], start)
        if gone.scope and not site.keys.buried(gone.scope)
    )
    site.ledger.settle(next(open_ones, len(entries)))
    count = site.ledger.carried_out()
    with site.db() as db:
        if records.holding(db) < count:
            records.hold(db, count)


def carry_out(site: Site, gone: Gone) -> None:
    """Erase it; repeating it is fine.

    A part is wanted of the worker again, which rewrites the recording; until then nothing that
    was made of the recording is left, and the recording itself does not open. What lays many
    sessions together to be searched goes with any of it.
    """
    artifacts.forget_caches(site)
    if gone.scope:
        site.vault.erase_scope(gone.scope)
        with site.db() as db:
            _forget_scope(site, db, gone)
        return
    with site.db() as db:
        for part in gone.parts:
            records.add(db, gone.id, gone.session, part, gone.at)
        originals = {
            recording_records.original_of(db, one.part.recording)
            for one in records.wanted(db, gone.session)
            if one.id == gone.id
        }
    for original in originals - {None}:
        forget_made_of(site, gone.session, str(original))


def forget_made_of(site: Site, session: str, original: str) -> int:
    """Destroy everything of the session that was made from a recording; their number.

    What people wrote stays, and so does what tells of releases: that is for the caller to judge.
    """
    artifacts.forget_caches(site)
    with site.db() as db:
        made = artifact_records.dependants(db, original)
        found = [*filter(None, (artifact_records.get(db, one) for one in made))]
        for kind in artifact_records.QUOTING:
            found += artifact_records.find(db, session, kind, every=True)
        own = {one.id for one in found if one.session == session and not _is_of_people(one)}
        scopes = {one: artifact_records.scope_of(db, one) for one in own}
    for artifact, scope in scopes.items():
        if scope is not None:
            with suppress(Erased):
                site.vault.erase(scope, artifact)
    with site.db() as db:
        artifact_records.forget(db, own)
    return len(own)


def _is_of_people(one: Artifact) -> bool:
    """Marks that somebody set while recording are times, and nobody could make them anew."""
    by_hand = one.kind is Kind.MARKS and one.stage == RECORDER
    return by_hand or one.kind in artifact_records.KEPT_APART


def _forget_scope(site: Site, db: Db, gone: Gone) -> None:
    kind, _, owner = gone.scope.partition(":")
    if kind == "session":
        with suppress(UnknownError):
            session_records.withdraw(db, owner, gone.at)
            session_records.forget_content(db, owner)
    if kind == "person":
        people_records.withdraw(db, owner, gone.at)
    artifact_records.forget(db, artifact_records.of_scope(db, gone.scope))
