"""The development pack: sessions, truth, scorer and remembered sentence vectors."""

import gzip
import hashlib
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.common import RESULTS, bench_home, commit, machine
from data_schemas.procedure import Step
from data_schemas.transcript import Utterance
from pipelines.align.emissions import Narration, listen
from pipelines.align.task import Embed, Task

RESULTS_FILE = RESULTS / "align.json"
NOTE = "development pack, also used for tuning and for the confidence"
LISTS = ("sop", "own")
Rows = dict[str, dict[str, Any]]


class Pack:
    """One of the two step lists (``sop``, ``own``) of the same sessions."""

    def __init__(self, name: str, only: int | None = None) -> None:
        folder = bench_home() / "data" / "align"
        self.name = name
        self.inputs = _read(folder / f"dev_{name}_input.jsonl.gz", only)
        truth = _read(folder / f"dev_{name}_truth.jsonl.gz")
        self.truth = {key: truth[key] for key in self.inputs}
        self.tasks = {key: task_of(row) for key, row in self.inputs.items()}

    def texts(self) -> list[str]:
        found = {u.text for t in self.tasks.values() for u in t.utterances}
        return sorted(found | {s.title for t in self.tasks.values() for s in t.steps})

    def narrations(self, embed: Embed) -> dict[str, Narration]:
        return {key: listen(task, embed) for key, task in self.tasks.items()}


def present() -> bool:
    return (bench_home() / "data" / "align" / "dev_sop_input.jsonl.gz").is_file()


def recording_of(session: str) -> str:
    """Sessions of one recording share the first part of their id: folds keep them together."""
    return session.split("-")[0]


def task_of(row: dict[str, Any]) -> Task:
    return Task(
        id=row["id"],
        duration_s=row["duration_s"],
        steps=tuple(Step(id=s["id"], title=s["title"]) for s in row["steps"]),
        utterances=tuple(
            Utterance(start_s=u["start_s"], end_s=max(u["end_s"], u["start_s"]), text=u["text"])
            for u in row["utterances"]
        ),
    )


def remembered(texts: list[str]) -> Embed:
    """The product's encoder, its vectors kept in a temporary file: tuning asks again and again."""
    digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
    file = Path(tempfile.gettempdir()) / f"sonmat-align-{digest}.npy"
    if file.is_file():
        vectors = np.load(file)
    else:
        from pipelines.embedder import Embedder

        vectors = Embedder().encode_queries(texts)
        np.save(file, vectors)
    place = {text: i for i, text in enumerate(texts)}

    def embed(wanted: list[str]) -> NDArray[np.float32]:
        return np.asarray(vectors[[place[text] for text in wanted]], dtype=np.float32)

    return embed


def keep_part(name: str, value: dict[str, Any]) -> None:
    """Put one part into the results file, beside the others, with where and on what."""
    kept = json.loads(RESULTS_FILE.read_text(encoding="utf-8")) if RESULTS_FILE.is_file() else {}
    about = {"commit": commit(), "at": datetime.now(UTC).date().isoformat(), "machine": machine()}
    whole = kept | {"benchmark": "align", "data": NOTE, name: about | value}
    RESULTS.mkdir(exist_ok=True)
    RESULTS_FILE.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")


def _read(path: Path, only: int | None = None) -> Rows:
    rows: Rows = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            rows[row["id"]] = row
    if only is None:
        return rows
    step = max(len(rows) // only, 1)
    return dict(list(rows.items())[::step][:only])
