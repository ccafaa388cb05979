"""Korean sentence retrieval (KorSTS development pack): hybrid against each side alone.

    python -m benchmarks.search.korean            # all 245 queries; figures to benchmarks/results
    python -m benchmarks.search.korean --smoke    # 20 queries, nothing is written

The judgements are incomplete and the queries are paraphrases, not questions of a shop floor: the
figures compare sides of the search with each other, they are not field accuracy.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.common import measure_parts
from benchmarks.search.ranking import SYSTEMS, Missing, Sides, data, encoder, search_scorer
from benchmarks.search.scores import table
from pipelines.search.encoder import Encoder
from pipelines.search.single import rank_files

TARGET_NDCG = 94.0
SMOKE_QUERIES = 8
Run = dict[str, list[str]]
Rows = list[dict[str, Any]]


def measure(smoke: bool) -> dict[str, Any]:
    """Scores by the shared scorer; "ranked by file" is the run that ``sonmat rank`` writes."""
    pack, score, given = data("retrieval") / "korsts", search_scorer(), encoder()
    queries = read(pack / "queries.jsonl")[: SMOKE_QUERIES if smoke else None]
    asked = {query["id"] for query in queries}
    qrels = {q: rels for q, rels in score.read_qrels(pack / "qrels.tsv").items() if q in asked}
    documents = read(pack / "corpus.jsonl")
    if smoke:
        needed = {document for rels in qrels.values() for document in rels}
        documents = [d for n, d in enumerate(documents) if n < 200 or d["id"] in needed]
    runs = sides(documents, queries, given)
    runs["ranked by file"] = ranked_by_file(score, documents, queries, given)
    scores = table(score, qrels, runs, {query: query for query in qrels})
    reached = scores["systems"]["ranked by file"]["nDCG@10"][0]
    return {
        "data": "KorSTS development pack, paraphrase retrieval; not field accuracy",
        "documents": len(documents),
        "model_digest": given.digest,
        "target": {"ranked by file nDCG@10": TARGET_NDCG, "reached": reached >= TARGET_NDCG},
        **scores,
    }


def sides(documents: Rows, queries: Rows, given: Encoder) -> dict[str, Run]:
    """The first hundred of each side alone, and of both together."""
    index = Sides([document["text"] for document in documents], given)
    found = {query["id"]: index.find(query["text"]) for query in queries}
    return {
        system: {q: [documents[n]["id"] for n in one.by(system)] for q, one in found.items()}
        for system in SYSTEMS
    }


def ranked_by_file(score: ModuleType, documents: Rows, queries: Rows, given: Encoder) -> Run:
    """The run that ``sonmat rank`` writes, read back by the scorer."""
    with tempfile.TemporaryDirectory() as folder:
        corpus, asked, out = (Path(folder, name) for name in ("c.jsonl", "q.jsonl", "run.tsv"))
        for path, rows in ((corpus, documents), (asked, queries)):
            lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            path.write_text("".join(lines), encoding="utf-8")
        rank_files(corpus, asked, out, given)
        run: Run = score.read_run(out)
        return run


def read(path: Path) -> Rows:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    measure_parts(__doc__, "search", {"korean": measure}, Missing)
