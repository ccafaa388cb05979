"""One picture of a playable copy with its masks on, for a person who checks them."""

from __future__ import annotations

from collections.abc import Sequence

from capture.media import Media
from data_schemas.clock import Interval, TimeMap
from data_schemas.errors import UnknownError
from data_schemas.mask import PictureMask
from data_schemas.motion import MotionTrack
from pipelines.deidentify.picture.hands import WorkingHands
from pipelines.deidentify.picture.paint import Painter

QUALITY = 88
Known = tuple[Sequence[PictureMask], MotionTrack | None, TimeMap]


def still(proxy: Media, known: Known, at_s: float) -> bytes:
    """JPEG of the picture shown at ``at_s`` of the recording. ``known``: masks and motion track,
    both on its clock, and the way there from the copy's. Raises UnknownError past its end.
    """
    import cv2

    masks, track, clock = known
    painter = Painter(masks, WorkingHands(track), clock)
    wanted_s = clock.to_proxy(at_s)
    shown: tuple[float, object] | None = None
    step_s = 1 / max(proxy.info.fps, 1.0)
    for found in proxy.decoded_within(
        Interval(start_s=max(0.0, wanted_s - 1.5 * step_s), end_s=wanted_s + 2.5 * step_s)
    ):
        if shown is not None and found[0] > wanted_s + 0.1 * step_s:
            break
        shown = found
    if shown is None:
        raise UnknownError("The recording is shorter than that.")
    second, frame = shown
    image = frame.to_ndarray(format="rgb24")  # type: ignore[attr-defined]
    painted = painter.rgb(image, second)
    done, data = cv2.imencode(".jpg", painted[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not done:
        raise UnknownError("This picture cannot be shown.")
    return data.tobytes()
