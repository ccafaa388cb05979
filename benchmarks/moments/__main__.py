"""``python -m benchmarks.moments [--smoke] [--only PART ...]``.

*found*: moments of generated takes against their truth, both halves apart: precision and recall of
what was done without a word, questions about what was explained, markers asked; and the same for
gloves, the dark, noise and single cameras. *hour*: the time that an hour takes, *kept*: the same
from sealed results to sealed moments, beside six other hours of the job. Weights are fitted
on the tune half (``python -m benchmarks.moments.fit``); the test half is for reporting. Nothing
measured on generated takes is accuracy in the field.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.common import measure_parts, say
from benchmarks.moments.kept import found_on_a_site
from benchmarks.moments.scoring import MORE_S, SHARE, TIMES, Tally
from benchmarks.moments.takes import PLAIN, TAKES, VARIANTS, Case, cases, observed
from data_schemas.timeline import Question
from examples.demo.paths import DemoError
from pipelines.align.single import Remembering
from pipelines.elicit.moments import find_moments
from pipelines.elicit.observed import Found, Observed
from pipelines.embedder import Embedder
from pipelines.motion.series import Series

SMALL = (range(1), 25.0)
HOUR_S = 3600.0


def found(smoke: bool) -> dict[str, Any]:
    """A row for each variant of each half, those of cameras from the plain one."""
    embed = Remembering(Embedder().encode_queries)
    out: dict[str, Any] = {"hit": f"{SHARE} of the action, at most {TIMES} times it and {MORE_S} s"}
    for split in ("tune",) if smoke else ("tune", "test"):
        numbers, seconds = SMALL if smoke else (range(TAKES), None)
        out[split] = {}
        for variant in VARIANTS[:1] if smoke else VARIANTS:
            some = cases(split, numbers, embed, variant, seconds)
            out[split] |= _rows(variant.name, some, cameras=variant is PLAIN)
        say(f"{split}: {out[split]}")
    return out


def _rows(name: str, some: list[Case], cameras: bool) -> dict[str, Any]:
    tallies: dict[str, Tally] = defaultdict(Tally)
    for case in some:
        told = find_moments(observed(case), _asked)
        for group in (name, f"camera {case.camera}") if cameras else (name,):
            tallies[group].add(case, told)
    return {group: tally.row() for group, tally in tallies.items()}


def _asked(moment: Found) -> Question:
    """Questions are worded elsewhere; here only which moments are found counts."""
    return Question(en=moment.because, ko=moment.because)


def hour(smoke: bool) -> dict[str, Any]:
    """Seconds for one take again and again until an hour is full."""
    embed = Remembering(Embedder().encode_queries)
    (case,) = cases("tune", range(1), embed, PLAIN, SMALL[1] if smoke else None)
    seen = _again(observed(case), 120.0 if smoke else HOUR_S)
    began = time.perf_counter()
    told = find_moments(seen, _asked)
    took = time.perf_counter() - began
    return {
        "recorded_s": round(seen.duration_s),
        "utterances": len(seen.utterances),
        "asked": len(told),
        "seconds": round(took, 2),
        "seconds_an_hour": round(took * HOUR_S / seen.duration_s, 2),
    }


def kept(smoke: bool) -> dict[str, Any]:
    """The same hour sealed on a site, found as the worker does it: opened, compared, sealed."""
    embed = Remembering(Embedder().encode_queries)
    (case,) = cases("tune", range(1), embed, PLAIN, SMALL[1] if smoke else None)
    seen = _again(observed(case), 120.0 if smoke else HOUR_S)
    return {"recorded_s": round(seen.duration_s), **found_on_a_site(seen, case)}


def _again(seen: Observed, seconds: float) -> Observed:
    """The recording over and over, end to end."""
    times = int(np.ceil(seconds / seen.duration_s))
    shifts = [n * seen.duration_s for n in range(times)]

    def later(rows: Any) -> tuple[Any, ...]:
        return tuple(
            one.model_copy(update={"start_s": one.start_s + by, "end_s": one.end_s + by})
            for by in shifts
            for one in rows
        )

    assert seen.movement is not None and seen.series is not None
    return replace(
        seen,
        duration_s=times * seen.duration_s,
        utterances=later(seen.utterances),
        segments=later(seen.segments),
        movement=seen.movement.model_copy(update={"events": later(seen.movement.events)}),
        series=Series(np.concatenate([seen.series.values] * times)),
    )


PARTS: dict[str, Callable[[bool], dict[str, Any]]] = {"found": found, "hour": hour, "kept": kept}

if __name__ == "__main__":
    measure_parts(__doc__, "moments", PARTS, DemoError)
