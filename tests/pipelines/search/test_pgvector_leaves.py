"""What pgvector leaves behind on its server: nothing, and never a word."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from pipelines.search.pgvector import PgVectorIndex
from pipelines.search.served import connect, nearest_at
from tests.pipelines.search.conftest import DIM
from tests.pipelines.search.on_a_server import away, end_all, engine_over, units
from tests.pipelines.search.test_index_over_time import ENCODER
from tests.pipelines.search.test_index_over_time import made as passages_of
from tools.postgres import Server

pytestmark = pytest.mark.full


def holding(server: Server, wanted: bytes) -> list[str]:
    """Files of the server, its journal among them, in which these bytes stand."""
    found = []
    for path in server.data.rglob("*"):
        try:
            if path.is_file() and wanted in path.read_bytes():
                found.append(str(path.relative_to(server.data)))
        except FileNotFoundError:  # a table that has just ended
            continue
    return found


@pytest.fixture
def much(url: str) -> Iterator[PgVectorIndex]:
    """More than the server keeps in memory, so that it writes to its disk."""
    small_memory = f"{url}&options=-c%20temp_buffers%3D800kB"
    index = PgVectorIndex(connect(small_memory), 384, "m")
    index.add(range(5000), units(5000, 384))
    index.search(units(1, 384, seed=9), 1)
    yield index
    index.close()


def test_what_was_removed_stands_in_no_file_of_the_server(vector_server, much):
    gone, kept = units(5000, 384)[10], units(5000, 384)[500]
    places = holding(vector_server, gone.tobytes())
    assert len(places) == 1 and "/t" in places[0]  # the temporary table, and no journal
    assert much.remove(range(100)) == 100
    much.search(kept[None], 1)
    assert holding(vector_server, gone.tobytes()) == []
    assert holding(vector_server, kept.tobytes()) != []


def test_with_the_connection_everything_ends(vector_server, much, admin):
    row = units(5000, 384)[500]
    assert holding(vector_server, row.tobytes())
    end_all(admin)
    assert much.lost()
    for _ in range(100):
        left = admin.execute("SELECT count(*) FROM pg_class WHERE relname = 'nearest'").fetchone()
        if left == (0,):
            break
        time.sleep(0.05)
    assert left == (0,) and holding(vector_server, row.tobytes()) == []


def test_a_server_that_died_brings_nothing_back(vector_server, much):
    row = units(5000, 384)[500]
    assert holding(vector_server, row.tobytes())
    with away(vector_server, vector_server.kill):
        pass
    assert holding(vector_server, row.tobytes()) == []


def test_no_word_of_a_session_goes_to_the_server(vector_server, admin):
    engine = engine_over(nearest_at(vector_server.url))
    engine.add("ses-77", passages_of("ses-77", ["leave the hidden zarquon open"], "step-77"))
    assert engine.query("zarquon")
    admin.execute("CHECKPOINT")
    for word in (b"zarquon", b"ses-77", b"step-77", ENCODER.digest.encode()):
        assert holding(vector_server, word) == []
    columns = admin.execute(
        "SELECT attname FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid"
        " WHERE relname = 'nearest' AND attnum > 0"
    ).fetchall()
    assert set(columns) == {("id",), ("embedding",)}


def test_two_processes_never_meet_under_the_same_numbers(url, index):
    other = PgVectorIndex(connect(url), DIM, "m")
    rows = units(2)
    index.add([0], rows[:1])
    other.add([0], rows[1:])
    assert index.search(rows[:1], 5)[0][0] == (0, pytest.approx(1.0))
    other.remove([0])
    assert (len(index), index.search(rows[:1], 5)[0][0][0]) == (1, 0)
    other.close()
