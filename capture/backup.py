"""Ordinary backups: ciphertext only, without any key, and only what is new since the last one.

``OUT/blobs/<2 hex>/<sha256>`` holds each content once; ``OUT/snapshots/<time>.json`` names what
the data folder was made of. The databases are sealed under a key of the site. The keys have a
backup of their own (``capture.key_backup``): kept together with this one, erasing would be undone.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

from pydantic import Field, ValidationError
from sqlalchemy.engine import make_url

from capture import durable, logbook
from capture.access import require
from capture.cipher import Encryptor
from capture.keys import Keyring
from capture.objects import ObjectStore
from capture.records import uploads as upload_records
from data_schemas.errors import InputError, Tampered
from data_schemas.rights import Action, Actor
from data_schemas.value import Value

if TYPE_CHECKING:
    from capture.site import Site

BLOCK = 1 << 20
DATABASES = ("sonmat.db", "workflow.db")


class Stored(Value):
    """``stamp`` tells whether an object changed since: then its content is read again."""

    sha256: str
    size: int = Field(ge=0)
    stamp: str = ""


class Snapshot(Value):
    """``databases`` is empty where they lie in a server of their own."""

    form: Literal["sonmat/backup/1"] = "sonmat/backup/1"
    made_at: datetime
    objects: dict[str, Stored]
    databases: dict[str, Stored]
    mac: str = Field(default="", pattern="^([0-9a-f]{64})?$")

    def digest(self, keys: Keyring) -> str:
        plain = self.model_dump(mode="json", exclude={"mac"})
        text = json.dumps(plain, sort_keys=True, separators=(",", ":"))
        return keys.mac("backup", text.encode())


class BackupReport(Value):
    snapshot: str
    objects: int
    copied: int
    copied_bytes: int
    databases: tuple[str, ...]


def backup(
    site: Site, who: Actor, out: Path, tell: Callable[[float], None] = lambda share: None
) -> BackupReport:
    """Add a snapshot of the data folder to the folder ``out``. ``tell`` takes the share done."""
    require(site, who, Action.ADMINISTER)
    folder, out = site.settings.folder, out.absolute()
    if out.is_relative_to(folder) or folder.is_relative_to(out):
        raise InputError("Name a folder for the backup outside of the data folder.")
    shelf = Shelf(out)
    made_at = site.now()
    # The databases first: every row has its bytes already, and bytes without a row harm nobody.
    databases = {
        name: shelf.add(_sealed(site.keys, made_at, name, data)) for name, data in _databases(site)
    }
    before = shelf.newest()
    store = ObjectStore(site.settings.vault)
    left_out = _passing(site)
    names = [name for name in store.list("objects") if name not in left_out]
    objects: dict[str, Stored] = {}
    fresh: list[Stored] = []
    for n, name in enumerate(names):
        tell(n / len(names))
        with suppress(FileNotFoundError):  # erased meanwhile
            stored, is_new = _take(shelf, store, name, before.objects.get(name) if before else None)
            objects[name] = stored
            fresh += [stored] if is_new else []
    made = Snapshot(made_at=made_at, objects=objects, databases=databases)
    name = shelf.put_snapshot(made.model_copy(update={"mac": made.digest(site.keys)}))
    logbook.note_done(site.settings, "backup", made_at)
    return BackupReport(
        snapshot=name, objects=len(objects), copied=len(fresh),
        copied_bytes=sum(one.size for one in fresh), databases=tuple(databases),
    )  # fmt: skip


class Shelf:
    """A folder of backups."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def snapshots(self) -> tuple[str, ...]:
        """Oldest first."""
        return tuple(sorted(path.stem for path in (self.folder / "snapshots").glob("*.json")))

    def read(self, name: str) -> Snapshot:
        """Raises InputError for one that is not there or is none."""
        try:
            data = (self.folder / "snapshots" / f"{name}.json").read_bytes()
            return Snapshot.model_validate_json(data)
        except (OSError, ValidationError) as error:
            raise InputError(f"{self.folder} holds no backup that can be read.") from error

    def newest(self) -> Snapshot | None:
        names = self.snapshots()
        return self.read(names[-1]) if names else None

    def add(self, pieces: Iterator[bytes], stamp: str = "") -> Stored:
        """Keep content under its SHA-256; the same content is kept once."""
        digest, size = hashlib.sha256(), 0
        draft = self.folder / "blobs" / f".tmp-{secrets.token_hex(8)}"
        with durable.speaking():
            draft.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                with draft.open("xb") as file:
                    for piece in pieces:
                        digest.update(piece)
                        size += file.write(piece)
                    file.flush()
                    os.fsync(file.fileno())
                target = self.path(digest.hexdigest())
                target.parent.mkdir(mode=0o700, exist_ok=True)
                draft.replace(target)
            finally:
                draft.unlink(missing_ok=True)
        return Stored(sha256=digest.hexdigest(), size=size, stamp=stamp)

    def has(self, stored: Stored) -> bool:
        path = self.path(stored.sha256)
        return path.exists() and path.stat().st_size == stored.size

    def path(self, sha256: str) -> Path:
        return self.folder / "blobs" / sha256[:2] / sha256

    def pieces(self, stored: Stored) -> Iterator[bytes]:
        """Content, checked while it is read. Raises Tampered."""
        digest = hashlib.sha256()
        try:
            with self.path(stored.sha256).open("rb") as file:
                for piece in _blocks(file):
                    digest.update(piece)
                    yield piece
        except FileNotFoundError:
            raise Tampered("A part of the backup is missing: use another one.") from None
        if digest.hexdigest() != stored.sha256:
            raise Tampered("A part of the backup was changed: use another one.")

    def put_snapshot(self, made: Snapshot) -> str:
        name = made.made_at.strftime("%Y%m%dT%H%M%S%fZ")
        folder = self.folder / "snapshots"
        with durable.speaking(), durable.folder(str(folder), (), make=True) as here:
            draft = durable.Draft(here)
            try:
                draft.write(made.model_dump_json().encode())
                draft.publish(f"{name}.json", create_only=True)
            except BaseException:
                draft.discard()
                raise
        return name


