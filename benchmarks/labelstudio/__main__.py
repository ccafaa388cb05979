"""``python -m benchmarks.labelstudio [--smoke] [--sessions N]``: by hand, it takes a real server.

*ours*: push, push again, and pull of N synthetic sessions (12 steps, 40 lines, a copy of 4 seconds
each), of which each has one correction; seconds, CPU of this process, and the kernel's peak of its
memory (``VmHWM``) after the first tenth and at the end. *bare*: the same tasks through
label-studio-sdk alone, imported in the same batches, then listed and their annotations read: what
no round trip can do without.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.common import keep, say
from benchmarks.labelstudio.made import procedure_of, sessions
from capture.access import OWNER
from capture.records import labelling as records
from capture.site import Site
from pipelines.labelstudio import desk
from pipelines.labelstudio.gateway import Gateway
from pipelines.labelstudio.gathering import desk as gathering
from pipelines.labelstudio.pushing.desk import BATCH, PushOptions, push
from tests.conftest import default_settings
from tests.labelstudio.out import at
from tests.labelstudio.server import Server, used_once


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="6 sessions, nothing kept")
    parser.add_argument("--sessions", type=int, default=2000)
    options = parser.parse_args()
    count = 6 if options.smoke else options.sessions
    with tempfile.TemporaryDirectory() as folder, _served(Path(folder)) as server:
        site = Site.open(default_settings(Path(folder)))
        at(site, server)
        gathering.BLIND_ONE_IN = 1 << 40
        figures = {
            "command": "python -m benchmarks.labelstudio",
            "sessions": count,
            **_measured(site, server, count),
        }
        site.close()
    keep("labelstudio", figures, options.smoke)


@contextmanager
def _served(folder: Path) -> Iterator[Server]:
    server = used_once(folder / "labelstudio")
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _measured(site: Site, server: Server, count: int) -> dict[str, Any]:
    procedure = procedure_of(site)
    names = tuple(sessions(site, procedure, count))
    say(f"{count} sessions are made")
    peaks: list[float] = []

    def watch(done: int, of: int) -> None:
        if done * 10 >= of and not peaks:
            peaks.append(_peak_mb())

    first = _timed(lambda: push(site, OWNER, PushOptions(sessions=names), watch))
    peaks.append(_peak_mb())
    say(f"push: {first}")
    again = _timed(lambda: push(site, OWNER, PushOptions(sessions=names)))
    with server.gateway() as gateway:
        project = _project(site)
        _correct(gateway, project)
        say("corrected")
        back = _timed(lambda: desk.pull(site, OWNER))
        peaks.append(_peak_mb())
        idle = _timed(lambda: desk.pull(site, OWNER))
        bare = _bare(gateway, project)
    return {
        "push": first, "push_again": again, "pull": back, "pull_again": idle, "bare": bare,
        "peak_mb": {"first_tenth": peaks[0], "after_push": peaks[1], "after_pull": peaks[2]},
        "push_to_bare": round(first["wall_s"] / bare["import"]["wall_s"], 2),
        "pull_to_bare": round(back["wall_s"] / bare["read"]["wall_s"], 2),
    }  # fmt: skip


def _project(site: Site) -> int:
    with site.db() as db:
        (project,) = records.projects(db)
    return project.number


def _correct(gateway: Gateway, project: int) -> None:
    """One annotation each, with one edge moved."""
    for listed in list(gateway.tasks(project)):
        (shown,) = gateway.predictions(listed.id)
        items = [dict(one) for one in shown.result]
        items[0]["value"] = {**items[0]["value"], "end": items[0]["value"]["end"] - 0.01}
        gateway.annotate(listed.id, items)


def _bare(gateway: Gateway, project: int) -> dict[str, Any]:
    """The SDK alone, over its own connection, into a project of its own."""
    sdk = gateway._sdk
    there = [gateway.task(one.id) for one in gateway.tasks(project)]
    bodies = [
        {"data": one.data, "predictions": [
            {"model_version": p.model_version, "score": p.score, "result": p.result}
            for p in one.predictions
        ]}
        for one in there
    ]  # fmt: skip
    other = sdk.projects.create(title="bare", label_config=gateway.project(project).config)

    def bring() -> None:
        for n in range(0, len(bodies), BATCH):
            sdk.projects.import_tasks(
                id=other.id, request=bodies[n : n + BATCH], return_task_ids=True
            )

    def read() -> None:
        for one in sdk.tasks.list(project=project, page_size=500, fields="task_only"):
            sdk.tasks.get(id=str(one.id))

    return {"import": _timed(bring), "read": _timed(read)}


def _timed(act: Callable[[], object]) -> dict[str, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return {
        "wall_s": round(time.perf_counter() - wall, 2),
        "cpu_s": round(time.process_time() - cpu, 2),
    }


def _peak_mb() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return round(next(int(x.split()[1]) for x in lines if x.startswith("VmHWM")) / 1024, 1)


if __name__ == "__main__":
    main()
