"""The waveform as a stage: a recording in, its peaks out; empty where it has no sound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from capture.media import Media
from data_schemas.artifact import Kind
from pipelines.stage import Context, Stage, Values

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HEARD_HZ = 16_000


def _run(values: Values, context: Context) -> Values:
    from pipelines.waveform.peaks import peaks

    media: Media = values[Kind.ORIGINAL]
    return {Kind.WAVEFORM: peaks(_told(media, context), HEARD_HZ)}


def _told(media: Media, context: Context) -> Iterator[NDArray[np.float32]]:
    """The sound as it comes, telling how far it is."""
    heard = 0
    for chunk in media.sound(HEARD_HZ):
        yield chunk
        heard += len(chunk)
        context.progress(min(1.0, heard / HEARD_HZ / max(context.duration_s, 1.0)))


STAGE = Stage(
    name="waveform",
    version="1",
    per="recording",
    needs=(Kind.ORIGINAL,),
    makes=(Kind.WAVEFORM,),
    run=_run,
    queue="light",
)
