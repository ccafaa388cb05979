"""A question to the search of a whole library.

Vectors are drawn at random: encoding what half a million made-up sentences mean takes an hour and
changes nothing of what a question costs. The question itself is encoded, as always.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from capture.access import OWNER
from data_schemas.procedure import Procedure
from data_schemas.timeline import Timeline
from pipelines.embedder import DIMENSIONS, Embedder
from pipelines.search import desk
from pipelines.search.passage import Passages
from pipelines.search.passages import passages

if TYPE_CHECKING:
    from benchmarks.growth.made import Library

QUESTION = "가스켓을 마른 채로 올린 다음"


def findable(timeline: Timeline, procedure: Procedure, recording: str, number: int) -> bytes:
    """What can be found of a made-up session, as its stage would seal it."""
    found = passages(timeline, procedure, recording, "ko")
    drawn = np.random.default_rng(number).normal(size=(len(found), DIMENSIONS))
    vectors = (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)
    return Passages(found, vectors, Embedder().digest).to_bytes()


def ask(library: Library) -> tuple[float, float]:
    """Seconds by the clock, and of the processor. Raises RuntimeError where nothing is found."""
    wall, cpu = time.perf_counter(), time.process_time()
    hits = desk.search(library.site, OWNER, QUESTION)
    took = time.perf_counter() - wall, time.process_time() - cpu
    if not hits:
        raise RuntimeError("search finds nothing in the library")
    return took
