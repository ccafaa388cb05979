"""One process of ``benchmarks.search.scale``: systems that are filled, asked in turn and changed.

    python -m benchmarks.search.worker TASK.json

The task is ``Task`` as JSON; the figures are written beside it. The process keeps to one core, so
that no system is faster for taking more of the machine.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.search.mixed import SESSION, Asked, Corpus
from benchmarks.search.systems import K, System, system
from benchmarks.upload.memory import Peak

WARM = 3  # questions that are asked before any is timed
FEW = 20  # that are asked however long they take
Figures = dict[str, Any]


@dataclass(frozen=True)
class Task:
    """``names`` of systems, filled with ``count`` rows of the corpus in ``folder``.

    ``changes`` sessions are inserted afterwards, and as many removed. No more questions are put
    once they have taken ``enough_s``, but for the first few.
    """

    folder: str
    count: int
    questions: int
    changes: int
    names: list[str]
    enough_s: float


def work(task: Task, scratch: Path) -> dict[str, Figures]:
    """Figures of each system, by its name."""
    corpus = Corpus(Path(task.folder))
    asked = corpus.asked(task.questions)
    systems: dict[str, System] = {}
    figures: dict[str, Figures] = {}
    for name in task.names:
        systems[name] = system(name, corpus, scratch)
        figures[name] = {"about": systems[name].about, **filled(systems[name], corpus, task.count)}
    for name, times in in_turn(systems, asked, task.enough_s).items():
        figures[name].update(times)
        asked = asked[: len(times["ms"])]
    for name, one in systems.items():
        figures[name].update(recall(one, corpus, task.count, asked))
        figures[name].update(changed(one, corpus, task.count, task.changes))
        figures[name].update(one.notes())
    return figures


def filled(one: System, corpus: Corpus, count: int) -> Figures:
    """Seconds and memory until the rows can be searched; reading them is not counted."""
    trim()
    peak, spent = Peak(os.getpid()), 0.0
    for first, rows, vectors in corpus.batches(0, count):
        spent += seconds(partial(one.add, first, rows, vectors))
    del rows, vectors
    spent += seconds(one.ready)
    trim()
    told = peak.stop()
    return {
        "build_s": round(spent, 3),
        "memory_mb": told["after_more_mb"],
        "memory_at_its_peak_mb": told["peak_more_mb"],
    }


def in_turn(systems: dict[str, System], asked: list[Asked], enough_s: float) -> dict[str, Figures]:
    """Milliseconds of every question; each is put to all systems before the next one is.

    Who is asked first changes with the question. ``cpu_ms`` are of the processor, which hardly
    change on a busy machine; ``own_encoding_ms`` is what a system spent on the encoder.
    """
    names, started = list(systems), time.monotonic()
    times: dict[str, Figures] = {name: {"ms": [], "cpu_ms": []} for name in names}
    for n, question in enumerate([*asked[:WARM], *asked]):
        if n >= WARM + FEW and time.monotonic() - started > enough_s:
            break
        for name in names[n % len(names) :] + names[: n % len(names)]:
            busy = time.process_time()
            spent = seconds(partial(systems[name].ask, question))
            busy = time.process_time() - busy
            if n >= WARM:
                times[name]["ms"].append(round(1e3 * spent, 3))
                times[name]["cpu_ms"].append(round(1e3 * busy, 3))
                if (encoding := getattr(systems[name], "encoding_s", None)) is not None:
                    own = times[name].setdefault("own_encoding_ms", [])
                    own.append(round(1e3 * encoding, 3))
    return times


def recall(one: System, corpus: Corpus, count: int, asked: list[Asked]) -> Figures:
    """Share of the ten nearest vectors that are found, within the filter and everywhere."""
    told = {}
    for name, everywhere in (("recall_at_10", False), ("recall_at_10_unfiltered", True)):
        found = [one.nearest(question, everywhere) for question in asked]
        if None in found:
            return {}
        truth = corpus.nearest(count, asked, K, filtered=not everywhere)
        hit = sum(
            len(right.intersection(ids or ())) for right, ids in zip(truth, found, strict=True)
        )
        told[name] = round(hit / sum(map(len, truth)), 4)
    return told


def changed(one: System, corpus: Corpus, count: int, changes: int) -> Figures:
    """Milliseconds for a session more, and for one less, of sessions spread over the corpus."""
    more = [
        seconds(partial(one.add, first + at, rows[at : at + SESSION], vectors[at : at + SESSION]))
        for first, rows, vectors in corpus.batches(count, count + changes * SESSION)
        for at in range(0, len(rows), SESSION)
    ]
    sessions = range(0, count // SESSION, max(1, count // SESSION // changes))
    less = [
        seconds(partial(one.remove, f"s{n}", list(range(n * SESSION, (n + 1) * SESSION))))
        for n in sessions[:changes]
    ]
    return {"insert_ms": milliseconds(more), "delete_ms": milliseconds(less)}


def seconds(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def milliseconds(spent: list[float]) -> list[float]:
    return [round(1e3 * one, 3) for one in spent]


def trim() -> None:
    """Give back to the system what is free, so that memory is what is held."""
    gc.collect()
    ctypes.CDLL("libc.so.6").malloc_trim(0)


def main() -> None:
    path = Path(sys.argv[1])
    task = Task(**json.loads(path.read_text()))
    scratch = path.parent / "scratch"
    scratch.mkdir()
    path.with_suffix(".answer").write_text(json.dumps(work(task, scratch)))


if __name__ == "__main__":
    os.sched_setaffinity(0, [max(os.sched_getaffinity(0))])
    main()
