"""The same site on PostgreSQL: migrations, the chained log under two writers, a whole intake."""

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from capture import audit, sessions
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.procedures import import_procedure
from capture.records.among import Named
from capture.settings import Settings
from capture.site import Site
from data_schemas.rights import Action
from tests.capture.test_among import KEEP_DAYS, MANY, fill, picks_alike
from tests.conftest import CSV, source
from tools.postgres import NoServer, Server, debian

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Debian's PostgreSQL, a cluster of our own."""
    try:
        programs = debian()
    except NoServer as error:
        pytest.skip(str(error))
    made = Server(programs, tmp_path_factory.mktemp("pg"))
    made.start()
    yield made.url.replace("postgresql://", "postgresql+psycopg://")
    made.stop()
    made.remove()


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


@pytest.mark.parametrize("keep_days", [0, KEEP_DAYS])
def test_whose_sessions_are_picked_as_each_decision_would(site, keep_days):
    fill(site, keep_days)
    picks_alike(site)
    every = sessions.page_of_sessions(site, OWNER, 0, MANY, Named(digits="1"))
    assert [one.number for one in every] == [n for n in range(MANY, 0, -1) if "1" in str(n)]


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
