"""A site: one opened data folder or cluster, with its settings, database, keys and vault."""

from __future__ import annotations

import errno
import fcntl
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from sqlalchemy import Engine, inspect
from sqlalchemy.exc import OperationalError
from sqlmodel import Session as Db

from capture import database, erased, root, seals
from capture.database import open_engine, transaction, translate, upgrade
from capture.keys import Keyring
from capture.ledger import Ledger
from capture.objects import ObjectStore
from capture.records import scopes
from capture.settings import Settings, load_settings
from capture.site_key import home_of, key_of
from capture.vault import Vault
from data_schemas.entry import Entry
from data_schemas.errors import NeedsSoftware, ReadOnly, SiteKeyError, StorageFull, StoreError
from data_schemas.rights import Action
from data_schemas.tables import SiteRow
from data_schemas.value import Value

OPEN_LOCK = ".open.lock"
USE_LOCK = ".use.lock"
_LOCKS = frozenset({OPEN_LOCK, USE_LOCK})
Look = tuple[str, Action, str, bool]


class Site:
    """Open with ``Site.open()``; cheap enough to open once a process, safe to share by threads."""

    def __init__(
        self, settings: Settings, engine: Engine, keys: Keyring, objects: ObjectStore
    ) -> None:
        self.settings = settings
        self.engine = engine
        self.keys = keys
        self.ledger = Ledger(settings.ledger, keys, objects, settings.is_shared)
        self.seal_rows = seals.Sealer(keys)
        self.vault = Vault(objects, keys, lambda scope: erased.note_scope(self, scope))
        self.use: TextIO | None = None
        self.looks: dict[Look, datetime] = {}
        # Acts that this process has opened, by artifact (``capture.journal``).
        self.entries: dict[str, Entry] = {}
        # Procedures and people that this process has opened, by artifact (``capture.artifacts``).
        self.named: dict[str, Value] = {}

    @classmethod
    def open(cls, settings: Settings | None = None) -> Site:
        """Open the data folder, making it if it does not exist.

        What was erased is erased again first, where an old backup brought it back. Raises
        SiteKeyError when the folder holds data and the key is missing or another one, Tampered
        when the list of what was erased was changed, ReadOnly or StorageFull when the folder
        cannot be used, StoreAway when the database does not answer.
        """
        settings = settings or load_settings()
        folder = settings.folder
        _make(folder)
        engine = open_engine(settings.database)
        try:
            with alone(folder), database.alone(engine):
                fresh = _is_fresh(folder, settings)
                objects = ObjectStore(settings.vault)
                key, secrets_of_site = root.open_secrets(home_of(settings), objects, fresh)
                keys = secrets_of_site.keyring(objects)
                upgrade(engine)
                _check_key(engine, keys)
                with transaction(engine) as db:
                    known = scopes.every(db) if len(secrets_of_site.wraps) > 1 else ()
                root.settle(key, secrets_of_site, objects, known)
                site = cls(settings, engine, keys, objects)
                site.use = _shared(folder)
                seals.begin(site)
                erased.catch_up(site)
                if settings.is_shared:
                    site.ledger.settle(0)  # what other machines noted stands in our file, too
        except OSError as error:
            raise _unusable(error) from error
        except OperationalError as error:
            raise translate(error) from error
        return site

    @contextmanager
    def db(self) -> Iterator[Db]:
        """One unit of work in the database."""
        with transaction(self.engine, self.seal_rows) as db:
            yield db

    def now(self) -> datetime:
        return datetime.now(UTC)

    def close(self) -> None:
        self.engine.dispose()
        if self.use is not None:
            self.use.close()


def key_problem(settings: Settings) -> str:
    """What is wrong with the site key, as a sentence; empty if it can be used or made."""
    folder = settings.folder
    try:
        home = home_of(settings)
        if home.read() is None:
            fresh = not folder.exists() or _is_fresh(folder, settings)
            return "" if fresh else f"The data folder needs its key: restore {home.place}."
        key_of(home, may_create=False)
    except (SiteKeyError, NeedsSoftware) as error:
        return str(error)
    return ""


def _shared(folder: Path) -> TextIO:
    """Says as long as it is open that somebody works in the folder."""
    file = (folder / USE_LOCK).open("w")
    fcntl.flock(file, fcntl.LOCK_SH)
    return file


@contextmanager
def used_by_nobody_else(settings: Settings) -> Iterator[None]:
    """Raises StoreError where the app, a worker or a command has the folder open.

    Of other machines ``capture.members`` knows.
    """
    with (settings.folder / USE_LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(
                "Sonmat is running on this data folder: stop the app and the worker first."
            ) from None
        yield


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Two processes that open a new folder at once must not both make its key and schema."""
    with (folder / OPEN_LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / f".probe-{secrets.token_hex(4)}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise _unusable(error) from error


def _unusable(error: OSError) -> ReadOnly | StorageFull:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageFull("The disk of the data folder is full: free some room and try again.")
    return ReadOnly("The data folder cannot be written: check SONMAT_DATA and its permissions.")


def _is_fresh(folder: Path, settings: Settings) -> bool:
    """Nothing was ever kept here, so a new key can lock nothing out."""
    if settings.database_url or settings.vault_url:
        engine = open_engine(settings.database)
        try:
            if inspect(engine).has_table("site"):
                return False
        finally:
            engine.dispose()
    return not any(p.name not in _LOCKS for p in folder.iterdir())


def _check_key(engine: Engine, keys: Keyring) -> None:
    with transaction(engine) as db:
        row = db.get(SiteRow, 1)
        if row is None:
            db.add(SiteRow(key_check=keys.check, created_at=datetime.now(UTC)))
        elif row.key_check not in (keys.check, keys.check_of_sealed):
            raise SiteKeyError(
                "The site key is not the one this data folder was made with: put the right file"
                " at SONMAT_SITE_KEY_FILE, or restore it from its backup."
            )
