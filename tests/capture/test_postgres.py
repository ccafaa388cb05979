"""The same site on PostgreSQL: migrations, the chained log under two writers, a whole intake."""

import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from capture import audit, sessions
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.procedures import import_procedure
from capture.settings import Settings
from capture.site import Site
from data_schemas.rights import Action
from tests.conftest import CSV, source

pytestmark = pytest.mark.full


def binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A PostgreSQL of our own on a socket; it refuses to run as root, so root lends a user."""
    bin_ = binaries()
    if bin_ is None:
        pytest.skip("no PostgreSQL server: sudo apt-get install postgresql")
    base = tmp_path_factory.mktemp("pg")
    os.chmod(base, 0o777)
    for parent in base.parents:
        if parent.stat().st_uid == os.getuid() and parent != Path("/tmp"):
            parent.chmod(parent.stat().st_mode | 0o011)
    data = base / "data"

    def as_server(*command):
        line = [*map(str, command)]
        if os.getuid() == 0:
            line = ["runuser", "-u", "postgres", "--", *line]
        subprocess.run(line, check=True, cwd=base, capture_output=True, timeout=120)

    as_server(bin_ / "initdb", "-D", data, "-A", "trust", "-U", "sonmat")
    options = f"-c listen_addresses='' -c unix_socket_directories={base}"
    as_server(bin_ / "pg_ctl", "-D", data, "-w", "-l", base / "log", "-o", options, "start")
    yield f"postgresql+psycopg://sonmat@/postgres?host={base}"
    as_server(bin_ / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(data, ignore_errors=True)


@pytest.fixture
def site(server, tmp_path):
    settings = Settings(data=tmp_path / "data", site_key_file=tmp_path / "key", database_url=server)
    opened = Site.open(settings)
    yield opened
    with opened.db() as db:
        db.execute(text("DROP SCHEMA public CASCADE"))
        db.execute(text("CREATE SCHEMA public"))
    opened.close()


def test_a_session_is_taken_in_and_found_again(site, take):
    procedure = import_procedure(site, OWNER, CSV, "flange.csv")
    intake = Intake((source(take),), procedure.id, "Kim")
    session = ingest(site, OWNER, intake).session
    assert ingest(site, OWNER, intake).duplicate
    site.close()
    again = Site.open(site.settings)
    assert [s.id for s in sessions.list_sessions(again, OWNER)] == [session.id]
    assert audit.verify(again).broken_at is None


def test_the_log_stays_one_chain_under_many_writers(site):
    def write(number):
        for _ in range(10):
            audit.append(site, OWNER, Action.RECORD, f"t{number}", allowed=True)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report = audit.verify(site)
    assert (report.rows, report.broken_at) == (40, None)


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'x'", "TRUNCATE audit"])
def test_the_database_refuses_to_change_the_log(site, statement):
    audit.append(site, OWNER, Action.RECORD, "t", allowed=True)
    with pytest.raises(DBAPIError, match="append-only"), site.db() as db:
        db.execute(text(statement))
