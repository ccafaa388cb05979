"""``python -m benchmarks.search [--smoke] [--only PART ...]``.

*korean*: Korean paraphrases, each side of the search alone and both together. *narrated*: questions
of our own to narration, and what the bonus of signs does. *sts*: pairs that people judged.
*scale*: speed, memory and recall as an index grows. *pgvector*: beside a real server.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.common import measure_parts
from benchmarks.search import korean, narrated, pgvector, scale, sts
from benchmarks.search.ranking import Missing
from data_schemas.errors import ModelError

PARTS: dict[str, Callable[[bool], dict[str, Any]]] = {
    "korean": korean.measure,
    "narrated": narrated.measure,
    "sts": sts.measure,
    "scale": scale.measure,
    "pgvector": pgvector.measure,
}


if __name__ == "__main__":
    measure_parts(__doc__, "search", PARTS, (Missing, ModelError, FileNotFoundError))
