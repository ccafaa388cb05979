"""Rendered takes with their truth and their tracks, both halves of the generated corpus.

``SONMAT_CORPUS`` names a folder with corpora that were made before (``python -m examples.demo
corpus``), ``tune`` and ``test`` or one of them; without it both are made here. Tracks are kept
beside the recordings, so that detectors of events can be measured again in seconds: delete
``*.track*.parquet`` there after a change of detection.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from benchmarks.common import ROOT, say
from capture.formats.track import read_track, write_track
from capture.media import media_from_path
from data_schemas.motion import SCHEMA_VERSION, MotionTrack
from examples.demo.paths import DemoError
from pipelines.motion import Options, detect

HALVES = ("tune", "test")
TAKES, SECONDS, FPS = 12, 60, 15
EDGE_S = 0.3  # what ends sooner or begins later than this from an end is not in the recording


class Span(NamedTuple):
    """Seconds on a recording's clock; ``hand`` where it is stated."""

    start_s: float
    end_s: float
    hand: str = ""


@dataclass(frozen=True)
class Take:
    """One recording of a take: ``camera`` as in its truth, times on the recording's own clock."""

    folder: Path
    truth: dict[str, Any]
    camera: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.folder.name} {self.camera['name']}"

    @property
    def groups(self) -> tuple[str, ...]:
        """What its figures are counted under."""
        drawn = self.truth["variation"]
        return (
            "all",
            self.camera["name"],
            *(() if self.camera["name"] == "head" else ("on a stand",)),
            "gloves" if drawn["gloves"] else "bare hands",
            "camera shakes" if drawn["shake_deg"] else "camera steady",
            "left-handed" if self.truth["person"]["left_handed"] else "right-handed",
        )

    @property
    def video(self) -> Path:
        return self.folder / self.camera["file"]

    @cached_property
    def track(self) -> MotionTrack:
        kept = self.video.with_suffix(f".track{SCHEMA_VERSION}.parquet")
        if not kept.is_file():
            part = kept.with_suffix(".part")
            part.write_bytes(write_track(detect(media_from_path(self.video), Options())))
            part.replace(kept)
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

    def rows(self, key: str, *kinds: str) -> list[Span]:
        """Rows of the truth, of these kinds, that this recording holds, on its clock."""
        off, end = self.camera["offset_s"], float(self.t_s[-1])
        rows = [row for row in self.truth[key] if row["kind"] in kinds]
        spans = [Span(row["start_s"] - off, row["end_s"] - off) for row in rows]
        return [one for one in spans if one.end_s > EDGE_S and one.start_s < end - EDGE_S]


def halves(smoke: bool) -> dict[str, list[Take]]:
    """The takes of each half that is there; ``DemoError`` if what is named holds none."""
    given = os.environ.get("SONMAT_CORPUS")
    folder = Path(given) if given and not smoke else _rendered(smoke)
    found = {half: _takes(folder / half) for half in HALVES}
    if not any(found.values()):
        raise DemoError(f"SONMAT_CORPUS is {folder}, and {folder}/tune holds no take.")
    return {half: takes for half, takes in found.items() if takes}


@cache
def _rendered(smoke: bool) -> Path:
    """A folder with both halves, made once for all parts and gone when the process ends."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    n, seconds = (1, 2) if smoke else (TAKES, SECONDS)
    for half in HALVES[:1] if smoke else HALVES:
        say(f"making {n} takes of the {half} half")
        made = ["corpus", "--n", str(n), "--split", half, "--seconds", str(seconds)]
        where = ["--fps", str(FPS), "--out", str(Path(folder.name) / half)]
        command = [sys.executable, "-m", "examples.demo", *made, *where]
        subprocess.run(command, cwd=ROOT, check=True, stdout=sys.stderr)
    return Path(folder.name)


def _takes(corpus: Path) -> list[Take]:
    found = []
    for path in sorted(corpus.glob("*/truth.json")):
        truth = json.loads(path.read_text("utf-8"))
        found += [Take(path.parent, truth, camera) for camera in truth["cameras"]]
    return found
