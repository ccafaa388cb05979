"""Devices that were let in: ids, kinds and times, no names."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session as Db
from sqlmodel import col, select

from data_schemas.clock import in_utc
from data_schemas.device import DeviceKind
from data_schemas.tables import DeviceRow


class Row(NamedTuple):
    id: str
    kind: DeviceKind
    paired_at: datetime
    revoked_at: datetime | None


def add(db: Db, device: str, kind: DeviceKind, at: datetime) -> None:
    db.add(DeviceRow(id=device, kind=kind.value, paired_at=at))


def get(db: Db, device: str) -> Row | None:
    row = db.get(DeviceRow, device)
    return _value(row) if row else None


def find_all(db: Db) -> tuple[Row, ...]:
    """Newest first, those that were revoked too."""
    rows = db.exec(select(DeviceRow).order_by(col(DeviceRow.paired_at).desc(), DeviceRow.id))
    return tuple(_value(row) for row in rows)


def revoke(db: Db, device: str, at: datetime) -> None:
    row = db.get(DeviceRow, device)
    if row is not None:
        row.revoked_at = row.revoked_at or at
        db.add(row)


def _value(row: DeviceRow) -> Row:
    revoked = in_utc(row.revoked_at) if row.revoked_at else None
    return Row(row.id, DeviceKind(row.kind), in_utc(row.paired_at), revoked)
