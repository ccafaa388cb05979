"""A walk over everything that is kept: is it all there, and is it what was written?

Bytes, keys, the ledger and the audit log are each authenticated. Rows are held against their seals
(``capture.seals``), and against the sealed values that they were made from: a purpose that somebody
added in the database does not stand in what was signed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Literal

from sqlalchemy.exc import SQLAlchemyError

from capture import artifacts, audit_heads, seals
from capture.access import require
from capture.leftovers import leftovers
from capture.records import checking, scopes
from capture.records import erasures as erasure_records
from capture.records import sessions as session_records
from capture.records.checking import Kept
from data_schemas.artifact import Kind
from data_schemas.entry import Entry
from data_schemas.errors import Erased, SonmatError, Tampered, UnknownError
from data_schemas.rights import Action, Actor, Consent, Expert, Facts
from data_schemas.value import Value

if TYPE_CHECKING:
    from capture.site import Site

What = Literal["bytes", "key", "row", "ledger", "audit"]
BLOCK = 1 << 20
Tell = Callable[[float], None]


class Problem(Value):
    """``name`` is an id, never a word of any content."""

    what: What
    name: str
    says: str


class Checked(Value):
    """``artifacts`` were opened and read to their end. ``left`` are pieces that no row
    names, as a crash leaves them: nobody can find them."""

    artifacts: int
    audit_rows: int
    erased: int
    left: int
    problems: tuple[Problem, ...]


def verify(site: Site, who: Actor, tell: Tell = lambda share: None) -> Checked:
    """Open and hold against each other all that is kept. ``tell`` takes the share done."""
    require(site, who, Action.AUDIT)
    with site.db() as db:
        kept = checking.artifacts(db)
    log = audit_heads.examine(site)
    found = [
        *_of_ledger(site),
        *_of_keys(site),
        *_of_bytes(site, kept, tell),
        *_of_parts(site),
        *_readable(_of_rows(site, frozenset(one.id for one in kept))),
        *_readable(_of_seals(site)),
        *(Problem(what="audit", name=str(log.broken_at), says=one) for one in log.problems),
    ]
    return Checked(
        artifacts=len(kept),
        audit_rows=log.rows,
        erased=site.ledger.carried_out(),
        left=len(leftovers(site)),
        problems=tuple(found),
    )


def _of_ledger(site: Site) -> Iterator[Problem]:
    try:
        gone = site.ledger.entries()
    except Tampered as error:
        yield Problem(what="ledger", name="", says=str(error))
        return
    for one in gone:
        if one.scope and not site.keys.buried(one.scope):
            yield Problem(what="key", name=one.scope, says="It was erased and has a key again.")


def _of_keys(site: Site) -> Iterator[Problem]:
    with site.db() as db:
        every = scopes.every(db)
    for scope in every:
        try:
            site.keys.find(scope, "none")
        except Erased:
            continue
        except SonmatError as error:
            yield Problem(what="key", name=scope, says=str(error))


def _of_bytes(site: Site, kept: tuple[Kept, ...], tell: Tell) -> Iterator[Problem]:
    for n, one in enumerate(kept):
        tell(n / len(kept))
        try:
            mac, size = _read(site, one.scope, one.id)
        except SonmatError as error:
            yield Problem(what="bytes", name=one.id, says=str(error))
            continue
        if (mac, size) != (one.mac, one.size):
            yield Problem(what="row", name=one.id, says="Its row tells of other bytes.")


def _read(site: Site, scope: str, artifact: str) -> tuple[str, int]:
    """Keyed digest and size of what is sealed. Raises Tampered, Erased."""
    digest, size = site.keys.hasher("content"), 0
    with closing(site.vault.open(scope, artifact)) as source:
        while piece := source.read(BLOCK):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size


def _of_parts(site: Site) -> Iterator[Problem]:
    """What was recorded and is not joined yet lies in parts."""
    with site.db() as db:
        parts = checking.stream_parts(db)
    for session, stream, position, size in parts:
        name = f"{stream}.{position}"
        try:
            _, found = _read(site, artifacts.session_scope(session), name)
        except SonmatError as error:
            yield Problem(what="bytes", name=name, says=str(error))
            continue
        if found != size:
            yield Problem(what="row", name=name, says="Its row tells of other bytes.")


def _of_rows(site: Site, known: frozenset[str]) -> Iterator[Problem]:
    with site.db() as db:
        living = checking.living_sessions(db)
        facts = {one: session_records.facts(db, one) for one in living}
        originals, experts = checking.originals(db), checking.experts(db)
    for recording, original in originals:
        if original not in known:
            yield Problem(what="row", name=recording, says="Its recording is not kept here.")
    for session in living:
        if not _agrees(site, session, facts[session]):
            yield Problem(what="row", name=session, says="It is not what was signed.")
    for expert, mac, artifact in experts:
        person = _opened(site, artifact)
        if not isinstance(person, Expert):
            continue  # told among the bytes already
        name = site.keys.mac("person", person.pseudonym.casefold().encode())
        if (name, person.id) != (mac, expert):
            yield Problem(what="row", name=expert, says="The person is another one.")
    yield from _of_entries(site)


def _of_seals(site: Site) -> Iterator[Problem]:
    for row, says in seals.broken(site):
        yield Problem(what="row", name=row, says=says)


def _readable(found: Iterator[Problem]) -> Iterator[Problem]:
    """Where a column holds no time or no number of its kind, no row after it can be read."""
    try:
        yield from found
    except (ValueError, TypeError, SQLAlchemyError):
        yield Problem(what="row", name="", says="A row holds what cannot be there.")


def _agrees(site: Site, session: str, facts: Facts) -> bool:
    """Whether the row allows what was signed, and nothing else."""
    newest = artifacts.newest(site, session, Kind.CONSENT)
    signed = _opened(site, newest.id) if newest else Consent()
    if not isinstance(signed, Consent):
        return True  # told among the bytes already
    return (
        facts.purposes == signed.purposes
        and facts.protection_class == signed.protection_class
        and facts.retain_until == signed.retain_until
        and facts.open_people == signed.people("open")
        and facts.to_mask == signed.people("mask")
    )


def _of_entries(site: Site) -> Iterator[Problem]:
    with site.db() as db:
        rows = checking.entries(db)
    last: dict[str, int] = {}
    for row in rows:
        name = f"{row.session} {row.number}"
        if row.number != last.get(row.session, 0) + 1:
            yield Problem(what="row", name=name, says="An entry before it is missing.")
        last[row.session] = row.number
        entry = _opened(site, row.artifact)
        if isinstance(entry, Entry) and (
            (entry.session, entry.number, entry.actor, entry.act.value)
            != (row.session, row.number, row.actor, row.act)
        ):
            yield Problem(what="row", name=name, says="It is not what was written.")


def _opened(site: Site, artifact: str) -> object:
    """The value, None where it does not open: that is told among the bytes."""
    try:
        return artifacts.load(site, artifact)
    except (Tampered, Erased, UnknownError, ValueError):
        return None


def pending(site: Site) -> int:
    """How many parts are still to be erased (no door: a restore asks)."""
    with site.db() as db:
        return len(erasure_records.wanted(db))
