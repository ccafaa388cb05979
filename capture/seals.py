"""A seal on each row: a keyed digest over its columns, written in the same transaction.

Much of a row has nothing sealed to be held against: who may sign in and as what, when somebody
answered for the masks, what was released. So each row has a digest of its own under a key of the
site. Who edits the database cannot make one. A keyed digest is enough, since only this site checks
it; who can sign could write the row as well. The seals are added up, so that a row taken away
together with its seal, or put back as it once was with the seal that it had, changes the sum.

Not covered is what only says how far work is (``PROGRESS``). The audit log has its own chain.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import Session as Db
from sqlmodel import SQLModel

from capture.database import lock, of_one_moment, touched
from capture.records import seals as records
from capture.records import site as site_records

if TYPE_CHECKING:
    from capture.keys import Keyring
    from capture.site import Site

LABEL = "row"
_SUM = 1 << 256
# What is wanted of the worker and when somebody or something was last heard of.
PROGRESS: dict[str, frozenset[str]] = {
    "rerun": frozenset({"problem"}),
    "session": frozenset({"wanted_at", "wanted_run", "cancelled_at", "faces_wanted_at"}),
    "sign_in": frozenset({"seen_at"}),
    "stream": frozenset({"arrived_at"}),
}
# What holds for a while only: which process is alive, and what web servers know together. A code
# is a digest over its own row, what waits is sealed, and the rest lets nobody in.
_NOT_SEALED = frozenset({
    "audit", "row_seal", "member", "lease",
    "pass_code", "wrong_try", "taken", "waiting", "sitting", "screen",
})  # fmt: skip


def names() -> tuple[str, ...]:
    """All tables whose rows are sealed."""
    return tuple(name for name in sorted(SQLModel.metadata.tables) if name not in _NOT_SEALED)


class Sealer:
    """Seals what a unit of work has touched; called last in it, before it is committed."""

    def __init__(self, keys: Keyring) -> None:
        self._key = keys.subkey(LABEL)

    def __call__(self, db: Db) -> None:
        change = 0
        for name, keys in touched(db).items():
            if name in _NOT_SEALED:
                continue
            table = records.table_of(name)
            wanted: dict[str, str | None] = {records.name_of(key): None for key in keys}
            before = records.held(db, name, wanted)
            wanted |= {
                row: self.mac(name, row, found) for row, found in records.rows(db, table, keys)
            }
            if before == {row: mac for row, mac in wanted.items() if mac is not None}:
                continue
            records.put(db, name, wanted)
            change += _sum(one for one in wanted.values() if one) - _sum(before.values())
        if change:
            self._add(db, change)

    def mac(self, table: str, row: str, columns: Mapping[str, Any]) -> str:
        left_out = PROGRESS.get(table, frozenset())
        kept = {name: _text(value) for name, value in columns.items() if name not in left_out}
        return self._digest(json.dumps([table, row, kept], sort_keys=True))

    def total(self, number: int) -> str:
        text = f"{number % _SUM:064x}"
        return text + self._digest(f"total {text}")

    def _add(self, db: Db, change: int) -> None:
        stands = records.total(db)
        # a sum that somebody wrote is not mended by going on from it
        sound = not stands or hmac.compare_digest(stands, self.total(_number(stands)))
        if sound:
            records.put_total(db, self.total(_number(stands) + change))

    def _digest(self, text: str) -> str:
        return hmac.digest(self._key, text.encode(), "sha256").hex()


def begin(site: Site) -> None:
    """Seal all rows of a database that has no seals yet (no door: opening a site calls it).

    Once: the database's own proof of the site key then says so, which nobody else can write. Who
    takes all seals away does not get new ones.
    """
    with site.db() as db:
        if site_records.key_check(db) != site.keys.check:
            return
    with site.db() as db:
        lock(db, "site")
        if site_records.key_check(db) != site.keys.check:
            return
        site_records.set_key_check(db, site.keys.check_of_sealed)
        seal, number = site.seal_rows, 0
        for name in names():
            found = records.rows(db, records.table_of(name))
            made: dict[str, str | None] = {row: seal.mac(name, row, one) for row, one in found}
            records.put(db, name, made)
            number += _sum(one for one in made.values() if one)
        records.put_total(db, seal.total(number))


def broken(site: Site) -> Iterator[tuple[str, str]]:
    """(row, what is wrong with it) of all rows that are not as they were written."""
    seal, number = site.seal_rows, 0
    with site.db() as db:
        of_one_moment(db)  # others write meanwhile: rows and their sum must be of the same moment
        for name in names():
            left = records.held(db, name)
            number += _sum(left.values())
            for row, columns in records.rows(db, records.table_of(name)):
                stands = left.pop(row, None)
                if stands is None:
                    yield f"{name} {row}", "It was not written by Sonmat."
                elif not hmac.compare_digest(stands, seal.mac(name, row, columns)):
                    yield f"{name} {row}", "It was changed after it was written."
            for row in left:
                yield f"{name} {row}", "It was taken away."
        total = records.told_total(db)
        if records.tables(db) - {*names(), records.TOTAL[0]}:
            yield "row_seal", "There are seals of no table."
    if not hmac.compare_digest(total, seal.total(number)):
        yield "row_seal", "Rows were taken away or put back together with their seals."


def _sum(macs: Iterable[str]) -> int:
    return sum(_number(mac) for mac in macs)


def _number(mac: str) -> int:
    try:
        return int(mac[:64] or "0", 16)
    except ValueError:
        return 0


def _text(value: Any) -> Any:
    """As it is the same on every database."""
    if isinstance(value, datetime):
        return (value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else value
