"""What the tests of pgvector share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import psycopg

from pipelines.search.engine import SearchEngine
from pipelines.search.nearest import MakeNearest
from tests.pipelines.search.conftest import DIM
from tests.pipelines.search.test_index_over_time import ENCODER
from tools.postgres import Server


def engine_over(nearest: MakeNearest) -> SearchEngine:
    return SearchEngine(ENCODER.encode_queries, ENCODER.digest, DIM, nearest)


@contextmanager
def away(server: Server, how: Callable[[], None]) -> Iterator[None]:
    """Without the server for a while."""
    how()
    try:
        yield
    finally:
        server.start()


def units(count: int, dim: int = DIM, seed: int = 0) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((count, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def end_all(admin: psycopg.Connection) -> None:
    admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sonmat'"
    )
