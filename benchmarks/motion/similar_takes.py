"""Generated takes as tracks: their exact joints with a little noise, as if a model had seen them.

No picture is rendered: how well similar movement is found is asked apart from how well hands are
found in pictures. Takes are kept in the demo's cache, since posing the figure takes a minute each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.common import say
from data_schemas.motion import MotionTrack
from examples.demo.corpus import finished, planned
from examples.demo.make import Options, make
from examples.demo.paths import cache_dir
from examples.generated.seen import seen
from pipelines.motion.smooth import smooth

FPS = 10
TAKES = 12
SMALL = ((1, 4), 25.0)  # two takes of one job by one person, which begin with the same step


@dataclass(frozen=True, eq=False)
class SeenTake:
    """One take of a half; ``track`` is smoothed."""

    name: str
    truth: dict[str, Any]
    track: MotionTrack

    @property
    def job(self) -> str:
        return str(self.truth["variation"]["job"])

    @property
    def person(self) -> str:
        return str(self.truth["variation"]["person"])


def halves(smoke: bool) -> dict[str, list[SeenTake]]:
    """The first ``TAKES`` takes of both halves, seen by their first camera; or a little of one."""
    if smoke:
        return {"tune": _takes("tune", *SMALL)}
    return {split: _takes(split, range(TAKES)) for split in ("tune", "test")}


def _takes(split: str, numbers: Sequence[int], seconds: float | None = None) -> list[SeenTake]:
    options = Options(fps=FPS, picture=False, seconds=seconds)
    kept = cache_dir() / "joints" / (split if seconds is None else f"{split}-{seconds:.0f}s")
    plans = planned(max(numbers) + 1, split)
    out = []
    for number in numbers:
        one = plans[number]
        folder = kept / one.folder
        truth = finished(folder, one.variation, options)
        if truth is None:
            truth = make(one.variation, folder, options)
        out.append(SeenTake(one.folder, truth, smooth(seen(folder, truth, number))))
        say(f"{split} {one.folder}: {len(out[-1].track)} frames")
    return out
