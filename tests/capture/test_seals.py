"""Whoever changes a row in the database is found, whatever row and column it is."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import inspect as inspected
from sqlmodel import SQLModel, col, delete, select, update

from capture import accounts, seals
from capture.access import OWNER
from capture.accounts import NewAccount
from capture.ingest import Intake, ingest
from capture.procedures import import_procedure
from capture.settings import Settings
from capture.site import Site
from capture.verify import verify
from data_schemas import tables
from data_schemas.rights import Role
from tests.conftest import CSV, source

MODELS = {
    mapper.local_table.name: mapper.class_ for mapper in SQLModel._sa_registry.mappers
}  # fmt: skip
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def kind_of(column):
    """SQLModel wraps text and times in types of its own."""
    return getattr(column.type, "impl_instance", column.type).python_type


def made(table):
    """A row with something in every column."""
    values = {}
    for column in table.columns:
        values[column.name] = {
            str: f"{table.name} {column.name}", int: 7, float: 0.1, bool: True,
            datetime: NOW, date: NOW.date(),
        }[kind_of(column)]  # fmt: skip
    return values


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, take):
    """A site in use, and a row in every table that it has not filled by itself."""
    root = tmp_path_factory.mktemp("prepared")
    site = Site.open(Settings(data=root / "data", site_key_file=root / "key" / "site.key"))
    procedure = import_procedure(site, OWNER, CSV, "flange.csv")
    ingest(site, OWNER, Intake((source(take),), procedure.id, "Kim"))
    accounts.create(site, OWNER, NewAccount("Park", frozenset({Role.OWNER})))
    for name in seals.names():
        table = SQLModel.metadata.tables[name]
        with site.db() as db:
            if db.connection().execute(select(table)).first() is None:
                db.connection().exec_driver_sql("PRAGMA foreign_keys=OFF")
                db.add(MODELS[name](**made(table)))
    site.close()
    return root


@pytest.fixture
def settings(prepared, tmp_path):
    shutil.copytree(prepared, tmp_path / "copy")
    return Settings(data=tmp_path / "copy/data", site_key_file=tmp_path / "copy/key/site.key")


@pytest.fixture
def filled(settings):
    site = Site.open(settings)
    assert list(seals.broken(site)) == []
    yield site
    site.close()


def raw(settings):
    """The database as anybody opens it who has no key."""
    return closing(sqlite3.connect(settings.folder / "sonmat.db", isolation_level=None))


def other(value, kind):
    """Another value of the same kind; of times and states as well."""
    if isinstance(value, str):
        return value.replace("2026", "2027") if kind in (datetime, date) else value + "x"
    if value is None:
        return "2027-01-01 00:00:00.000000" if kind is datetime else {date: "2027-01-01"}.get(
            kind, 1 if kind in (int, float) else "x")  # fmt: skip
    return 1 - value if kind is bool else value + 1


def changes(table):
    for column in table.columns:
        yield column.name, kind_of(column)


@pytest.mark.parametrize("name", seals.names())
def test_every_column_of_every_table_is_sealed_but_what_tells_of_progress(filled, settings, name):
    table = SQLModel.metadata.tables[name]
    not_found = set()
    with raw(settings) as db:
        for column, kind in changes(table):
            (before,), *_ = db.execute(f'SELECT "{column}" FROM "{name}"').fetchall()
            after, change = other(before, kind), f'UPDATE "{name}" SET "{column}" = ?'
            # the others of the table are no matter here, and some columns allow nothing twice
            which = f'WHERE rowid IN (SELECT rowid FROM "{name}" WHERE "{column}" IS ? LIMIT 1)'
            db.execute(f"{change} {which}", (after, before))
            if not list(seals.broken(filled)):
                not_found.add(column)
            db.execute(f"{change} {which}", (before, after))
        assert list(seals.broken(filled)) == []
    assert not_found == seals.PROGRESS.get(name, frozenset())


def test_what_only_tells_of_progress_is_all_that_is_left_out():
    left_out = {(table, one) for table, columns in seals.PROGRESS.items() for one in columns}
    assert left_out == {
        ("rerun", "problem"), ("session", "wanted_at"), ("session", "wanted_run"),
        ("session", "cancelled_at"), ("session", "faces_wanted_at"), ("sign_in", "seen_at"),
        ("stream", "arrived_at"),
    }  # fmt: skip
    apart = {
        "audit", "row_seal", "member", "lease", "pass_code", "wrong_try", "taken", "waiting",
        "sitting", "screen",
    }  # fmt: skip
    assert set(SQLModel.metadata.tables) - set(seals.names()) == apart


GIVES_MORE = {
    "a role": "UPDATE account SET roles = 'owner admin'",
    "an account let in again": "UPDATE account SET disabled_at = NULL",
    "another password": "UPDATE account SET secret = 'x'",
    "masks that somebody answered for": "UPDATE session SET deidentified_at = '2026-01-01'",
    "a session that is another's": "UPDATE session SET expert = 'x'",
    "a session that was not withdrawn": "UPDATE session SET withdrawn_at = '2026-01-01'",
    "a release that was never made": "UPDATE release SET kind = 'handout'",
    "a recall that is forgotten": "DELETE FROM release_session",
    "a tablet let in again": "UPDATE device SET revoked_at = NULL",
    "an assignment": "UPDATE assignment SET account = 'x'",
    "a code of one's own": "UPDATE withdrawal_code SET mac = 'x'",
}  # fmt: skip


@pytest.mark.parametrize("statement", GIVES_MORE.values(), ids=GIVES_MORE)
def test_a_row_that_gives_more_than_was_given_is_found_by_the_walk(filled, settings, statement):
    with raw(settings) as db:
        db.execute("UPDATE account SET disabled_at = disabled_at")
        assert db.execute(statement).rowcount
    assert "row" in {one.what for one in verify(filled, OWNER).problems}


@pytest.mark.parametrize("table", ["session", "account", "entry", "artifact"])
def test_what_cannot_be_read_as_what_it_should_be_is_found(filled, settings, table):
    column = "at" if table == "entry" else "created_at"
    with raw(settings) as db:
        db.execute(f"UPDATE {table} SET {column} = 'no time at all'")
    assert "row" in {one.what for one in verify(filled, OWNER).problems}


def test_a_row_that_was_made_taken_away_or_exchanged_is_found(filled, settings):
    with raw(settings) as db:
        (row,) = db.execute("SELECT * FROM account").fetchall()
        marks = ", ".join("?" * len(row))
        copied = ("acc-x", "name", None, *row[3:7], None, *row[8:])
        db.execute(f"INSERT INTO account VALUES ({marks})", copied)
        assert _told(filled, "It was not written by Sonmat.")
        db.execute("DELETE FROM account WHERE id = 'acc-x'")
        db.execute("DELETE FROM account")
        assert _told(filled, "It was taken away.")
        db.execute("DELETE FROM row_seal WHERE \"table\" = 'account'")
        assert _told(filled, "together with their seals")


def test_a_row_that_is_put_back_with_the_seal_it_had_is_found(filled, settings):
    """What somebody once was: an old copy of the row and of its seal."""
    account = accounts.list_accounts(filled, OWNER)[0].id
    other_one = accounts.create(filled, OWNER, NewAccount("Lee", frozenset({Role.TRAINER})))
    seal = "SELECT mac FROM row_seal WHERE \"table\" = 'account' AND row = ?"
    name = json.dumps([other_one.account.id])
    with raw(settings) as db:
        (before,) = db.execute(seal, (name,)).fetchone()
        accounts.set_roles(filled, OWNER, other_one.account.id, frozenset({Role.ANNOTATOR}))
        assert list(seals.broken(filled)) == []
        old = "UPDATE account SET roles = 'trainer' WHERE id = ?"
        db.execute(old, (other_one.account.id,))
        db.execute("UPDATE row_seal SET mac = ? WHERE row = ?", (before, name))
    assert _told(filled, "put back together with their seals")
    assert account != other_one.account.id


def test_a_sum_that_was_broken_is_not_mended_by_going_on(filled, settings):
    with raw(settings) as db:
        db.execute("DELETE FROM device")
        db.execute("DELETE FROM row_seal WHERE \"table\" = 'device'")
    accounts.create(filled, OWNER, NewAccount("Lee", frozenset({Role.TRAINER})))
    assert _told(filled, "together with their seals")


def test_who_takes_all_seals_away_gets_no_new_ones(filled, settings):
    filled.close()
    with raw(settings) as db:
        db.execute("UPDATE account SET roles = 'owner admin'")
        db.execute("DELETE FROM row_seal")
    again = Site.open(settings)
    assert _told(again, "It was not written by Sonmat.")
    again.close()


def test_a_database_from_before_there_were_seals_is_sealed_once(filled, settings):
    filled.close()
    with raw(settings) as db:
        for later in (
            "labelling_trouble", "labelling_task", "labelling_project", "annotator", "row_seal",
            "library", "beside", "rerun", "member", "lease", "pass_code", "wrong_try", "taken",
            "waiting", "sitting", "screen",
        ):  # fmt: skip
            db.execute(f"DROP TABLE {later}")
        db.execute("ALTER TABLE session DROP COLUMN faces_wanted_at")
        db.execute("UPDATE alembic_version SET version_num = '0014'")
        db.execute("UPDATE site SET key_check = ?", (filled.keys.check,))
    again = Site.open(settings)
    assert list(seals.broken(again)) == []
    accounts.create(again, OWNER, NewAccount("Lee", frozenset({Role.TRAINER})))
    assert list(seals.broken(again)) == []
    with raw(settings) as db:
        db.execute("UPDATE account SET roles = 'owner admin'")
    assert _told(again, "It was changed after it was written.")
    again.close()


def test_what_many_rows_at_once_and_one_that_goes_back_do_to_the_seals(filled):
    with filled.db() as db:
        db.exec(update(tables.DeviceRow).values(kind="tablet"))
        db.exec(delete(tables.EffortRow))
    assert list(seals.broken(filled)) == []
    with pytest.raises(RuntimeError), filled.db() as db:
        db.exec(update(tables.DeviceRow).where(col(tables.DeviceRow.kind) == "tablet")
                .values(kind="x"))  # fmt: skip
        raise RuntimeError("it goes wrong")
    assert list(seals.broken(filled)) == []
    with filled.db() as db:
        row = db.exec(select(tables.DeviceRow)).one()
        assert inspected(row).persistent
        db.delete(row)
    assert list(seals.broken(filled)) == []


def _told(site, words):
    return any(words in says for _, says in seals.broken(site))
