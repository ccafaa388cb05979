"""``python -m benchmarks.release [--smoke] [--only PART ...]``.

*frames*: single pictures at random of the video in LeRobot's format, against a bare PyAV seek in a
file with a key frame every second picture, and in one with PyAV's own usual groups. *video*: what
writing the video formats takes, against plain PyAV transcoding of the same media. Both sides of a
ratio take turns in one process. *memory*: the peak of a process that releases 1,000 small sessions,
from the gate to the last file, beside that of ten.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.common import measure_parts
from benchmarks.release import frames, memory, video

PARTS: dict[str, Callable[[bool], dict[str, Any]]] = {
    "frames": frames.measure,
    "video": video.measure,
    "memory": memory.measure,
}


if __name__ == "__main__":
    measure_parts(__doc__, "release", PARTS, OSError)
