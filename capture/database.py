"""The engine and its migrations. Only ids, times, states and numbers are kept here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event, inspect
from sqlalchemy import select as choose
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import ORMExecuteState, UOWTransaction
from sqlmodel import Session as Db
from sqlmodel import SQLModel, create_engine

from data_schemas.errors import ReadOnly, SettingsError, StorageFull, StoreAway, StoreError

MIGRATIONS = Path(__file__).parent / "migrations"


# The server ends what a machine had begun that lost its power or its line: a row or a table that
# it had locked is free again after half a minute, or where it hangs itself after ten.
_SERVED = {
    "tcp_keepalives_idle": 10, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 4,
    "idle_in_transaction_session_timeout": "10min",
}  # fmt: skip
_OPENING = 0x534F4E4D  # any number that is the same for all who open a site


def open_engine(url: str) -> Engine:
    """An engine that is safe with several processes: SQLite's pragmas, a server's limits."""
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(url)
        event.listen(engine, "connect", _sqlite_pragmas)
        return engine
    options = " ".join(f"-c {name}={value}" for name, value in _SERVED.items())
    return create_engine(url, pool_pre_ping=True, connect_args={"options": options})


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


class Watched(Db):
    """A unit of work that knows which rows it has touched."""


def touched(db: Db) -> dict[str, set[tuple[Any, ...]]]:
    """Keys of all rows that were made, changed or removed through the ORM so far, by table."""
    found: dict[str, set[tuple[Any, ...]]] = db.info.setdefault("touched", {})
    return found


@event.listens_for(Watched, "after_flush")
def _flushed(db: Db, _work: UOWTransaction) -> None:
    for row in (*db.new, *db.dirty, *db.deleted):
        mapper = inspect(row).mapper
        key = tuple(mapper.primary_key_from_instance(row))
        touched(db).setdefault(mapper.local_table.name, set()).add(key)


@event.listens_for(Watched, "do_orm_execute")
def _executed(state: ORMExecuteState) -> None:
    """A statement over many rows: which they are is asked before they are changed or gone."""
    if not (state.is_update or state.is_delete):
        return
    statement: Any = state.statement
    table = statement.table
    which = choose(*table.primary_key.columns).where(*statement._where_criteria)
    found = {tuple(row) for row in state.session.connection().execute(which)}
    touched(state.session).setdefault(table.name, set()).update(found)  # type: ignore[arg-type]


@contextmanager
def transaction(engine: Engine, last: Callable[[Db], None] | None = None) -> Iterator[Db]:
    """One unit of work: committed at the end, rolled back when anything goes wrong.

    ``last`` is called when all else is done, to write what belongs to the rows that were touched.
    """
    try:
        with Watched(engine, expire_on_commit=False) as db:
            yield db
            if last is not None:
                db.flush()
                last(db)
            db.commit()
    except OperationalError as error:
        raise translate(error) from error


def of_one_moment(db: Db) -> None:
    """What this unit of work reads is as it was at its first statement; called before that.

    On SQLite it is so anyway.
    """
    if db.get_bind().dialect.name != "sqlite":
        db.connection(execution_options={"isolation_level": "REPEATABLE READ"})


@contextmanager
def alone(engine: Engine) -> Iterator[None]:
    """Of the machines that open a site on one server, one at a time; on SQLite a file says so."""
    if engine.dialect.name == "sqlite":
        yield
        return
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({_OPENING})")
            try:
                yield
            finally:
                connection.exec_driver_sql(f"SELECT pg_advisory_unlock({_OPENING})")
    except OperationalError as error:
        raise translate(error) from error


def clock(db: Db) -> datetime:
    """The time by which all machines go: the server's; with SQLite there is one machine."""
    if db.get_bind().dialect.name == "sqlite":
        return datetime.now(UTC)
    return db.connection().exec_driver_sql("SELECT clock_timestamp()").scalar_one()  # type: ignore[no-any-return]


def lock(db: Db, table: str) -> None:
    """Let nobody else write ``table`` until this unit of work ends. The first thing in it."""
    if db.get_bind().dialect.name == "sqlite":
        db.connection().exec_driver_sql("BEGIN IMMEDIATE")
    else:
        db.connection().exec_driver_sql(f'LOCK TABLE "{table}" IN EXCLUSIVE MODE')


def lock_row(db: Db, row: type[SQLModel], key: str) -> None:
    """Let nobody else have this row until this unit of work ends: of many, one waits for one.

    SQLite has but one writer. The first thing in a unit of work.
    """
    if db.get_bind().dialect.name == "sqlite":
        lock(db, str(row.__tablename__))
    else:
        db.get(row, key, with_for_update=True)


def translate(error: OperationalError) -> StoreError:
    """The store's own error for what the database driver says, without any SQL in it."""
    text = str(error.orig)
    if "readonly" in text or "read-only" in text:
        return ReadOnly("The data folder cannot be written: check its permissions.")
    if "full" in text or "No space" in text:
        return StorageFull("The disk of the data folder is full: free some room and try again.")
    if "unable to open" in text:
        return ReadOnly("The database cannot be opened: check the permissions of the data folder.")
    return StoreAway("The database did not answer: try again, then run `sonmat doctor`.")
