"""What is said when the server of vectors is away or cannot serve, and that it comes back."""

from __future__ import annotations

import sys

import pytest

from app.checks import machine
from capture import artifacts
from capture.access import OWNER
from capture.settings import Settings
from capture.site import Site
from data_schemas.artifact import Kind
from data_schemas.errors import NeedsSoftware, SettingsError, StoreError
from pipelines.search import desk
from pipelines.search.engine import SearchEngine
from pipelines.search.kept_index import desk as kept_index
from pipelines.search.served import connect, nearest_at
from pipelines.search.shelf import Shelf, Shelves
from pipelines.withdraw import withdraw
from tests.pipelines.search.conftest import DIM
from tests.pipelines.search.on_a_server import away, end_all, engine_over, units
from tests.pipelines.search.test_index_over_time import made as passages_of
from tests.pipelines.search.test_search_doors import find, two_experts

pytestmark = pytest.mark.full
SECRET = "hunter2"


def test_a_server_that_is_away_is_one_sentence_and_back_again_all_is_found(vector_server):
    making = nearest_at(vector_server.url)
    shelves = Shelves(lambda _: shelf_of(engine_over(making)))
    site = Settings(vault_url="/somewhere")
    wanted, stored = {"ses-1": "a", "ses-2": "b"}, {"a": "oil cloth", "b": "gasket"}

    def ask() -> list[str]:
        shelf = shelves.of(site)
        shelf.match(wanted, lambda artifact: stored[artifact].encode())
        return [hit.passage.text for hit in shelf.engine.query("oil")]

    before = ask()
    held = shelves.of(site).engine
    with away(vector_server, vector_server.kill):
        with pytest.raises(StoreError, match=r"^The server that holds .* does not answer: .*\.$"):
            held.query("oil")
        with pytest.raises(StoreError, match=r"names cannot be reached: .*\.$"):
            ask()
    assert ask() == before == ["oil cloth", "gasket"]
    assert shelves.of(site).engine is not held


def shelf_of(engine: SearchEngine) -> Shelf[SearchEngine]:
    def add(key: str, data: bytes) -> None:
        engine.add(key, passages_of(key, [data.decode()], None))

    return Shelf(engine, add, engine.remove)


def test_a_connection_that_ends_while_it_is_added_leaves_a_lost_index(index, admin):
    index.add([1], units(1))
    end_all(admin)
    with pytest.raises(StoreError, match="does not answer"):
        index.add([2], units(1))
    assert index.lost()


@pytest.mark.parametrize(
    ("url", "error", "message"),
    [
        (f"postgresql://a:{SECRET}@127.0.0.1:1/x", StoreError, "cannot be reached"),
        (f"postgresql://a:{SECRET}@/x?host=/nowhere", StoreError, "cannot be reached"),
        (f"postgresql://a:{SECRET}@host/x?unheard=of", SettingsError, "is no address"),
        (f"mysql://a:{SECRET}@host/x", SettingsError, "is no address"),
        (SECRET, SettingsError, "is no address"),
    ],
)
def test_an_address_that_cannot_be_is_one_sentence_without_its_password(url, error, message):
    with pytest.raises(error, match=message) as caught:
        nearest_at(url)(DIM, "m")
    assert SECRET not in str(caught.value) and caught.value.__suppress_context__


def test_a_database_without_pgvector_or_room_for_us_is_one_sentence(url, admin):
    admin.execute("CREATE DATABASE bare")
    with pytest.raises(SettingsError, match="CREATE EXTENSION vector"):
        connect(url.replace("/postgres?", "/bare?"))
    admin.execute("CREATE ROLE narrow LOGIN")
    admin.execute("REVOKE TEMPORARY ON DATABASE postgres FROM PUBLIC")
    try:
        with pytest.raises(SettingsError, match="grant TEMPORARY"):
            nearest_at(url.replace("sonmat@", "narrow@"))(DIM, "m")
    finally:
        admin.execute("GRANT TEMPORARY ON DATABASE postgres TO PUBLIC")
    assert len(nearest_at(url.replace("sonmat@", "narrow@"))(DIM, "m")) == 0


def test_without_the_client_it_says_what_to_install(url, monkeypatch):
    monkeypatch.setitem(sys.modules, "pgvector.psycopg", None)
    with pytest.raises(NeedsSoftware, match=r"pip install 'sonmat\[pgvector\]'"):
        nearest_at(url)(DIM, "m")


def test_the_address_may_be_the_one_that_sqlalchemy_reads(url):
    making = nearest_at(url.replace("postgresql://", "postgresql+psycopg://"))
    assert len(making(DIM, "m")) == 0


def test_the_doctor_says_where_vectors_lie_and_whether_it_answers(vector_server, monkeypatch):
    def said() -> tuple[str, str, str]:
        (found,) = machine.vectors()
        return found.grade, found.found, found.mend

    assert said() == ("ok", "in this process", "")
    monkeypatch.setenv("SONMAT_VECTORS_URL", vector_server.url)
    grade, found, _ = said()
    assert grade == "ok" and found.startswith("PostgreSQL 16.2 with pgvector 0.6")
    with away(vector_server, vector_server.stop):
        grade, found, mend = said()
        assert (grade, found) == ("fail", "unusable") and "cannot be reached" in mend


@pytest.mark.weights
def test_a_site_searches_over_the_server_keeps_no_copy_and_forgets_what_is_withdrawn(
    vector_server, tmp_path, monkeypatch
):
    monkeypatch.setattr(kept_index, "KEEP_FROM", 1)
    desk._shelves = type(desk._shelves)(desk._make)
    chosen = Settings(
        data=tmp_path / "data", site_key_file=tmp_path / "key", vectors_url=vector_server.url
    )
    site = Site.open(chosen)
    made, other = two_experts(site)
    before = [hit.passage.id for hit in find(site, "gap of the gasket")]
    assert artifacts.find(site, None, Kind.SEARCH_INDEX) == ()
    with (
        away(vector_server, vector_server.kill),
        pytest.raises(StoreError, match="cannot be reached"),
    ):
        find(site, "gap of the gasket")
    assert [hit.passage.id for hit in find(site, "gap of the gasket")] == before
    many = len(desk._shelves.of(chosen).engine)
    withdraw(site, OWNER, made.session)
    assert {hit.passage.session for hit in find(site, "gap of the gasket")} == {other.session.id}
    dense = desk._shelves.of(chosen).engine._index.dense
    (left,) = dense._connection.execute("SELECT count(*) FROM pg_temp.nearest").fetchone()
    assert left == len(dense) < many
    over_the_server = [hit.passage.id for hit in find(site, "gap of the gasket")]
    site.close()
    dense.close()
    here = Site.open(chosen.model_copy(update={"vectors_url": ""}))
    assert [hit.passage.id for hit in find(here, "gap of the gasket")] == over_the_server
    here.close()
