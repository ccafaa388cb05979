"""``python -m benchmarks.soak [--smoke]``: many sessions, one after the other, in one folder.

Watches what must stay flat while a site grows: the worker's memory, and the size of the data
folder per session.
"""

from __future__ import annotations

import argparse
import struct
from collections.abc import Iterator
from pathlib import Path

from benchmarks.common import ROOT, keep, say
from benchmarks.pipeline.run import Desk, desk
from data_schemas.value import Value
from tests.capture.heads import head_of

DEMO = ROOT / "examples" / "demo"
SMALL_S = 8.0


class Round(Value):
    sessions: int
    wall_s: float
    worker_peak_mb: int
    folder_mb: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="two short sessions, nothing kept")
    parser.add_argument("--sessions", type=int, default=20)
    options = parser.parse_args()
    recording = DEMO / "recording" / "recording.mp4"
    count = 2 if options.smoke else options.sessions
    whole = head_of(recording, SMALL_S) if options.smoke else recording.read_bytes()
    with desk(worker=True) as made:
        rounds = [one.model_dump() for one in _grow(made, whole, count)]
    keep("soak", {"command": "python -m benchmarks.soak", "rounds": rounds}, options.smoke)


def _grow(made: Desk, whole: bytes, count: int) -> Iterator[Round]:
    """The same recording again and again; each has bytes of its own, so each is a session."""
    procedure = made.procedure("en")
    for number in range(1, count + 1):
        # A trailing "free" box changes the bytes and nothing that is shown.
        recording = made.folder / f"{number}.mp4"
        recording.write_bytes(whole + struct.pack(">I4sQ", 16, b"free", number))
        row = made.through(recording, procedure)
        grown = Round(
            sessions=number,
            wall_s=row["wall_s"],
            worker_peak_mb=row["worker_peak_mb"],
            folder_mb=round(_size(made.folder / "data") / 1e6, 1),
        )
        say(f"{grown}")
        yield grown


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main()
