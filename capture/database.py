"""The engine and its migrations. Only ids, times, states and numbers are kept here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlmodel import Session as Db
from sqlmodel import create_engine

from data_schemas.errors import ReadOnly, SettingsError, StorageFull, StoreError

MIGRATIONS = Path(__file__).parent / "migrations"


def open_engine(url: str) -> Engine:
    """An engine with the pragmas that SQLite needs to be safe with several processes."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_pragmas)
    return engine


def _sqlite_pragmas(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "busy_timeout=30000",
        "foreign_keys=ON",
        "synchronous=FULL",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def migration_config(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine) -> None:
    """Bring the schema to the newest revision; the caller holds the folder's lock.

    Raises SettingsError when the database was written by a newer Sonmat.
    """
    script = ScriptDirectory.from_config(migration_config(engine))
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == script.get_current_head():
        return
    known = {revision.revision for revision in script.walk_revisions()}
    if current is not None and current not in known:
        raise SettingsError(
            "The data folder was written by a newer version of Sonmat: update Sonmat to open it."
        )
    command.upgrade(migration_config(engine), "head")


@contextmanager
def transaction(engine: Engine) -> Iterator[Db]:
    """One unit of work: committed at the end, rolled back when anything goes wrong."""
    try:
        with Db(engine, expire_on_commit=False) as db:
            yield db
            db.commit()
    except OperationalError as error:
        raise translate(error) from error


def lock(db: Db, table: str) -> None:
    """Let nobody else write ``table`` until this unit of work ends. The first thing in it."""
    if db.get_bind().dialect.name == "sqlite":
        db.connection().exec_driver_sql("BEGIN IMMEDIATE")
    else:
        db.connection().exec_driver_sql(f'LOCK TABLE "{table}" IN EXCLUSIVE MODE')


def translate(error: OperationalError) -> StoreError:
    """The store's own error for what the database driver says, without any SQL in it."""
    text = str(error.orig)
    if "readonly" in text or "read-only" in text:
        return ReadOnly("The data folder cannot be written: check its permissions.")
    if "full" in text or "No space" in text:
        return StorageFull("The disk of the data folder is full: free some room and try again.")
    if "unable to open" in text:
        return ReadOnly("The database cannot be opened: check the permissions of the data folder.")
    return StoreError("The database did not answer: try again, then run `sonmat doctor`.")
