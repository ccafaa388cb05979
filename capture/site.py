"""A site: one opened data folder or cluster, with its settings, database, keys and vault."""

from __future__ import annotations

import errno
import fcntl
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, inspect
from sqlmodel import Session as Db

from capture.database import open_engine, transaction, upgrade
from capture.keys import Keyring, load_site_key
from capture.objects import ObjectStore
from capture.settings import Settings, load_settings
from capture.vault import Vault
from data_schemas.entry import Entry
from data_schemas.errors import ReadOnly, SiteKeyError, StorageFull
from data_schemas.rights import Action
from data_schemas.tables import SiteRow

OPEN_LOCK = ".open.lock"
Look = tuple[str, Action, str, bool]


class Site:
    """Open with ``Site.open()``; cheap enough to open once a process, safe to share by threads."""

    def __init__(self, settings: Settings, engine: Engine, keys: Keyring, vault: Vault) -> None:
        self.settings = settings
        self.engine = engine
        self.keys = keys
        self.vault = vault
        self.looks: dict[Look, datetime] = {}
        # Acts that this process has opened, by artifact (``capture.journal``).
        self.entries: dict[str, Entry] = {}

    @classmethod
    def open(cls, settings: Settings | None = None) -> Site:
        """Open the data folder, making it if it does not exist.

        Raises SiteKeyError when the folder holds data and the key is missing or another one,
        ReadOnly or StorageFull when the folder cannot be used.
        """
        settings = settings or load_settings()
        folder = settings.folder
        _make(folder)
        engine = open_engine(settings.database)
        try:
            with _alone(folder):
                fresh = _is_fresh(folder, settings)
                site_key = load_site_key(settings.key_file, may_create=fresh)
                objects = ObjectStore(settings.vault)
                keys = Keyring(site_key, objects)
                upgrade(engine)
                _check_key(engine, keys)
        except OSError as error:
            raise _unusable(error) from error
        return cls(settings, engine, keys, Vault(objects, keys))

    @contextmanager
    def db(self) -> Iterator[Db]:
        """One unit of work in the database."""
        with transaction(self.engine) as db:
            yield db

    def now(self) -> datetime:
        return datetime.now(UTC)

    def close(self) -> None:
        self.engine.dispose()


def key_problem(settings: Settings) -> str:
    """What is wrong with the site key, as a sentence; empty if it can be used or made."""
    folder = settings.folder
    if not settings.key_file.exists():
        fresh = not folder.exists() or _is_fresh(folder, settings)
        return "" if fresh else f"The data folder needs its key: restore {settings.key_file}."
    try:
        load_site_key(settings.key_file, may_create=False)
    except SiteKeyError as error:
        return str(error)
    return ""


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
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
    return not any(p.name != OPEN_LOCK for p in folder.iterdir())


def _check_key(engine: Engine, keys: Keyring) -> None:
    with transaction(engine) as db:
        row = db.get(SiteRow, 1)
        if row is None:
            db.add(SiteRow(key_check=keys.check, created_at=datetime.now(UTC)))
        elif row.key_check != keys.check:
            raise SiteKeyError(
                "The site key is not the one this data folder was made with: put the right file"
                " at SONMAT_SITE_KEY_FILE, or restore it from its backup."
            )
