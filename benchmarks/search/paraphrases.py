"""Pairs that people judged, turned into a search: who says the same?"""

from __future__ import annotations

from types import ModuleType
from typing import Any

from benchmarks.search.pairs import Pairs
from benchmarks.search.ranking import SYSTEMS, Sides
from benchmarks.search.scores import table
from pipelines.search.encoder import Encoder

SAME = 4.0


def retrieval(score: ModuleType, pairs: Pairs, given: Encoder) -> dict[str, Any]:
    """Each side of the search, made as ``data/retrieval`` was made of KorSTS.

    Every second sentence is a document, once. A first sentence is a question if it is no document;
    relevant are the second sentences of its pairs that were judged 4 or more. Where none is, it is
    not asked.
    """
    documents = list(dict.fromkeys(pairs.b))
    place = {text: str(n) for n, text in enumerate(documents)}
    qrels: dict[str, dict[str, float]] = {}
    for judged, a, b in zip(pairs.judged, pairs.a, pairs.b, strict=True):
        if judged >= SAME and a not in place:
            qrels.setdefault(a, {})[place[b]] = 1.0
    if not qrels:
        return {}
    index = Sides(documents, given)
    found = {question: index.find(question) for question in qrels}
    runs = {
        system: {q: [str(n) for n in one.by(system)] for q, one in found.items()}
        for system in SYSTEMS
    }
    scores = table(score, qrels, runs, {question: question for question in qrels})
    return {"documents": len(documents), **scores}
