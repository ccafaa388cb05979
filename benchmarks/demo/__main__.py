"""``python -m benchmarks.demo [--smoke] [--only PART ...]``.

*detect*: hands that raw mediapipe finds, camera by camera. *speech*: word errors of plain
Whisper on every generated voice. *cost*: seconds a frame and memory. *corpus*: 24 takes of a
minute, made and checked. All of it on generated recordings: it says how hard the bench is, and
nothing about real people.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.common import measure_parts
from benchmarks.demo import corpus, cost, detect, speech
from examples.demo.paths import DemoError

PARTS: dict[str, Callable[[bool], dict[str, Any]]] = {
    "detect": detect.measure,
    "speech": speech.measure,
    "cost": cost.measure,
    "corpus": corpus.measure,
}


if __name__ == "__main__":
    measure_parts(__doc__, "demo", PARTS, DemoError)
