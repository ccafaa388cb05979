"""A named set of takes, made in parallel, resumed where it stopped.

Takes of the tune half and of the test half come from seeds that never meet. Of the takes of a
job, two after each other are by one person from one camera and the next two by another from
another, so that one person's takes, and several people's, can be compared. Every camera has its
share. ``corpus.json`` says what is in the set; each take has a folder of its own.
"""

import argparse
import json
import multiprocessing
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import options as shared
from .camera import CAMERAS
from .jobs import JOBS
from .make import VERSION, Options, make
from .paths import DemoError, atomic
from .people import PEOPLE
from .variation import Variation, draw

FIRST_SEED = {"tune": 10_000, "test": 70_000_000}
MOST = 50_000  # takes of a half; keeps the seeds of the halves apart
WORKERS = 2
ABOUT = (
    "Generated, synthetic: no person, place or voice is real, and no figure measured on it is "
    "field accuracy. The test half is for reporting, never for tuning."
)
KILLED = (
    "A take's process was killed, perhaps for want of memory; run the same command again: "
    "what is finished is kept."
)


@dataclass(frozen=True)
class Planned:
    """One take of the set."""

    folder: str
    variation: Variation


def planned(n: int, split: str) -> list[Planned]:
    """The first ``n`` takes of a half; a longer set begins with a shorter one."""
    return [_planned(i, FIRST_SEED[split] + i) for i in range(n)]


def _planned(i: int, seed: int) -> Planned:
    job = sorted(JOBS)[i % 3]
    person = sorted(PEOPLE)[(i // 6 + i % 3 * 3) % len(PEOPLE)]
    camera = list(CAMERAS)[(i // 6 + i % 3) % len(CAMERAS)]
    variation = draw(seed, job=job, person=person, camera=camera)
    return Planned(f"{i:04d}-{job}-{person}", variation)


def _expected(v: Variation, options: Options) -> dict[str, Any]:
    size = list(options.size)
    return json.loads(json.dumps({"variation": v.as_json(), "fps": options.fps, "size": size}))


def finished(folder: Path, v: Variation, options: Options) -> dict[str, Any] | None:
    """The truth of a take that is there and is the one meant; it is written last."""
    try:
        truth = json.loads((folder / "truth.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    files = [c["file"] for c in truth.get("cameras", []) if c["file"]]
    files = files if options.picture else ["speech.wav"]
    same = _expected(v, options).items() <= truth.items() and truth.get("version") == VERSION
    there = bool(files) and all((folder / name).exists() for name in files)
    return truth if same and there and _as_long(truth, options.seconds) else None


def _as_long(truth: dict[str, Any], wanted: float | None) -> bool:
    """Whether a take was stopped where this set stops its takes."""
    if truth["whole"]:
        return wanted is None or truth["duration_s"] <= wanted
    return bool(truth["duration_s"] == wanted)


def _made(
    todo: list[Planned], out: Path, options: Options
) -> Iterator[tuple[Planned, dict[str, Any]]]:
    """Takes as they get ready; each in a process of its own, so that memory goes back."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(WORKERS, context, max_tasks_per_child=1) as pool:
        jobs: dict[Future[dict[str, Any]], Planned] = {
            pool.submit(make, one.variation, out / one.folder, options): one for one in todo
        }
        try:
            for job in as_completed(jobs):
                yield jobs[job], job.result()
        except BrokenProcessPool as error:
            raise DemoError(KILLED) from error
        finally:
            pool.shutdown(cancel_futures=True, wait=False)


def _row(one: Planned, truth: dict[str, Any]) -> dict[str, Any]:
    v = one.variation
    return {
        "folder": one.folder,
        "seed": v.seed,
        "job": v.job,
        "person": v.person,
        "camera": v.camera,
        "duration_s": truth["duration_s"],
    }


def build(n: int, split: str, out: Path, options: Options) -> dict[str, Any]:
    """Make what is missing of a set and write ``corpus.json``; returns what that says."""
    out.mkdir(parents=True, exist_ok=True)
    takes = planned(n, split)
    rows, todo = {}, []
    for one in takes:
        truth = finished(out / one.folder, one.variation, options)
        if truth:
            rows[one.folder] = _row(one, truth)
        else:
            todo.append(one)
    started = time.monotonic()
    for done, (one, truth) in enumerate(_made(todo, out, options), 1):
        rows[one.folder] = _row(one, truth)
        left = (time.monotonic() - started) / done * (len(todo) - done)
        told = (
            f"{len(rows)}/{n} {one.folder}: {truth['duration_s']:.0f} s, {left / 60:.0f} min left"
        )
        sys.stderr.write(told + "\n")
    name = f"sonmat-generated-{VERSION}-{split}-{n}"
    if options.seconds:
        name += f"-{options.seconds:g}s"
    found = {"name": name, "about": ABOUT, "split": split, "version": VERSION}
    found |= {"fps": options.fps, "size": list(options.size), "pictures": options.picture}
    found["takes"] = [rows[one.folder] for one in takes]
    with atomic(out / "corpus.json") as temp:
        temp.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    return found


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    found = argparse.ArgumentParser(prog="python -m examples.demo corpus", description=__doc__)
    shared.add(found, 10)
    found.add_argument("--n", type=int, default=24)
    found.add_argument("--split", choices=sorted(FIRST_SEED), required=True)
    return found


def main(argv: list[str]) -> int:
    """Command line of ``python -m examples.demo corpus``."""
    given = parser().parse_args(argv)
    if not 1 <= given.n <= MOST:
        raise DemoError(f"A corpus has between 1 and {MOST} takes; --n says {given.n}.")
    picture = not given.no_video
    options = Options(given.fps, given.size, given.seconds, picture, picture)
    build(given.n, given.split, given.out, options)
    return 0
