"""``python -m benchmarks.motion [--smoke] [--only PART ...]``.

*ratio*: processor time a sampled frame against the raw engine in a bare loop. *memory*: its peak
against the length of a recording. *rates*: what is found on real clips, the raw engine beside it.
*sampling*: 15 frames a second against every frame. *landmarks* and *events*: rendered takes
against exact truth, both halves apart. *long*: one of them for twenty minutes. *sound*: process
sounds in generated takes. *similar*: movement like that of an action, found in other takes.
*aligned*: the same moments of a step in two takes, laid together. Nothing measured on generated
takes is field accuracy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.common import measure_parts
from benchmarks.motion import aligned, cost, events, landmarks, long, rates, similar, sound
from examples.demo.paths import DemoError

PARTS: dict[str, Callable[[bool], dict[str, Any]]] = {
    "ratio": cost.ratio,
    "memory": cost.memory,
    "rates": rates.rates,
    "sampling": rates.sampling,
    "landmarks": landmarks.measure,
    "events": events.measure,
    "long": long.measure,
    "sound": sound.measure,
    "similar": similar.measure,
    "aligned": aligned.measure,
}


if __name__ == "__main__":
    measure_parts(__doc__, "motion", PARTS, DemoError)
