"""CenterFace (Xu et al. 2019), run by onnxruntime: faces in one picture, also small ones.

The network gives, for every 4 x 4 pixels, how sure it is that a face's middle lies there, and the
face's size and exact place (their paper, section 3).
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from data_schemas.errors import ModelError
from data_schemas.mask import Patch
from pipelines.models import model_path

MODEL = "centerface"
STRIDE = 4
_MULTIPLE = 32  # what the network halves its input to
_SAME = 0.3  # overlap from which two boxes are one face
_LOG_ERRORS = 3

Array = NDArray[np.float32]


class Face(NamedTuple):
    """Where, and how sure (0..1)."""

    box: Patch
    score: float


class CenterFace:
    """``longest_px``: the picture's longer side as the network sees it.

    A face is found from about 20 pixels there. Raises ModelError.
    """

    def __init__(self, longest_px: int = 832, sure: float = 0.25) -> None:
        self._longest, self._sure = longest_px, sure
        self._network = _load(str(model_path(MODEL)))

    def find(self, image: NDArray[np.uint8]) -> tuple[Face, ...]:
        """Faces of an uint8 RGB picture [H, W, 3], the surest first."""
        import cv2

        height, width = image.shape[:2]
        scale = self._longest / max(height, width)
        size = tuple(
            max(1, round(side * scale / _MULTIPLE)) * _MULTIPLE for side in (width, height)
        )
        small = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1 else 1)
        given = np.ascontiguousarray(small.transpose(2, 0, 1)[None], np.float32)
        heat, sizes, offsets, _marks = self._network.run(None, {"input.1": given})
        return _apart(_decoded(heat[0, 0], sizes[0], offsets[0], self._sure))


def _decoded(heat: Array, sizes: Array, offsets: Array, sure: float) -> list[Face]:
    """All places where the network sees a face; ``heat`` [h, w], the others [2, h, w] (y, x)."""
    rows, columns = np.nonzero(heat >= sure)
    high, wide = heat.shape[0] * STRIDE, heat.shape[1] * STRIDE
    found = []
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        h, w = (float(np.exp(part[row, column])) * STRIDE for part in sizes)
        y, x = (
            (place + float(part[row, column]) + 0.5) * STRIDE
            for place, part in zip((row, column), offsets, strict=True)
        )
        box = Patch(x=(x - w / 2) / wide, y=(y - h / 2) / high, w=w / wide, h=h / high)
        found.append(Face(box, float(heat[row, column])))
    return sorted(found, key=lambda face: -face.score)


def _apart(faces: list[Face]) -> tuple[Face, ...]:
    """One of those that lie on each other, the surest."""
    kept: list[Face] = []
    for face in faces:
        if all(face.box.iou(other.box) < _SAME for other in kept):
            kept.append(face)
    return tuple(kept)


@cache
def _load(path: str) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = _LOG_ERRORS
    options.intra_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise ModelError(
            f"The model {MODEL} cannot be loaded: run `sonmat models verify`."
        ) from error
