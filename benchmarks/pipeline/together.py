"""Several sessions at once on one worker, beside one alone, in the same run.

The worker has loaded its weights on a session that is not measured. Counts go up in one round and
down in the next, so that what drifts falls on all.
"""

from __future__ import annotations

import io
import struct
import time
from collections.abc import Sequence
from contextlib import closing
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.common import say
from benchmarks.pipeline.run import Desk, desk
from benchmarks.workers.side import finish
from capture import sessions
from capture.access import OWNER
from capture.ingest import Intake, ingest
from capture.settings import Settings
from capture.site import Site
from capture.sources import Source

COUNTS, ROUNDS, SECONDS = (1, 2, 4, 8), 3, 30.0
SMOKE_COUNTS, SMOKE_SECONDS = (1, 2), 2.0
_number = count()
Took = tuple[float, float]


def together(recording: Path, counts: Sequence[int], rounds: int) -> dict[str, Any]:
    """``a_session_ratio``: seconds a session takes of so many at once, to one alone."""
    data = recording.read_bytes()
    took: dict[int, list[Took]] = {many: [] for many in counts}
    with desk(worker=True) as made, closing(_site(made)) as site:
        procedure = made.procedure("en")
        _through(made, site, procedure, [data])
        for turn in range(rounds):
            for many in counts if turn % 2 == 0 else counts[::-1]:
                took[many].append(_through(made, site, procedure, [data] * many))
                say(f"{many} at once: {took[many][-1]}")
    return {"counts": [_row(many, took) for many in counts], "n": rounds}


def _site(made: Desk) -> Site:
    return Site.open(Settings(data=made.folder / "data", site_key_file=made.folder / "site.key"))


def _through(made: Desk, site: Site, procedure: str, given: list[bytes]) -> Took:
    """Wall and the worker's processor seconds from the wish for all to the last result."""
    taken = [_taken(site, procedure, one) for one in given]
    began, cpu = time.monotonic(), made.worker_cpu_s()
    for session in taken:
        sessions.want(site, OWNER, session)
    finish(site, taken)
    return time.monotonic() - began, made.worker_cpu_s() - cpu


def _taken(site: Site, procedure: str, data: bytes) -> str:
    # A trailing "free" box changes the bytes and nothing that is shown or heard.
    other = data + struct.pack(">I4sQ", 16, b"free", next(_number))
    source = Source("take.mp4", lambda: io.BytesIO(other))
    return ingest(site, OWNER, Intake((source,), procedure, "bench")).session.id


def _row(many: int, took: dict[int, list[Took]]) -> dict[str, Any]:
    alone = took[1]
    ratios = sorted(
        wall / many / one for (wall, _), (one, _) in zip(took[many], alone, strict=True)
    )
    return {
        "sessions": many,
        "wall_s": round(median(wall for wall, _ in took[many]), 2),
        "cpu_s": round(median(cpu for _, cpu in took[many]), 2),
        "one_alone_s": round(median(wall for wall, _ in alone), 2),
        "a_session_s": round(median(wall / many for wall, _ in took[many]), 2),
        "a_session_ratio": round(median(ratios), 3),
        "ratio_min": round(ratios[0], 3),
        "ratio_max": round(ratios[-1], 3),
        "n": len(ratios),
    }
