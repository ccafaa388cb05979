"""The nearest of many vectors: FAISS in the process against pgvector on a server on this machine.

``measure`` asks all systems each question in turn, so that they share whatever else the machine
does. Vectors are those of real sentences (KorSTS development pack, multilingual-e5-small), mixed in
pairs with noise to have as many as needed: more alike than a real corpus. The server listens on a
socket of this machine, so no network is in the figures.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import psycopg

from benchmarks.search.ranking import data
from pipelines.embedder import DIMENSIONS, Embedder
from pipelines.search.encoder import Vectors
from pipelines.search.nearest import Nearest
from pipelines.search.pgvector import PgPolicy, PgVectorIndex
from pipelines.search.served import connect, version_at
from pipelines.search.vectors import Policy, VectorIndex
from tools.postgres import Server, bundled

SIZES, QUESTIONS, REAL = (10_000, 100_000), 100, 500
# One processor makes the graph, since the table is a temporary one: raise it where there is time.
GRAPH_UP_TO = 10_000
K = 100  # candidates, as the search of a site asks for
# For the graph of 100,000 in one piece; the rest of the server is as it comes.
OPTIONS = "&options=-c%20maintenance_work_mem%3D1GB"
PEER = "FAISS, every row (flat)"
EXACT, GRAPH = "pgvector, every row", "pgvector, graph (HNSW)"


def measure(smoke: bool) -> dict[str, Any]:
    """Figures by size and system; ``Missing`` where there is no data."""
    real = encoded(data("retrieval") / "korsts", 20 if smoke else REAL)
    sizes, questions = ((200,), 10) if smoke else (SIZES, QUESTIONS)
    with running() as url:
        return {
            "data": "sentences of KorSTS mixed in pairs with noise; one client, warm, no network",
            "server": version_at(url),
            "questions": questions,
            "k": K,
            "sizes": {str(size): at(size, questions, real, url) for size in sizes},
        }


def at(size: int, questions: int, real: Vectors, url: str) -> dict[str, Any]:
    rows, asked = mixed(real, size, seed=0), mixed(real, questions, seed=1)
    systems = opened(url, with_graph=size <= GRAPH_UP_TO)
    taken = {name: seconds(partial(one.add, range(size), rows)) for name, one in systems.items()}
    # the graph is made with the first question
    first = {name: seconds(partial(one.search, asked[:1], K)) for name, one in systems.items()}
    half = np.arange(0, size, 2)
    every = asked_in_turn(systems, asked, None)
    chosen = asked_in_turn(systems, asked, half)
    removed = {
        name: seconds(partial(one.remove, range(0, size, size // 100)))
        for name, one in systems.items()
    }
    told = {
        name: {
            "fill_s": round(taken[name], 2),
            "first_question_s": round(first[name], 2),
            "remove_a_hundred_s": round(removed[name], 3),
            "any": spread(every, name),
            "half_chosen": spread(chosen, name),
        }
        for name in systems
    }
    for one in systems.values():
        if isinstance(one, PgVectorIndex):
            one.close()
    return told


def opened(url: str, with_graph: bool) -> dict[str, Nearest]:
    def served(exact_up_to: int) -> Nearest:
        return PgVectorIndex(connect(url), DIMENSIONS, "m", PgPolicy(exact_up_to=exact_up_to))

    systems: dict[str, Nearest] = {
        PEER: VectorIndex(DIMENSIONS, "m", Policy(exact_up_to=10**9)),
        "FAISS, by our policy": VectorIndex(DIMENSIONS, "m"),
        EXACT: served(exact_up_to=10**9),
    }
    return systems | {GRAPH: served(exact_up_to=0)} if with_graph else systems


Answers = dict[str, list[tuple[float, list[int]]]]


def asked_in_turn(
    systems: dict[str, Nearest], asked: Vectors, allowed: np.ndarray[Any, Any] | None
) -> Answers:
    """For each system the seconds and the ids of each question."""
    answers: Answers = {name: [] for name in systems}
    for number in range(len(asked)):
        for name, one in systems.items():
            begun = time.perf_counter()
            (found,) = one.search(asked[number : number + 1], K, allowed)
            answers[name].append((time.perf_counter() - begun, [item for item, _ in found]))
    return answers


def spread(answers: Answers, name: str) -> dict[str, float]:
    """Milliseconds, as multiples of the peer's too, and how much of its first ten is found."""
    ms, peer = (np.array([s for s, _ in answers[one]]) * 1e3 for one in (name, PEER))
    pairs = zip(answers[PEER], answers[name], strict=True)
    shared = [len(set(best[:10]) & set(found[:10])) for (_, best), (_, found) in pairs]
    return {
        "p50_ms": round(float(np.median(ms)), 2),
        "p95_ms": round(float(np.percentile(ms, 95)), 2),
        "p50_to_peer": round(float(np.median(ms) / np.median(peer)), 2),
        "p95_to_peer": round(float(np.percentile(ms, 95) / np.percentile(peer, 95)), 2),
        "recall_at_10": round(sum(shared) / (10 * len(shared)), 4),
    }


def seconds(what: Callable[[], object]) -> float:
    begun = time.perf_counter()
    what()
    return time.perf_counter() - begun


def encoded(folder: Path, count: int) -> Vectors:
    lines = (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines()[:count]
    return Embedder().encode_passages([json.loads(line)["text"] for line in lines])


def mixed(real: Vectors, count: int, seed: int) -> Vectors:
    """f32[count, dim] of length one: two real vectors in any proportion, and a tenth of noise."""
    rng = np.random.default_rng(seed)
    one, other = (real[rng.integers(0, len(real), count)] for _ in range(2))
    part = rng.random((count, 1), dtype=np.float32)
    noise = rng.standard_normal((count, real.shape[1]), dtype=np.float32)
    noise *= 0.1 / np.sqrt(real.shape[1])
    rows = part * one + (1 - part) * other + noise
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@contextmanager
def running() -> Iterator[str]:
    """A server of our own."""
    server = Server(bundled(), Path(tempfile.mkdtemp(prefix="sonmat-pg")))
    server.start()
    try:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("CREATE EXTENSION vector")
        yield server.url + OPTIONS
    finally:
        server.stop()
        server.remove()
