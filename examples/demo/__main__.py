"""``python -m examples.demo --seed N --out DIR``: the demo recording and its truth."""

import argparse
import json
import sys
from pathlib import Path

from . import joints, sound, timeline, video, voice
from .bake import bake
from .body import Body
from .paths import DemoError, atomic
from .performance import Performance

SIZE = (640, 360)


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m examples.demo", description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--no-video", action="store_true", help="write joints and truth only")
    parser.add_argument("--fps", type=int, default=15)
    parser.add_argument("--seconds", type=float, help="stop after this many seconds")
    return parser.parse_args(argv)


def _render(path: Path, show: Performance, frames: int, track: voice.Sound) -> None:
    from .scene import Scene

    fps = show.take.truth["fps"]
    scene = Scene(show, SIZE)
    try:
        video.write(path, (scene.frame(i / fps) for i in range(frames)), fps, SIZE, track)
    finally:
        scene.close()


def make(seed: int, out: Path, fps: int, seconds: float | None, picture: bool) -> None:
    """Write ``recording.mp4`` (if ``picture``), ``joints.parquet`` and ``truth.json`` to ``out``."""
    said = voice.narrate(timeline.texts())
    lengths = {text: len(wave) / voice.RATE for text, wave in said.items()}
    take = timeline.build(seed, fps, lengths)
    if seconds is not None:
        take.truth = timeline.clip(take.truth, seconds)
    show = Performance(take, Body(bake(take.sliders)))
    frames = round(take.truth["duration_s"] * fps)
    out.mkdir(parents=True, exist_ok=True)
    if picture:
        track = sound.mix(take.truth, [(start, said[text]) for start, text in take.sounds])
        _render(out / "recording.mp4", show, frames, track)
    joints.write(out / "joints.parquet", show, frames, SIZE)
    with atomic(out / "truth.json") as temp:
        temp.write_text(json.dumps(take.truth, indent=1, ensure_ascii=False) + "\n", "utf-8")


def main(argv: list[str] | None = None) -> int:
    """Command line; 0 when everything was written, 1 with one sentence when it was not."""
    given = _arguments(argv)
    try:
        make(given.seed, given.out, given.fps, given.seconds, not given.no_video)
    except DemoError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
