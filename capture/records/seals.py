"""Rows as their seals need them, and the seals themselves."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import Table, and_, or_
from sqlmodel import Session as Db
from sqlmodel import SQLModel, col, delete, select

from data_schemas.tables import RowSealRow

# The sum over all seals stands among them, under a name that no table has.
TOTAL = ("", "total")
_BATCH = 200
Key = tuple[Any, ...]


def table_of(name: str) -> Table:
    return SQLModel.metadata.tables[name]


def name_of(key: Iterable[Any]) -> str:
    """A row's key as text: ids and numbers, never a word."""
    return json.dumps(list(key), ensure_ascii=False, separators=(",", ":"))


def rows(db: Db, table: Table, keys: Iterable[Key] | None = None) -> Iterator[tuple[str, Any]]:
    """(name, columns) of the rows with these keys, or of all."""
    names = [column.name for column in table.primary_key.columns]
    for condition in _chosen(table, keys):
        chosen = table.select() if condition is None else table.select().where(condition)
        for row in db.connection().execute(chosen).mappings():
            yield name_of(row[name] for name in names), row


def held(db: Db, table: str, names: Iterable[str] | None = None) -> dict[str, str]:
    """Seals by row."""
    found: dict[str, str] = {}
    for some in _batches(names):
        query = select(RowSealRow.row, RowSealRow.mac).where(RowSealRow.table == table)
        if some is not None:
            query = query.where(col(RowSealRow.row).in_(some))
        found |= {row: mac for row, mac in db.connection().execute(query)}
    return found


def tables(db: Db) -> frozenset[str]:
    """Names of all tables that seals speak of."""
    found = db.connection().execute(select(RowSealRow.table).distinct())
    return frozenset(found.scalars().all())


def put(db: Db, table: str, seals: Mapping[str, str | None]) -> None:
    """Write the seals of rows anew; None: the row is gone."""
    for some in _batches(seals):
        gone = delete(RowSealRow).where(
            col(RowSealRow.table) == table, col(RowSealRow.row).in_(some or ())
        )
        db.connection().execute(gone)
    made = [
        {"table": table, "row": row, "mac": mac} for row, mac in seals.items() if mac is not None
    ]
    if made:
        db.connection().execute(_seals().insert(), made)


def total(db: Db) -> str:
    """What stands as the sum over all seals, "" if nothing does; others wait until commit."""
    query = select(RowSealRow.mac).where(RowSealRow.table == TOTAL[0], RowSealRow.row == TOTAL[1])
    return db.connection().execute(query.with_for_update()).scalar() or ""


def told_total(db: Db) -> str:
    """The same for who only reads: nobody waits for it."""
    query = select(RowSealRow.mac).where(RowSealRow.table == TOTAL[0], RowSealRow.row == TOTAL[1])
    return db.connection().execute(query).scalar() or ""


def put_total(db: Db, mac: str) -> None:
    """Written over, never taken away first: who waits for it would find none."""
    table = _seals()
    which = and_(table.c.table == TOTAL[0], table.c.row == TOTAL[1])
    if not db.connection().execute(table.update().where(which).values(mac=mac)).rowcount:
        db.connection().execute(table.insert(), {"table": TOTAL[0], "row": TOTAL[1], "mac": mac})


def _seals() -> Table:
    return table_of("row_seal")


def _chosen(table: Table, keys: Iterable[Key] | None) -> Iterator[Any]:
    if keys is None:
        yield None
        return
    columns = list(table.primary_key.columns)
    given = iter(keys)
    while some := list(islice(given, _BATCH)):
        each = [and_(*(c == value for c, value in zip(columns, key, strict=True))) for key in some]
        yield or_(*each)


def _batches(names: Iterable[str] | None) -> Iterator[list[str] | None]:
    if names is None:
        yield None
        return
    given = iter(names)
    while some := list(islice(given, _BATCH)):
        yield some
