"""What it takes to write the video formats, beside coding the same media anew and nothing else."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.release.media import FPS, Size, bundle_of, copy_of
from benchmarks.release.peer import transcode
from benchmarks.release.turns import in_turns, ratio_spread
from data_schemas.release import FormatOptions
from pipelines.release.formats import FORMATS

# Pictures a second and the longest side: as usual, and everything that a copy has.
CHOICES = {"usual": (15, 640), "all": (FPS, 1280)}


def measure(smoke: bool) -> dict[str, Any]:
    size = Size(320, 240, 10) if smoke else Size(1280, 720, 20)
    rounds = 1 if smoke else 3
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy = copy_of(size, folder / "copy.mp4")
        found = {
            name: _measured(folder, copy, size, (choice, rounds))
            for name, choice in CHOICES.items()
        }
    return {
        "media": f"{size.seconds} s of {size.width}x{size.height} at {FPS}", "rounds": rounds,
        "choices": {name: {"fps": one[0], "longest_px": one[1]} for name, one in CHOICES.items()},
        **found, "bound": 0.7,
    }  # fmt: skip


def _measured(
    folder: Path, copy: Path, size: Size, told: tuple[tuple[int, int], int]
) -> dict[str, Any]:
    (fps, longest), rounds = told
    options = FormatOptions(fps=fps, longest_px=longest)
    bundle = bundle_of(size, copy, options)
    share = min(1.0, longest / size.width)
    target = int(size.width * share) // 2 * 2, int(size.height * share) // 2 * 2

    def writing(name: str) -> Callable[[], None]:
        def write() -> None:
            shutil.rmtree(folder / name, ignore_errors=True)
            (folder / name).mkdir()
            FORMATS[name](bundle, folder / name)

        return write

    sides: dict[str, Callable[[], object]] = {
        name: writing(name) for name in ("lerobot", "webdataset")
    }
    sides["bare"] = lambda: transcode(copy, folder / "bare.mp4", target, fps)
    times = in_turns(sides, rounds)
    # throughput: media a second, so that more is better
    return times | {
        f"{name}_to_bare": round(times["bare"]["wall_s"] / times[name]["wall_s"], 3)
        for name in ("lerobot", "webdataset")
    } | {
        f"{name}_to_bare_cpu": round(times["bare"]["cpu_s"] / times[name]["cpu_s"], 3)
        for name in ("lerobot", "webdataset")
    } | {
        f"{name}_cpu_cost_spread": ratio_spread(times, name, "bare", "cpu_s")
        for name in ("lerobot", "webdataset")
    }  # fmt: skip
