"""Passages as a stage: the time line and the procedure in, what can be found out."""

from data_schemas.artifact import Kind
from data_schemas.procedure import Procedure
from data_schemas.timeline import Timeline
from data_schemas.transcript import told
from pipelines.embedder import Embedder
from pipelines.search.passage import encode
from pipelines.search.passages import passages
from pipelines.stage import Context, Stage, Values


def _run(values: Values, context: Context) -> Values:
    timeline: Timeline = values[Kind.TIMELINE]
    procedure: Procedure = values[Kind.PROCEDURE]
    found = tuple(
        passage
        for take in told(values[Kind.TRANSCRIPT], context.takes)
        for passage in passages(
            timeline, procedure, context.recordings[take.position], take.transcript.language
        )
    )
    context.progress(0.1)
    return {Kind.PASSAGES: encode(found, Embedder()).to_bytes()}


STAGE = Stage(
    name="passages",
    version="1",
    per="session",
    needs=(Kind.TIMELINE, Kind.PROCEDURE, Kind.TRANSCRIPT),
    makes=(Kind.PASSAGES,),
    run=_run,
    models=("multilingual-e5-small",),
    queue="light",
)
