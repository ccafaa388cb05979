"""The first stage: a constant-rate copy that browsers play, and the map between the clocks."""

from capture.media import Media
from capture.proxy import make_proxy
from data_schemas.artifact import Kind
from pipelines.stage import Context, Stage, Values


def _run(values: Values, context: Context) -> Values:
    media: Media = values[Kind.ORIGINAL]
    time_map = make_proxy(media, context.sink(Kind.PROXY), progress=context.progress)
    return {Kind.TIME_MAP: time_map}


STAGE = Stage(
    name="proxy",
    version="1",
    per="recording",
    needs=(Kind.ORIGINAL,),
    makes=(Kind.PROXY, Kind.TIME_MAP),
    run=_run,
    queue="light",  # it takes one thread, so it goes beside what is heavy
)
