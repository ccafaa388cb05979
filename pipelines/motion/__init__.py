"""Where body and hands are, frame by frame. Importing this package imports no MediaPipe."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pipelines.motion.options import Options

if TYPE_CHECKING:
    from capture.media import Media
    from data_schemas.motion import MotionTrack

__all__ = ["Options", "detect"]


def detect(
    media: Media,
    options: Options = Options(),
    progress: Callable[[float], None] | None = None,
) -> MotionTrack:
    """The raw motion track of a recording: one row a sampled frame, NaN where nothing was found.

    ``progress`` takes the share done (0..1); what it raises (``Cancelled``) stops the work.
    ``MediaError`` if there is no picture, ``NeedsSoftware`` or ``ModelError`` if MediaPipe or
    its models cannot be used here.
    """
    from pipelines.motion.detection import detect_measured

    return detect_measured(media, options, progress).track
