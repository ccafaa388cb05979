"""``python -m benchmarks.motion [--smoke] [--only PART ...]``.

*sound*: starts, stops and changes of process sounds against the truth of generated takes, both
halves apart. *similar*: movement like that of an action, found in other takes. *aligned*: the same
moments of a step in two takes, laid together. All of it is generated: no figure of it is field
accuracy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.common import measure_parts
from benchmarks.motion import aligned, similar, sound
from examples.demo.paths import DemoError

PARTS: dict[str, Callable[[bool], dict[str, Any]]] = {
    "sound": sound.measure,
    "similar": similar.measure,
    "aligned": aligned.measure,
}


if __name__ == "__main__":
    measure_parts(__doc__, "motion", PARTS, DemoError)
