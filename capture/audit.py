"""The chained log: who asked for what, and was it allowed. Never a word of any content.

Each row's ``mac`` covers the row and the mac before it, under a subkey of the site key, and
triggers in the database refuse changes: who edits the file leaves a broken chain.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from capture.records import audit as records
from data_schemas.clock import in_utc
from data_schemas.rights import Action, Actor
from data_schemas.value import Value

if TYPE_CHECKING:
    from capture.site import Site

START = "0" * 64
# Looking at the same thing again within a minute is one look: a page redraws every second.
LOOKS = frozenset({Action.LIST, Action.READ, Action.PLAY, Action.SEARCH})
ONE_LOOK = timedelta(seconds=60)


class AuditReport(Value):
    """``broken_at`` is the number of the first row that does not fit, None if all do.

    ``head`` is the last row's mac. Rows that were cut off at the end cannot be seen from the log
    itself, but by its signed heads (``capture.audit_heads``): there are ``heads`` of them, and
    ``problems`` says in sentences what is wrong.
    """

    rows: int
    broken_at: int | None
    head: str
    heads: int = 0
    problems: tuple[str, ...] = ()


def append(
    site: Site, who: Actor, action: Action, target: str, *, allowed: bool, often: bool = False
) -> None:
    """One row; ``often``: what is done many times a minute is one row a minute."""
    at = site.now()
    look = (who.id, action, target, allowed)
    if often or action in LOOKS:
        last = site.looks.get(look)
        if last is not None and at - last < ONE_LOOK:
            return
        site.looks[look] = at
    key = site.keys.subkey("audit")
    with site.db() as db:
        number, previous = records.lock_head(db)
        row = records.Row(number + 1, at, who.id, action.value, target, allowed)
        records.add(db, row, _mac(key, previous or START, row))


def verify(site: Site, noted: dict[int, str] | None = None) -> AuditReport:
    """Walk the whole chain. The macs of rows that are keys of ``noted`` are put into it."""
    key = site.keys.subkey("audit")
    previous, count = START, 0
    with site.db() as db:
        for row, mac in records.walk(db):
            count += 1
            if noted is not None and row.number in noted:
                noted[row.number] = mac
            good = row.number == count and hmac.compare_digest(mac, _mac(key, previous, row))
            if not good:
                return AuditReport(rows=count, broken_at=row.number, head=previous)
            previous = mac
    return AuditReport(rows=count, broken_at=None, head=previous)


def _mac(key: bytes, previous: str, row: records.Row) -> str:
    text = "\x1f".join(
        (previous, str(row.number), _text(row.at), row.actor, row.action, row.target,
         str(row.allowed))
    )  # fmt: skip
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _text(at: datetime) -> str:
    return in_utc(at).astimezone(UTC).isoformat()
