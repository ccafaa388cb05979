"""Small explicit encoders and sessions for the search tests."""

import hashlib
from collections.abc import Iterator

import numpy as np
import psycopg
import pytest
from numpy.typing import NDArray

from data_schemas.procedure import Procedure, Step
from data_schemas.timeline import Cited, Segment, Timeline
from data_schemas.transcript import Utterance
from pipelines.search.pgvector import PgVectorIndex
from pipelines.search.served import connect
from tools.postgres import NoServer, Server, bundled

DIM = 16


class HashEncoder:
    """Each word is a fixed direction: texts that share words are close, nothing else is."""

    digest = "words-1"

    def encode_queries(self, texts: list[str]) -> NDArray[np.float32]:
        return np.stack([self._one(text) for text in texts]).astype(np.float32)

    encode_passages = encode_queries

    def _one(self, text: str) -> NDArray[np.float64]:
        total = np.full(DIM, 1e-3)
        for word in text.lower().replace(".", " ").split():
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
            total = total + np.random.default_rng(seed).standard_normal(DIM)
        return total / np.linalg.norm(total)


@pytest.fixture
def encoder() -> HashEncoder:
    return HashEncoder()


@pytest.fixture
def procedure() -> Procedure:
    return Procedure(
        id="pump",
        title="Pump assembly",
        steps=(
            Step(id="s1", title="Clean the flange"),
            Step(id="s2", title="Tighten the bolts"),
            Step(id="s3", title="Check the gasket"),
        ),
    )


def say(start: float, end: float, text: str) -> Utterance:
    return Utterance(start_s=start, end_s=end, text=text, speaker="expert")


def act(n: int, step: str | None, start: float, end: float, *cited: Cited) -> Segment:
    return Segment(
        id=f"g{n}", recording="r1", start_s=start, end_s=end, step_id=step,
        confidence=0.8, cited=cited,
    )  # fmt: skip


@pytest.fixture
def timeline() -> Timeline:
    return Timeline(
        session="ses1",
        duration_s=120.0,
        utterances=(
            say(1, 3, "wipe off every trace of oil"),
            say(4, 6, "use the blue cloth"),
            say(12, 14, "now the torque matters"),
            say(21, 23, "cross pattern"),
            say(40, 42, "and that is all"),
        ),
        segments=(
            act(1, "s1", 0, 10),
            act(2, "s2", 15, 30, Cited(start_s=12, end_s=14, text="now the torque", score=0.9)),
            act(3, "s3", 30, 38),
        ),
    )


@pytest.fixture(scope="session")
def vector_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A PostgreSQL with pgvector: stop it, and start it again before the test ends."""
    try:
        programs = bundled()
    except NoServer as error:
        pytest.skip(str(error))
    server = Server(programs, tmp_path_factory.mktemp("pgvector"))
    server.start()
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION vector")
    yield server
    server.stop()
    server.remove()


@pytest.fixture
def url(vector_server: Server) -> str:
    return vector_server.url


@pytest.fixture
def index(url: str) -> Iterator[PgVectorIndex]:
    index = PgVectorIndex(connect(url), DIM, "m")
    yield index
    index.close()


@pytest.fixture
def admin(url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection
