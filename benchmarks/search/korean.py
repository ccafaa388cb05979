"""Korean sentence retrieval (KorSTS development pack): hybrid against each side alone.

    python -m benchmarks.search.korean            # all 245 queries; figures to benchmarks/results
    python -m benchmarks.search.korean --smoke    # 20 queries, nothing is written

The judgements are incomplete and the queries are paraphrases, not questions of a shop floor: the
figures compare sides of the search with each other, they are not field accuracy.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.common import RESULTS, bench_home, commit, machine, scorer
from data_schemas.errors import ModelError
from pipelines.search.encoder import Encoder, Vectors
from pipelines.search.fuse import reciprocal_rank_fusion
from pipelines.search.hybrid import HybridIndex
from pipelines.search.single import TOP, rank_files

RESULT = RESULTS / "search.json"
TARGET_NDCG = 91.0
Run = dict[str, list[str]]
Rows = list[dict[str, Any]]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--smoke", action="store_true", help="20 queries, nothing is written")
    smoke = parser.parse_args(argv).smoke
    pack = bench_home() / "data" / "retrieval" / "korsts"
    if not pack.is_dir():
        say("skipped: no bench data; set SONMAT_BENCH_DATA")
        return 0
    try:
        from pipelines.embedder import Embedder

        result = measure(pack, Embedder(), 20 if smoke else None)
    except ModelError as error:
        say(f"skipped: {error}")
        return 0
    say(json.dumps(result, indent=1))
    if not smoke:
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0


def measure(pack: Path, encoder: Encoder, only: int | None) -> dict[str, Any]:
    """Scores by the shared scorer; hybrid goes through ``rank_files``, as a user's run does."""
    score = scorer("score_search")
    queries = read(pack / "queries.jsonl")[:only]
    asked = {query["id"] for query in queries}
    qrels = {q: rels for q, rels in score.read_qrels(pack / "qrels.tsv").items() if q in asked}
    documents = read(pack / "corpus.jsonl")
    if only is not None:
        needed = {document for rels in qrels.values() for document in rels}
        documents = [d for n, d in enumerate(documents) if n < 10 * only or d["id"] in needed]
    encoder = Remembering(encoder)
    runs = sides(documents, queries, encoder)
    runs["hybrid"] = hybrid(score, documents, queries, encoder)
    scores = {name: score.score(qrels, run) for name, run in runs.items()}
    reached = scores["hybrid"]["metrics"]["nDCG@10"]
    return {
        "commit": commit(),
        "machine": machine(),
        "data": "KorSTS development pack, paraphrase retrieval; not field accuracy",
        "queries": len(queries),
        "documents": len(documents),
        "model_digest": encoder.digest,
        "target": {"hybrid nDCG@10": TARGET_NDCG, "reached": reached >= TARGET_NDCG},
        "systems": {
            name: {
                "metrics": rounded(one["metrics"]),
                "nDCG@10 ci95": [round(v, 1) for v in one["ci95"]["nDCG@10"]],
            }
            for name, one in scores.items()
        },
    }


def sides(documents: Rows, queries: Rows, encoder: Encoder) -> dict[str, Run]:
    """The first hundred of each side alone, and of both by reciprocal rank fusion."""
    texts = [document["text"] for document in documents]
    vectors = encoder.encode_passages(texts)
    index = HybridIndex(vectors.shape[1], encoder.digest, fuse=reciprocal_rank_fusion)
    index.add(range(len(texts)), texts, vectors)
    asked = encoder.encode_queries([query["text"] for query in queries])

    def run(search: Callable[[int], list[int]]) -> Run:
        return {
            query["id"]: [documents[item]["id"] for item in search(n)]
            for n, query in enumerate(queries)
        }

    def words(n: int) -> str:
        return str(queries[n]["text"])

    return {
        "dense": run(lambda n: [i for i, _ in index.dense.search(asked[n : n + 1], TOP)[0]]),
        "lexical": run(lambda n: [i for i, _ in index.lexical.search(words(n), TOP)]),
        "hybrid by ranks": run(lambda n: [m.id for m in index.search(words(n), asked[n], TOP)]),
    }


def hybrid(score: ModuleType, documents: Rows, queries: Rows, encoder: Encoder) -> Run:
    """The run that ``sonmat rank`` writes, read back by the scorer."""
    with tempfile.TemporaryDirectory() as folder:
        corpus, asked, out = (Path(folder, name) for name in ("c.jsonl", "q.jsonl", "run.tsv"))
        for path, rows in ((corpus, documents), (asked, queries)):
            lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            path.write_text("".join(lines), encoding="utf-8")
        rank_files(corpus, asked, out, encoder)
        run: Run = score.read_run(out)
        return run


class Remembering:
    """An encoder that encodes the same texts once: every system ranks the same vectors."""

    def __init__(self, encoder: Encoder) -> None:
        self.digest = encoder.digest
        self.encode_queries = cache_of(encoder.encode_queries)
        self.encode_passages = cache_of(encoder.encode_passages)


def cache_of(encode: Callable[[list[str]], Vectors]) -> Callable[[list[str]], Vectors]:
    known: dict[tuple[str, ...], Vectors] = {}

    def remembered(texts: list[str]) -> Vectors:
        key = tuple(texts)
        if key not in known:
            known[key] = encode(texts)
        return known[key]

    return remembered


def read(path: Path) -> Rows:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def rounded(metrics: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 1) for name, value in metrics.items()}


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
