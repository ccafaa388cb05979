"""Signed heads of the audit log, one a day: what shows that rows were cut off at its end.

They lie beside the site key, outside the data folder, one JSON value a line. Each is signed with
Ed25519 under a key of the site, so whoever noted the public key can check a printed one.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import Field, ValidationError

from capture import audit, durable
from capture.access import require
from capture.audit import AuditReport
from capture.records import audit as records
from data_schemas.rights import Action, Actor
from data_schemas.value import Value

if TYPE_CHECKING:
    from capture.settings import Settings
    from capture.site import Site


class Head(Value):
    """Row ``number`` of the log had this ``mac`` at that time.

    ``restored``: an old backup was put back then, and rows after it are known to be lost.
    """

    at: datetime
    number: int = Field(ge=0)
    mac: str
    kind: Literal["day", "restored"] = "day"
    public_key: str = ""
    signature: str = ""

    def signed_bytes(self) -> bytes:
        plain = self.model_dump(mode="json", exclude={"signature"})
        return json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()


def heads(site: Site, who: Actor) -> tuple[Head, ...]:
    """All signed heads, oldest first, with one of now."""
    require(site, who, Action.AUDIT)
    _sign(site, "day")
    return _read(site.settings)


def sign_daily(site: Site) -> None:
    """Sign the head once a day (no door: the worker's own chore)."""
    found = _read(site.settings)
    if not found or found[-1].at.date() != site.now().date():
        _sign(site, "day")


def sign_restored(site: Site) -> None:
    """Say that later rows were lost with a backup (no door: restoring calls it)."""
    _sign(site, "restored")


def last_signed(site: Site) -> datetime | None:
    """When a head was last signed (no door: a time and no more)."""
    found = _read(site.settings)
    return found[-1].at if found else None


def check(site: Site, who: Actor, noted: tuple[Head, ...] = ()) -> AuditReport:
    """Walk the whole log and hold it against its heads, and those that somebody ``noted``."""
    require(site, who, Action.AUDIT)
    return examine(site, noted)


def examine(site: Site, noted: tuple[Head, ...] = ()) -> AuditReport:
    """The same (no door: doors call it)."""
    found = _standing((*_read(site.settings), *noted))
    macs = {one.number: "" for one in found}
    report = audit.verify(site, macs)
    own = _public(site)
    problems = [f"The audit log was changed at row {report.broken_at}."] * (
        report.broken_at is not None
    )
    for one in found:
        if one.public_key != own or not _holds(one):
            problems.append(f"The signed head of {one.at:%Y-%m-%d} was changed.")
        elif one.number and macs[one.number] != one.mac:
            problems.append(
                f"Rows of the audit log from before {one.at:%Y-%m-%d %H:%M} were cut off or"
                " replaced."
            )
    return report.model_copy(update={"heads": len(found), "problems": tuple(problems)})


def parse(text: str) -> tuple[Head, ...]:
    """Heads as ``sonmat audit heads`` prints them. Raises ValidationError."""
    return tuple(Head.model_validate_json(line) for line in text.splitlines() if line.strip())


def _standing(found: tuple[Head, ...]) -> tuple[Head, ...]:
    """Of heads that tell of rows which a restored backup is known not to have, none."""
    restored = [one for one in found if one.kind == "restored" and _holds(one)]
    return tuple(
        one
        for one in found
        if not any(one.at < later.at and one.number > later.number for later in restored)
    )


def _sign(site: Site, kind: Literal["day", "restored"]) -> None:
    with site.db() as db:
        number, mac = records.head(db)
    key = Ed25519PrivateKey.from_private_bytes(site.keys.subkey("audit-head"))
    head = Head(at=site.now(), number=number, mac=mac, kind=kind, public_key=_public(site))
    made = head.model_copy(update={"signature": key.sign(head.signed_bytes()).hex()})
    path = _path(site.settings)
    with durable.speaking():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as file:
            file.write(made.model_dump_json() + "\n")
            file.flush()
            os.fsync(file.fileno())


def _read(settings: Settings) -> tuple[Head, ...]:
    """One that cannot be read is kept as one that holds nothing, so that it is seen."""
    try:
        text = _path(settings).read_text("utf-8", "replace")
    except FileNotFoundError:
        return ()
    return tuple(_parsed(line) for line in text.splitlines() if line.strip())


def _parsed(line: str) -> Head:
    try:
        return Head.model_validate_json(line)
    except ValidationError:
        return Head(at=datetime.fromisoformat("1970-01-01T00:00:00+00:00"), number=0, mac="")


def _holds(head: Head) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(head.public_key))
        public.verify(bytes.fromhex(head.signature), head.signed_bytes())
    except (InvalidSignature, ValueError):
        return False
    return True


def _public(site: Site) -> str:
    key = Ed25519PrivateKey.from_private_bytes(site.keys.subkey("audit-head"))
    return key.public_key().public_bytes_raw().hex()


def _path(settings: Settings) -> Path:
    return settings.ledger.with_suffix(".heads")
