"""Still pictures as browsers send them, and some that no browser would."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

SOI, EOI = b"\xff\xd8", b"\xff\xd9"


def jpeg(image: np.ndarray | None = None, **options: object) -> bytes:
    """A JPEG of uint8 RGB [H, W, 3]; without one, of a small scene with edges."""
    out = io.BytesIO()
    Image.fromarray(scene() if image is None else image).save(out, "JPEG", **options)
    return out.getvalue()


def scene(height: int = 240, width: int = 320, seed: int = 0) -> np.ndarray:
    """Boxes in many greys: sharp, well lit, with nobody in it."""
    rng = np.random.default_rng(seed)
    image = np.full((height, width, 3), 120, np.uint8)
    for y, x, tall, wide in rng.random((80, 4)):
        top, left = round(y * height), round(x * width)
        bottom, right = (
            top + round((0.05 + tall / 5) * height),
            left + round((0.05 + wide / 5) * width),
        )
        image[top:bottom, left:right] = rng.integers(20, 230, 3)
    return image


def with_size(data: bytes, width: int, height: int) -> bytes:
    """The same picture that claims another size."""
    at = next(data.index(bytes((0xFF, m))) for m in (0xC0, 0xC2) if bytes((0xFF, m)) in data)
    return data[: at + 5] + height.to_bytes(2) + width.to_bytes(2) + data[at + 9 :]


def with_scans(data: bytes, times: int) -> bytes:
    """The same picture with its last scan over and over again."""
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * times + EOI
