"""Subtitles drawn into the picture, for players that show no track of text.

A font with Hangul is needed and none comes with Sonmat: one of this machine is taken, or the one
that ``SONMAT_SUBTITLE_FONT`` names.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from data_schemas.errors import NeedsSoftware
from data_schemas.transcript import Utterance
from pipelines.handout.captions import lines

KNOWN = (
    "/usr/share/fonts/truetype/nanum/NanumGothicBold.ttf",
    "/usr/share/fonts/truetype/nanum/NanumGothic.ttf",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/System/Library/Fonts/AppleSDGothicNeo.ttc",
    "C:/Windows/Fonts/malgun.ttf",
)
BAND = 0.55  # how dark the band behind the words is, 1 is black
Picture = NDArray[np.uint8]


def find_font(named: str = "") -> Path:
    """The font that is named, else one of this machine. Raises NeedsSoftware."""
    for name in (named,) if named else KNOWN:
        if Path(name).is_file():
            return Path(name)
    raise NeedsSoftware(
        "No font with Korean letters was found to draw subtitles with: install one, such as"
        " fonts-nanum, or set SONMAT_SUBTITLE_FONT to a font file."
    )


class Burner:
    """Draws the cue of a second at the foot of the picture, and ``stamp`` small at its top."""

    def __init__(self, font: Path, cues: tuple[Utterance, ...], stamp: str) -> None:
        self._font, self._cues, self._stamp = font, cues, stamp

    def __call__(self, frame: Any, second: float) -> Any:
        """A new frame of the same size, RGB."""
        image: Picture = frame.to_ndarray(format="rgb24").copy()
        text = next((c.text for c in self._cues if c.start_s <= second < c.end_s), "")
        height, width = image.shape[:2]
        if self._stamp:
            self._lay(image, self._stamp, max(11, height // 40), 0)
        if text:
            size = max(14, height // 18)
            band = self._band("\n".join(lines(text)), size, width)
            self._lay(image, "\n".join(lines(text)), size, height - len(band) - height // 30)
        return av.VideoFrame.from_ndarray(image, format="rgb24")

    def _lay(self, image: Picture, text: str, size: int, top: int) -> None:
        band = self._band(text, size, image.shape[1])[: len(image) - max(0, top)]
        here = image[max(0, top) : max(0, top) + len(band)]
        opacity = band.astype(np.float32)[..., None] / 255
        here[:] = (here * (1 - BAND) * (1 - opacity) + 255 * opacity).astype(np.uint8)

    def _band(self, text: str, size: int, width: int) -> Picture:
        return _drawn(self._font, text, size, width)


@lru_cache(maxsize=32)
def _drawn(font: Path, text: str, size: int, width: int) -> Picture:
    """Opacity of the letters, uint8 [height, width]; made smaller until it fits."""
    from PIL import Image, ImageDraw, ImageFont

    letters = ImageFont.truetype(str(font), size)
    rows = text.split("\n")
    while size > 8 and max(letters.getlength(row) for row in rows) > width * 0.96:
        size -= 1
        letters = ImageFont.truetype(str(font), size)
    step = round(size * 1.3)
    image = Image.new("L", (width, step * len(rows) + size // 3), 0)
    draw = ImageDraw.Draw(image)
    for number, row in enumerate(rows):
        left = (width - letters.getlength(row)) / 2
        draw.text((left, number * step + size // 8), row, fill=255, font=letters)
    return np.asarray(image)
