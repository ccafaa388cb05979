"""Speed and memory of search at 1,000 to 1,000,000 passages, beside its parts and other systems.

    python -m benchmarks.search.scale                   # results/search-scale.json
    python -m benchmarks.search.scale --only 1000000    # this size, the others as they were kept
    python -m benchmarks.search.scale --smoke           # 200 passages, nothing installed or kept

Every system gets the same rows, questions and filter (half of the sessions, one kind), and keeps to
one core. Sonmat, the encoder alone, raw FAISS and raw FTS5 are asked in turn in one process; what
one would pick instead runs after them, each in a process of its own (``peers.txt``).
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.common import ROOT, bench_data, chosen, commit, keep, kept, say
from benchmarks.search import mixed, texts
from benchmarks.search.processes import DidNotRun, measured, peers
from benchmarks.search.summary import ratio, told
from benchmarks.search.worker import Figures, Task
from data_schemas.errors import ModelError
from pipelines.embedder import Embedder
from pipelines.search.lexical import terms

SEED = 11
BUILD = ROOT / "build"
OWN = ("encoding", "faiss", "fts5", "fts5-filtered", "sonmat")
# Above these, building or asking would take most of an hour; Qdrant warns of more than 20,000.
OTHERS = {"lancedb": 1_000_000, "sqlite-vec": 100_000, "qdrant": 10_000, "txtai": 100_000}
OWN_ENOUGH_S, OTHERS_ENOUGH_S = 600.0, 60.0
LARGEST_REAL = 10_000
RATIO_AT, RATIO_BOUND = 100_000, 2.0
RECALL_BOUNDS = {200_000: 0.99, 1_000_000: 0.97}


CORPUS = {
    "rows": f"the first {LARGEST_REAL} are real texts (narration of the align pack in windows of "
    "three utterances; sentences of KorSTS, KLUE-STS and STS-B); every row after them is mixed of "
    "two of them: half of the words of each, and a point between their vectors with noise of "
    f"length {mixed.NOISE}",
    "questions": "half Korean paraphrases (KorSTS), half single utterances of narration",
    "filter": "half of the sessions and kind narration, 30 % of the rows; Sonmat gets the list of "
    "sessions, the others one column that says which half, the easier question",
    "passages_a_session": mixed.SESSION,
}


@dataclass(frozen=True)
class Size:
    """How many rows, questions, and sessions inserted and removed; whether only for the recall."""

    rows: int
    questions: int = 200
    changes: int = 10
    recall_only: bool = False


SIZES = (
    Size(1_000),
    Size(10_000),
    Size(100_000),
    Size(200_000, recall_only=True),
    Size(1_000_000, questions=60, changes=5),
)
SMOKE = (Size(200, questions=10, changes=2),)


def measure(smoke: bool) -> Figures:
    """Figures by number of rows. FileNotFoundError without data, ModelError without weights."""
    found = dict(_measured(SMOKE if smoke else SIZES, others=not smoke))
    return _told(found)


def _measured(sizes: Sequence[Size], others: bool) -> Iterator[tuple[str, Figures]]:
    """Figures of these sizes in turn, of all systems or only of our own and its parts."""
    with tempfile.TemporaryDirectory() as folder:
        largest = max(size.rows + size.changes * mixed.SESSION for size in sizes)
        corpus = _corpus(Path(folder), largest, max(size.questions for size in sizes))
        for size in sizes:
            yield str(size.rows), _size(corpus, size, others)


def _told(found: dict[str, Figures]) -> Figures:
    sizes = {rows: found[rows] for rows in sorted(found, key=int)}
    return {"corpus": CORPUS, "cores_a_process": 1, "sizes": sizes, "bounds": _bounds(sizes)}


def _corpus(folder: Path, rows: int, questions: int) -> mixed.Corpus:
    data = bench_data("retrieval")
    if data is None:
        raise FileNotFoundError("no bench data (retrieval)")
    embedder = Embedder()
    found = texts.passages(data.parent, SEED)[: min(rows, LARGEST_REAL)]
    asked = texts.questions(data.parent, questions, SEED)
    real = mixed.Real(found, _encoded(found, embedder), terms)
    corpus = mixed.make(folder, rows, real, SEED)
    mixed.ask(corpus, mixed.Real(asked, embedder.encode_queries(asked), terms))
    return corpus


def _encoded(found: list[str], embedder: Embedder) -> mixed.Vectors:
    """Their vectors, kept in ``build``: encoding takes minutes, and is not what is measured."""
    digest = hashlib.sha256("\n".join([embedder.digest, *found]).encode()).hexdigest()
    path = BUILD / f"search-{digest[:16]}.npy"
    if not path.is_file():
        say(f"encoding {len(found)} texts")
        vectors = embedder.encode_passages(found)
        BUILD.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=BUILD, delete=False) as out:
            np.save(out, vectors)
        os.replace(out.name, path)
    known: mixed.Vectors = np.load(path)
    return known


def _size(corpus: mixed.Corpus, size: Size, others: bool) -> Figures:
    """Figures of every system at this size; of one that did not run, why."""
    say(f"{size.rows} passages")
    out: Figures = {"commit": commit(), "load": round(os.getloadavg()[0], 1)}
    task = Task(str(corpus.folder), size.rows, size.questions, size.changes, [], OWN_ENOUGH_S)
    if size.recall_only:
        own = _of(task, ["sonmat"], Path(sys.executable))
    else:
        own = _of(task, list(OWN), Path(sys.executable))
        out["ratio_to_parts"] = ratio(own)
        out["ratio_to_parts_cpu"] = ratio(own, "cpu_ms")
    out |= {name: told(figures) for name, figures in own.items()}
    for name, most in OTHERS.items() if others and not size.recall_only else ():
        out[name] = _other(task, name, most)
        say(f"{name}: {out[name]}")
    return out


def _other(task: Task, name: str, most: int) -> Figures:
    if task.count > most:
        return {"not_run": f"not run above {most} passages: too slow"}
    try:
        quick = replace(task, enough_s=OTHERS_ENOUGH_S)
        return told(_of(quick, [name], peers())[name])
    except DidNotRun as error:
        return {"not_run": str(error)}


def _of(task: Task, names: list[str], python: Path) -> dict[str, Figures]:
    return measured(replace(task, names=names), python)


def _bounds(found: dict[str, Figures]) -> Figures:
    """What was asked for, what was reached."""
    out: Figures = {}
    if (at := found.get(str(RATIO_AT))) is not None:
        reached = at["ratio_to_parts"]["p95"]
        out["ratio_at_100000"] = {"at_most": RATIO_BOUND, "reached": reached}
    for rows, figures in found.items():
        bound = next((b for most, b in RECALL_BOUNDS.items() if int(rows) <= most), 0.0)
        sonmat = figures["sonmat"]
        names = ("recall_at_10", "recall_at_10_unfiltered")
        reached = min(sonmat[name] for name in names)
        out[f"recall_at_{rows}"] = {"at_least": bound, "reached": reached}
    return out


def main() -> int:
    options = chosen(__doc__, [str(size.rows) for size in SIZES])
    if bench_data("retrieval") is None:
        return 0
    sizes = [size for size in SIZES if str(size.rows) in options.only]
    found = {} if options.smoke else kept("search-scale").get("sizes", {})
    try:
        for rows, figures in _measured(SMOKE if options.smoke else sizes, not options.smoke):
            found[rows] = figures
            # after each size: a run of an hour that is stopped has not been in vain
            whole = {"command": "python -m benchmarks.search.scale", **_told(found)}
            keep("search-scale", whole, options.smoke)
    except ModelError as error:
        say(f"skipped: {error}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
