"""``python -m examples.demo --seed N --out DIR``: the demo recording and its truth."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from . import joints, sound, timeline, video, voice
from .bake import bake
from .body import Body
from .paths import DemoError, atomic
from .performance import Performance

if TYPE_CHECKING:
    from .scene import Scene

SIZE = (640, 360)


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m examples.demo", description=__doc__)
    parser.add_argument("--seed", type=int, default=33)
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--no-video", action="store_true", help="write joints and truth only")
    parser.add_argument("--fps", type=int, default=15)
    parser.add_argument("--seconds", type=float, help="stop after this many seconds")
    return parser.parse_args(argv)


def _scene(show: Performance) -> "Scene":
    """The scene; imported late, so that ``--no-video`` needs no renderer."""
    try:
        from .scene import Scene
    except ImportError as error:
        raise DemoError("The demo's picture needs moderngl: pip install 'sonmat[demo]'.") from error
    return Scene(show, SIZE)


def make(seed: int, out: Path, fps: int, seconds: float | None, picture: bool) -> None:
    """Write ``recording.mp4`` (if ``picture``), ``joints.parquet`` and ``truth.json``.

    Raises DemoError, with nothing written, when the voice, the figure or EGL is missing.
    """
    said = voice.narrate(timeline.texts())
    lengths = {text: len(wave) / voice.RATE for text, wave in said.items()}
    take = timeline.build(seed, fps, lengths)
    if seconds is not None:
        take.truth = timeline.clip(take.truth, seconds)
    show = Performance(take, Body(bake(take.sliders)))
    scene = _scene(show) if picture else None
    frames = round(take.truth["duration_s"] * fps)
    out.mkdir(parents=True, exist_ok=True)
    if scene is not None:
        track = sound.mix(take.truth, [(start, said[text]) for start, text in take.sounds])
        pictures = (scene.frame(i / fps) for i in range(frames))
        video.write(out / "recording.mp4", pictures, fps, SIZE, track)
        scene.close()
    joints.write(out / "joints.parquet", show, frames, SIZE)
    with atomic(out / "truth.json") as temp:
        temp.write_text(json.dumps(take.truth, indent=1, ensure_ascii=False) + "\n", "utf-8")


def main(argv: list[str] | None = None) -> int:
    """Command line; 0 when everything was written, 1 with one sentence when it was not."""
    given = _arguments(argv)
    try:
        make(given.seed, given.out, given.fps, given.seconds, not given.no_video)
    except DemoError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
