"""Proposals of what is to be hidden in one recording's picture."""

from capture.media import Media
from data_schemas.artifact import Kind
from pipelines.deidentify.faces.find import FaceOptions, find_faces
from pipelines.stage import Context, Stage, Values


def _run(values: Values, context: Context) -> Values:
    media: Media = values[Kind.ORIGINAL]
    (track,) = values[Kind.MOTION]
    found = find_faces(media, track, context.recordings[0], progress=context.progress)
    return {Kind.MASKS: found}


STAGE = Stage(
    name="masks",
    version="1",
    per="recording",
    needs=(Kind.ORIGINAL, Kind.MOTION),
    makes=(Kind.MASKS,),
    run=_run,
    models=("centerface",),
    params=FaceOptions().params(),
)
