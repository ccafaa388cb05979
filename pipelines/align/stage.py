"""The aligner as a stage: transcripts and the procedure in, an alignment out."""

from data_schemas.artifact import Kind
from data_schemas.calibration import Recalibration
from data_schemas.procedure import Procedure
from data_schemas.transcript import told
from pipelines.align import Options, Task, align
from pipelines.align.recalibrate import BASE
from pipelines.align.takes import apart, end_to_end
from pipelines.embedder import Embedder
from pipelines.stage import Context, Stage, Values


def _run(values: Values, context: Context) -> Values:
    procedure: Procedure = values[Kind.PROCEDURE]
    takes = told(values[Kind.TRANSCRIPT], context.takes)
    task = Task(
        id=context.recordings[takes[0].position],
        duration_s=takes[-1].end_s,
        steps=procedure.steps,
        before=procedure.before,
        utterances=end_to_end(takes),
        # a list of one recording's steps holds nothing that was left out there
        own_list=procedure.was_listed_from(context.recordings),
    )
    context.progress(0.1)
    options = Options(recalibration=_own(context))
    found = align(task, Embedder().encode_queries, options)
    return {Kind.ALIGNMENT: apart(found, takes, context.recordings)}


def _own(context: Context) -> Recalibration:
    """The site's recalibration, as long as it was fitted on the confidence that is shipped now."""
    given = context.params.get("recalibration")
    own = Recalibration.model_validate(given) if given else Recalibration(base=BASE)
    return own if own.base == BASE else Recalibration(base=BASE)


STAGE = Stage(
    name="align",
    version="5",
    per="session",
    needs=(Kind.TRANSCRIPT, Kind.PROCEDURE),
    makes=(Kind.ALIGNMENT,),
    run=_run,
    models=("multilingual-e5-small",),
    params=Options().params(),
    recalibrated=True,
    queue="light",
)
