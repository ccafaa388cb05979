"""One picture at random: what a trainer that shuffles waits for."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av

from benchmarks.release.media import Size, bundle_of, copy_of
from benchmarks.release.peer import picture_at, transcode
from benchmarks.release.turns import in_turns, ratio_spread
from data_schemas.release import FormatOptions
from pipelines.release.formats import FORMATS
from pipelines.release.formats.lerobot.layout import VIDEO_PATH, path_of

FPS, USUAL = 15, 12


def measure(smoke: bool) -> dict[str, Any]:
    size = Size(640, 480, 10 if smoke else 120)
    asked, rounds = (20, 1) if smoke else (200, 9)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy = copy_of(size, folder / "copy.mp4")
        (folder / "lerobot").mkdir()
        FORMATS["lerobot"](bundle_of(size, copy, FormatOptions(fps=FPS)), folder / "lerobot")
        transcode(copy, folder / "bare.mp4", (size.width, size.height), FPS)
        transcode(copy, folder / "usual.mp4", (size.width, size.height), FPS, USUAL)
        films = {
            "lerobot": folder / "lerobot" / path_of(VIDEO_PATH, 0),
            "bare_gop_2": folder / "bare.mp4",
            "bare_gop_12": folder / "usual.mp4",
        }
        numbers = random.Random(7).sample(range(size.seconds * FPS), asked)
        found = in_turns({n: _reading(path, numbers) for n, path in films.items()}, rounds)
        bytes_ = {n: path.stat().st_size for n, path in films.items()}
    return {
        "pictures": asked, "rounds": rounds, "size": f"{size.width}x{size.height}", "fps": FPS,
        "bytes": bytes_,
        "ms_a_picture": {n: round(one["wall_s"] / asked * 1000, 3) for n, one in found.items()},
        "lerobot_to_bare_gop_2": round(
            found["lerobot"]["wall_s"] / found["bare_gop_2"]["wall_s"], 3
        ),
        "lerobot_to_bare_gop_2_cpu": round(
            found["lerobot"]["cpu_s"] / found["bare_gop_2"]["cpu_s"], 3
        ),
        "lerobot_to_bare_gop_2_spread": ratio_spread(found, "lerobot", "bare_gop_2"),
        "bound": 1.3,
    }  # fmt: skip


def _reading(path: Path, numbers: list[int]) -> Callable[[], None]:
    def read() -> None:
        with av.open(str(path)) as opened:
            for number in numbers:
                picture_at(opened, number, FPS)

    return read
