"""Rendered takes with their truth and their tracks, both halves of the generated corpus.

``SONMAT_CORPUS`` names a folder whose ``tune`` and ``test`` are corpora that were made before
(``python -m examples.demo corpus``); without it they are made here. Tracks are kept beside the
recordings, so that detectors of events can be measured again in seconds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from benchmarks.common import ROOT, say
from capture.formats.track import read_track, write_track
from capture.media import media_from_path
from data_schemas.motion import SCHEMA_VERSION, MotionTrack
from pipelines.motion import Options, detect

HALVES = ("tune", "test")
TAKES, SECONDS, FPS = 12, 60, 15


@dataclass(frozen=True)
class Take:
    """One recording of a take: ``camera`` as in its truth, times on the recording's own clock."""

    folder: Path
    truth: dict[str, Any]
    camera: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.folder.name} {self.camera['name']}"

    @cached_property
    def track(self) -> MotionTrack:
        video = self.folder / self.camera["file"]
        kept = video.with_suffix(f".track{SCHEMA_VERSION}.parquet")
        if not kept.is_file():
            kept.write_bytes(write_track(detect(media_from_path(video), Options())))
        return read_track(kept.read_bytes())

    @cached_property
    def joints(self) -> Any:
        return pq.read_table(self.folder / self.camera["joints"])

    @property
    def t_s(self) -> NDArray[np.float64]:
        return np.asarray(self.joints["t_us"], float) / 1e6

    def points(self, column: str, *shape: int) -> NDArray[Any]:
        """One column of the joints, [N, *shape]."""
        return np.array(self.joints[column].to_pylist()).reshape(-1, *shape)

    def moments(self, kind: str) -> list[tuple[float, float]]:
        """Planned moments of a kind that this camera's recording holds, on its clock."""
        off, end = self.camera["offset_s"], float(self.t_s[-1])
        spans = [(m["start_s"] - off, m["end_s"] - off) for m in self.truth["moments"]
                 if m["kind"] == kind]  # fmt: skip
        return [(a, b) for a, b in spans if b > 0.3 and a < end - 0.3]


@contextmanager
def halves(smoke: bool) -> Iterator[dict[str, list[Take]]]:
    """The takes of each half."""
    given = os.environ.get("SONMAT_CORPUS")
    if given and not smoke:
        yield {half: _takes(Path(given) / half) for half in HALVES}
        return
    with tempfile.TemporaryDirectory() as folder:
        n, seconds = (1, 3) if smoke else (TAKES, SECONDS)
        for half in HALVES[: 1 if smoke else None]:
            say(f"making {n} takes of the {half} half")
            made = ["corpus", "--n", str(n), "--split", half, "--seconds", str(seconds)]
            where = ["--fps", str(FPS), "--out", str(Path(folder) / half)]
            command = [sys.executable, "-m", "examples.demo", *made, *where]
            subprocess.run(command, cwd=ROOT, check=True, stdout=sys.stderr)
        yield {half: _takes(Path(folder) / half) for half in HALVES}


def _takes(corpus: Path) -> list[Take]:
    found = []
    for path in sorted(corpus.glob("*/truth.json")):
        truth = json.loads(path.read_text("utf-8"))
        found += [Take(path.parent, truth, camera) for camera in truth["cameras"]]
    return found
