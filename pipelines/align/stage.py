"""The aligner as a stage: transcripts and the procedure in, an alignment out."""

from data_schemas.artifact import Kind
from data_schemas.procedure import Procedure
from data_schemas.transcript import listened
from pipelines.align import Options, Task, align
from pipelines.embedder import Embedder
from pipelines.stage import Context, Stage, Values


def _run(values: Values, context: Context) -> Values:
    procedure: Procedure = values[Kind.PROCEDURE]
    position, transcript = listened(values[Kind.TRANSCRIPT])
    task = Task(
        id=context.recordings[position],
        duration_s=context.duration_s,
        steps=procedure.steps,
        before=procedure.before,
        utterances=transcript.utterances,
    )
    context.progress(0.1)
    return {Kind.ALIGNMENT: align(task, Embedder().encode_queries, Options())}


STAGE = Stage(
    name="align",
    version="4",
    per="session",
    needs=(Kind.TRANSCRIPT, Kind.PROCEDURE),
    makes=(Kind.ALIGNMENT,),
    run=_run,
    models=("multilingual-e5-small",),
    params=Options().params(),
    queue="light",
)
