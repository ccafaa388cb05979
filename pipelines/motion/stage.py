"""Motion as a stage: a recording in, where body and hands were out."""

from capture.media import Media
from data_schemas.artifact import Kind
from pipelines.motion import Options, detect
from pipelines.stage import Context, Stage, Values


def _run(values: Values, context: Context) -> Values:
    media: Media = values[Kind.ORIGINAL]
    return {Kind.MOTION: detect(media, Options(), progress=context.progress)}


STAGE = Stage(
    name="motion",
    version="1",
    per="recording",
    needs=(Kind.ORIGINAL,),
    makes=(Kind.MOTION,),
    run=_run,
    models=("pose_landmarker_full", "hand_landmarker"),
    params=Options().params(),
)
