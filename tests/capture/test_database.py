"""Migrations: an old database upgrades without loss, a newer one is refused."""

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlmodel import SQLModel

import data_schemas.tables  # noqa: F401
from capture.access import OWNER
from capture.database import migration_config, open_engine, upgrade
from capture.sessions import list_sessions
from capture.site import Site
from data_schemas.errors import SettingsError


def test_the_schema_is_what_the_rows_say(site):
    with site.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, SQLModel.metadata) == []


def test_every_revision_upgrades_an_older_database_without_loss(tmp_path):
    """Fill each table of the first revision, upgrade, and find every row again."""
    engine = open_engine(f"sqlite:///{tmp_path / 'old.db'}")
    config = migration_config(engine)
    first = ScriptDirectory.from_config(config).get_base()
    command.upgrade(config, first)
    with engine.begin() as connection:
        connection.execute(text("PRAGMA foreign_keys=OFF"))
        filled = [t for t in inspect(connection).get_table_names() if t != "alembic_version"]
        for table in filled:
            connection.execute(*row_for(connection, table))
    upgrade(engine)
    with engine.connect() as connection:
        for table in (*filled, "alembic_version"):
            count = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()
            assert count == 1, table


def row_for(connection, table):
    values = {
        column["name"]: 1 if "INT" in str(column["type"]).upper() else str(datetime.now(UTC))
        for column in inspect(connection).get_columns(table)
    }
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(f":{name}" for name in values)
    return text(f'INSERT INTO "{table}" ({names}) VALUES ({marks})'), values


def test_a_folder_of_a_newer_version_is_refused_and_untouched(site, settings):
    site.close()
    with sqlite3.connect(settings.folder / "sonmat.db") as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SettingsError, match="newer version"):
        Site.open(settings)


def test_sessions_survive_closing_and_opening(site, settings, ingested):
    site.close()
    again = Site.open(settings)
    assert [s.id for s in list_sessions(again, OWNER)] == [ingested.session.id]


def test_two_processes_may_open_a_fresh_folder_at_once(environment):
    code = "from capture.site import Site; Site.open()"
    both = [
        subprocess.Popen([sys.executable, "-c", code], env=environment, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    outcomes = [(process.wait(60), process.stderr.read().decode()) for process in both]
    assert [status for status, _ in outcomes] == [0, 0], outcomes
