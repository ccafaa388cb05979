"""Stills of a take, for looking at and for the gallery in the docs."""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from .bake import bake
from .body import Body, Pixels
from .jobs import JOBS
from .make import LARGE, Options, plan
from .options import size
from .paths import DemoError
from .people import PEOPLE
from .performance import Performance
from .variation import CAMERAS, Variation, draw, single


def stills(v: Variation, camera: str, times: list[float], shape: tuple[int, int]) -> list[Pixels]:
    """Pictures [h, w, 3] of a take; ``times`` are shares of its length, 0..1."""
    from .scene import Scene

    take, _ = plan(v, Options())
    scene = Scene(
        Performance(take, Body(bake(take.sliders))), shape, lambda t: 0.5 + 0.5 * np.sin(9 * t)
    )
    try:
        shots = (scene.shot(share * take.truth["duration_s"]) for share in times)
        return [scene.frame(shot, scene.view(camera, shot)) for shot in shots]
    finally:
        scene.close()


def sheet(pictures: list[Pixels], columns: int) -> Image.Image:
    """Pictures of one size side by side."""
    high, wide = pictures[0].shape[:2]
    rows = -(-len(pictures) // columns)
    out = Image.new("RGB", (columns * wide, rows * high))
    for i, picture in enumerate(pictures):
        out.paste(Image.fromarray(picture), (i % columns * wide, i // columns * high))
    return out


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    found = argparse.ArgumentParser(prog="python -m examples.demo stills", description=__doc__)
    found.add_argument("--out", type=Path, required=True, help="the picture to write (.jpg, .png)")
    found.add_argument("--seed", type=int, default=33)
    found.add_argument("--job", choices=sorted(JOBS), default="flange")
    found.add_argument("--person", choices=sorted(PEOPLE))
    found.add_argument("--camera", choices=CAMERAS, default="front")
    found.add_argument("--full", action="store_true", help="draw everything from the seed")
    found.add_argument("--size", type=size, default=LARGE)
    found.add_argument("--at", type=float, nargs="+", default=[0.2, 0.4, 0.6, 0.8], help="0..1")
    found.add_argument("--columns", type=int, default=2)
    return found


def main(argv: list[str]) -> int:
    """Command line of ``python -m examples.demo stills``."""
    given = parser().parse_args(argv)
    if any(not 0 <= share <= 1 for share in given.at):
        raise DemoError("--at takes shares of the take's length, from 0 to 1.")
    fixed = {"job": given.job} | ({"person": given.person} if given.person else {})
    v = draw(given.seed, **fixed) if given.full else single(given.seed, **fixed)
    found = stills(v, given.camera, given.at, given.size)
    sheet(found, given.columns).save(given.out, quality=88)
    return 0
