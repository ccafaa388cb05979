"""``python -m benchmarks.transcribe [--smoke] [--only PART ...]``.

*accuracy*: word or character error rate, clean and in factory noise, beside the plain libraries.
*nothing*: words written where nobody speaks. *cost*: processor time of the engines' own calls,
interleaved. *hour*: an hour joined from the files: errors, loops, memory against five minutes.
*glossary*: what the words of the trade win and lose. *confidence*: where the errors lie.
*batch*: several windows decoded together against one at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.common import bench_data, chosen, keep
from benchmarks.transcribe import accuracy, batch, confidence, cost, glossary, hour, nothing
from benchmarks.transcribe.speech import Speech

PARTS: dict[str, Callable[[Speech, bool], dict[str, Any]]] = {
    "accuracy": accuracy.measure,
    "nothing": nothing.measure,
    "cost": cost.measure,
    "batch": batch.measure,
    "confidence": confidence.measure,
    "glossary": glossary.measure,
    "hour": hour.measure,
}


def main() -> None:
    options = chosen(__doc__, PARTS)
    folder = bench_data("speech")
    if folder is None:
        return
    speech = Speech(folder)
    for part in options.only:
        figures = PARTS[part](speech, options.smoke)
        command = f"python -m benchmarks.transcribe --only {part}"
        keep(f"transcribe-{part}", {"command": command, **figures}, options.smoke)


if __name__ == "__main__":
    main()
