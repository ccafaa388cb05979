"""A real face, put into generated pictures at known places.

The only photograph of a person that a package registry offers under a clear licence is a portrait
of an astronaut that NASA put into the public domain (it comes with scikit-image). It is unzipped
out of that wheel, pinned by its digest. One face, looking ahead: turning it in the plane, shrinking
and blurring it, less light and a hand before it is all that can be varied. Other faces are others.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from data_schemas.mask import Patch
from examples.demo.paths import DemoError, cache_dir
from pipelines.models.sources import Part, Source, Unreachable, accept, get

PORTRAIT = Source(
    sha256="88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5",
    size=791_555,
    wheels=(Part("scikit-image==0.26.0", "skimage/data/astronaut.png"),),
)
# Measured by eye on the picture of 512 x 512: the face from hairline to chin, and the whole head.
FACE = (182, 70, 268, 188)
HEAD_MIDDLE, HEAD_HALF = (227, 108), (78, 98)
SKIN = (150, 175, 215)

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Look:
    """``height_px``: of the face. ``turned_deg`` in the plane; ``blur``: sigma, share of the
    height; ``hidden``: share of the face under a hand, from the chin up; ``light``: 1 as it is.
    """

    height_px: int
    turned_deg: float = 0.0
    blur: float = 0.0
    hidden: float = 0.0
    light: float = 1.0
    mirrored: bool = False


def portrait() -> Picture:
    """BGR [512, 512, 3]. Raises DemoError where no registry answers."""
    kept = cache_dir() / "astronaut.png"
    if not kept.exists():
        with tempfile.TemporaryDirectory(dir=cache_dir()) as folder:
            raw = Path(folder) / "raw"
            try:
                with raw.open("wb") as out:
                    get(PORTRAIT, Path(folder), out)
            except Unreachable as error:
                raise DemoError(f"no portrait to paste: {error}") from error
            accept(PORTRAIT, raw)
            raw.rename(kept)
    return cv2.imread(str(kept))


class Pasted:
    """The head as it is pasted: BGR, its opacity, and the face's box in it."""

    def __init__(self, look: Look) -> None:
        image = portrait().copy()
        opaque = np.zeros(image.shape[:2], np.uint8)
        cv2.ellipse(opaque, HEAD_MIDDLE, HEAD_HALF, 0, 0, 360, 255, -1)
        opaque = cv2.GaussianBlur(opaque, (0, 0), 4)
        left, top, right, foot = FACE
        if look.hidden:
            edge = round(foot - look.hidden * (foot - top))
            for n in range(4):  # four fingers across
                y = edge + 8 + n * 24
                cv2.ellipse(image, (225, y), (62, 14), -8, 0, 360, SKIN, -1)
                cv2.ellipse(image, (225, y), (62, 14), -8, 0, 360, (110, 135, 175), 2)
        if look.mirrored:
            image, opaque = image[:, ::-1].copy(), opaque[:, ::-1].copy()
            left, right = 512 - right, 512 - left
        scale = look.height_px / (foot - top)
        middle = ((left + right) / 2, (top + foot) / 2)
        turn = cv2.getRotationMatrix2D(middle, look.turned_deg, scale)
        size = max(8, round(300 * scale))
        turn[:, 2] += size / 2 - np.array(middle)
        self.image = cv2.warpAffine(image, turn, (size, size), flags=cv2.INTER_AREA)
        self.opaque = cv2.warpAffine(opaque, turn, (size, size), flags=cv2.INTER_AREA) / 255.0
        if look.blur:
            sigma = max(0.3, look.blur * look.height_px)
            self.image = cv2.GaussianBlur(self.image, (0, 0), sigma)
        self.image = np.clip(self.image * look.light, 0, 255).astype(np.uint8)
        corners = np.array([[left, top], [right, top], [right, foot], [left, foot]], float)
        there = corners @ turn[:, :2].T + turn[:, 2]
        # The box of the turned face, without the corners that only its upright box has.
        middle_, half = there.mean(0), (there.max(0) - there.min(0)) / 2
        straight = np.array([right - left, foot - top]) * scale / 2
        half = np.minimum(half, np.full(2, float(straight.max())))
        self.box = (*(middle_ - half), *(middle_ + half))

    def onto(self, picture: Picture, x: float, y: float) -> tuple[Picture, Patch]:
        """BGR with the head's middle at (x, y) in pixels, and where the face is now."""
        size = self.image.shape[0]
        shift = np.float32([[1, 0, x - size / 2], [0, 1, y - size / 2]])
        height, width = picture.shape[:2]
        head = cv2.warpAffine(self.image, shift, (width, height))
        opaque = cv2.warpAffine(self.opaque, shift, (width, height))[..., None]
        out = (picture * (1 - opaque) + head * opaque).astype(np.uint8)
        left, top, right, foot = self.box
        left, right = (side + x - size / 2 for side in (left, right))
        top, foot = (side + y - size / 2 for side in (top, foot))
        return out, Patch(
            x=left / width, y=top / height, w=(right - left) / width, h=(foot - top) / height
        )


SIZES = (16, 24, 40, 80, 160)
CONDITIONS: dict[str, Look] = {
    "as it is": Look(0),
    "turned 30": Look(0, turned_deg=30),
    "turned 60": Look(0, turned_deg=60),
    "blurred": Look(0, blur=0.06),
    "dark": Look(0, light=0.35),
    "half hidden by a hand": Look(0, hidden=0.45),
}


def looks(sizes: tuple[int, ...] = SIZES, again: int = 3) -> Iterator[tuple[str, int, Look]]:
    """(condition, number, look) for each condition in each size."""
    for name, look in CONDITIONS.items():
        for size in sizes:
            for n in range(again):
                sign = 1 if n % 2 else -1
                yield (
                    name,
                    n,
                    Look(
                        size, sign * look.turned_deg, look.blur, look.hidden, look.light, n % 2 == 1
                    ),
                )
