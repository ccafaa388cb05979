"""What can be measured of single pictures: light, contrast, focus, hands and face.

Focus: F. Crete et al., "The blur effect: perception and estimation with a new no-reference
perceptual blur metric", SPIE 6492 (2007): a sharp picture loses much of its detail when it is
blurred once more, a blurred one loses little. The metric depends little on what is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import av
import numpy as np
from numpy.typing import NDArray

from data_schemas.quality import Measures
from pipelines.motion.picture import BURNT
from pipelines.motion.report import EDGE

if TYPE_CHECKING:
    from pipelines.motion.engine import Stills

ROWS = 480  # measured at one size, so that the limits hold for every camera
REBLUR = 11
FACE = (0, 2, 5, 9, 10)  # nose, eyes and corners of the mouth in MediaPipe's pose
VISIBLE = 0.5


@dataclass(frozen=True)
class Seen:
    """One picture; ``hands`` and ``face`` None where nobody looked for them.

    ``hands`` is the longer way of each hand as a share of the picture, ``cut`` whether one is cut
    off by the edge.
    """

    light: float
    burnt: float
    contrast: float
    blur: float
    hands: tuple[float, ...] | None = None
    cut: bool = False
    face: bool | None = None


def look(image: NDArray[np.uint8], stills: Stills | None) -> Seen:
    """Measure one picture, uint8 RGB [H, W, 3]; ``stills`` None: hands are not looked for."""
    small = _at_one_size(image)
    grey = small.mean(axis=2, dtype=np.float32) / 255
    dim, lit = np.percentile(grey, (5, 95))
    seen = Seen(
        light=float(grey.mean()),
        burnt=float((small.min(axis=2) >= BURNT).mean()),
        contrast=float(lit - dim),
        blur=blur(grey),
    )
    return _with_people(seen, *stills.look(image)) if stills else seen


def blur(grey: NDArray[np.float32]) -> float:
    """How blurred, 0 to 1, f32[H, W]; the worse of both directions, 0 where there is no detail."""
    from scipy.ndimage import uniform_filter1d

    found = 0.0
    for axis in (0, 1):
        again = uniform_filter1d(grey, REBLUR, axis=axis)
        here, there = (np.abs(np.diff(one, axis=axis)) for one in (grey, again))
        total = float(here.sum())
        if total > 0:
            found = max(found, 1 - float(np.maximum(0, here - there).sum()) / total)
    return found


def together(seen: Sequence[Seen]) -> Measures:
    """Several pictures of one recording: medians, and shares of those in which something is."""
    if not seen:
        return Measures()
    found = {
        name: round(float(np.median([getattr(one, name) for one in seen])), 4)
        for name in ("light", "burnt", "contrast", "blur")
    }
    looked = [one for one in seen if one.hands is not None]
    with_hands = [one for one in looked if one.hands]
    sizes = [size for one in with_hands for size in one.hands or ()]
    shares = {
        "hands": _share(len(with_hands), len(looked)),
        "hands_cut": _share(sum(one.cut for one in with_hands), len(with_hands)),
        "face": _share(sum(bool(one.face) for one in looked), len(looked)),
        "hand_size": round(float(np.median(sizes)), 4) if sizes else None,
    }
    return Measures(**found, **shares)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _with_people(seen: Seen, pose: Any, hands: Any) -> Seen:
    found = [
        np.array([(point.x, point.y) for point in hand], np.float64)
        for hand in hands.hand_landmarks
    ]
    edge = [np.minimum(xy, 1 - xy).min() < EDGE for xy in found]
    return Seen(
        light=seen.light,
        burnt=seen.burnt,
        contrast=seen.contrast,
        blur=seen.blur,
        hands=tuple(float((xy.max(axis=0) - xy.min(axis=0)).max()) for xy in found),
        cut=any(edge),
        face=any(_face(body) for body in pose.pose_landmarks),
    )


def _face(body: Any) -> bool:
    """Whether nose, eyes and mouth are seen inside of the picture."""
    points = [body[number] for number in FACE]
    return all(
        point.visibility >= VISIBLE and 0 <= point.x <= 1 and 0 <= point.y <= 1 for point in points
    )


def _at_one_size(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = image.shape[:2]
    if height <= ROWS:
        return image
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="rgb24")
    wide = max(2, round(width * ROWS / height))
    small: NDArray[np.uint8] = frame.reformat(
        width=wide, height=ROWS, interpolation="AREA"
    ).to_ndarray()
    return small