def check(found: Snapshot, keys: Keyring) -> None:
    """Raises Tampered where the list is not what the site of these keys wrote."""
    if not hmac.compare_digest(found.mac, found.digest(keys)):
        raise Tampered("The list of this backup was changed: use another one.")


def seal_of(keys: Keyring, made_at: datetime, name: str) -> tuple[bytes, bytes]:
    """(key, bound data) of a database in a backup."""
    return keys.subkey("backup-database"), f"{made_at.isoformat()}/{name}".encode()


def _take(
    shelf: Shelf, store: ObjectStore, name: str, before: Stored | None
) -> tuple[Stored, bool]:
    stamp = store.stamp(name)
    if before is not None and stamp and before.stamp == stamp and shelf.has(before):
        return before, False
    with store.open_read(name) as source:
        return shelf.add(_blocks(source), stamp), True


def _blocks(source: BinaryIO) -> Iterator[bytes]:
    while piece := source.read(BLOCK):
        yield piece


def _passing(site: Site) -> frozenset[str]:
    """Objects of uploads that are not in yet: those who send them still have them."""
    with site.db() as db:
        parts = upload_records.every_part(db)
    return frozenset(site.vault.address(f"upload:{one}", str(n)) for one, n in parts)


def _databases(site: Site) -> Iterator[tuple[str, bytes]]:
    urls = (site.settings.database, site.settings.workflow)
    for name, url in zip(DATABASES, urls, strict=True):
        place = make_url(url)
        in_a_file = place.get_backend_name() == "sqlite" and place.database
        if in_a_file and Path(in_a_file).exists():
            yield name, _snapshot_of(in_a_file)


def _snapshot_of(path: str) -> bytes:
    """A consistent copy, also while others write; it never lies readable on a disk."""
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(":memory:")) as copy:
        source.backup(copy)
        return copy.serialize()


def _sealed(keys: Keyring, made_at: datetime, name: str, data: bytes) -> Iterator[bytes]:
    out = io.BytesIO()
    key, bound = seal_of(keys, made_at, name)
    with Encryptor(out, key, bound) as sink:
        sink.write(data)
    yield out.getvalue()
