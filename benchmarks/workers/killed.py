"""One of two workers is killed while both are at work; the other one finishes what there is.

Told is the time from the sweep that notices it (the survivor's log says when) to the end of the
last session. The peer is the survivor afterwards, with as many other sessions of the same length
as were not finished at the sweep. Every other time it is the worker that leads that is killed.
"""

from __future__ import annotations

import json
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.workers.side import Place, Side, finish
from capture import artifacts, members, sessions
from capture.access import OWNER
from capture.site import Site
from pipelines.progress import client_of, status

SILENT_S, PATIENCE_S, POLL_S = 30.0, 600.0, 0.05
MOST_S = 60.0
NOTICED = "worker.replaced"
Row = dict[str, Any]


def killed(side: Side, sources: list[bytes], leading: bool) -> Row:
    """Of ``sources`` the first is not measured; half of the others are at work when it happens."""
    half = (len(sources) + 1) // 2
    with side.at_work(sources[0]) as place:
        wanted, others = place.taken(sources[1:half]), place.taken(sources[half:])
        for session in wanted:
            sessions.want(place.site, OWNER, session)
        _until(lambda: _at_work(place) >= {"worker-0", "worker-1"}, "both at work")
        dead, at = _worker_that(place, leading), time.time()
        place.running[dead].send_signal(signal.SIGKILL)
        survivor = place.logs[1 - dead]
        noticed = _until(lambda: _noticed(survivor, at), "the sweep")
        left = [one for one in wanted if status(place.site, OWNER, one).state != "ready"]
        finish(place.site, wanted)
        after_s = time.time() - noticed
        alone_s = place.through(others[: len(left)])
        return {
            "killed": "the one that leads" if leading else "the other one",
            "left": len(left),
            "after_s": round(after_s, 1),
            "alone_s": round(alone_s, 1),
            "ratio": round(after_s / alone_s, 3),
            "made_twice": sum(_made_twice(place.site, one) for one in wanted),
            "stages_done_again": _done_again(place.logs),
        }


def _worker_that(place: Place, leads: bool) -> int:
    """Its number."""
    holder = _until(lambda: members.leader(place.site), "a worker that leads")
    names = [one.name for one in members.alive(place.site) if one.holder == holder]
    leader = int(names[0].rpartition("-")[2])
    return leader if leads else 1 - leader


def _at_work(place: Place) -> set[str]:
    found = client_of(place.site).list_workflows(
        status="PENDING", load_input=False, load_output=False
    )
    return {str(one.executor_id) for one in found}


def _noticed(log: Path, since: float) -> float | None:
    """When the work of a dead worker was given to others, in seconds of the epoch."""
    told = (one["at"] for one in _said(log) if one["event"] == NOTICED)
    times = (datetime.fromisoformat(at).timestamp() for at in told)
    return next((at for at in times if at >= since), None)


def _said(log: Path) -> Iterator[Row]:
    for line in log.read_text().splitlines():
        if line.startswith("{") and line.endswith("}"):  # the last may not be whole yet
            yield json.loads(line)


def _made_twice(site: Site, session: str) -> int:
    """Results of one kind and the same parents beyond the first of each."""
    kinds = Counter((one.kind, one.parents) for one in artifacts.find(site, session))
    return sum(count - 1 for count in kinds.values())


def _done_again(logs: list[Path]) -> int:
    """Stages that were done when the worker died and were looked at again: DBOS had not noted it
    yet. Nothing is made twice of it, since a known result is not made again."""
    done = Counter(
        (one["session"], one.get("recording"), one["stage"])
        for log in logs
        for one in _said(log)
        if one["event"] == "stage.done"
    )
    return sum(count - 1 for count in done.values())


def _until(check: Callable[[], Any], what: str) -> Any:
    """What ``check`` gives once it gives something. Raises SystemExit after ten minutes."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = check()
        if found:
            return found
        time.sleep(POLL_S)
    raise SystemExit(f"waited {PATIENCE_S:.0f} s for {what}")
