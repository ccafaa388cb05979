"""The fold as a stage: machine output and entries in, the time line that holds now out."""

from data_schemas.artifact import Kind
from data_schemas.timeline import Alignment
from data_schemas.transcript import listened
from pipelines.review.fold import Machine, fold
from pipelines.review.otherwise import with_findings
from pipelines.stage import Context, Stage, Values


def _run(values: Values, context: Context) -> Values:
    alignment: Alignment = values[Kind.ALIGNMENT]
    position, transcript = listened(values[Kind.TRANSCRIPT])
    machine = Machine(
        session=context.session,
        duration_s=context.duration_s,
        utterances=transcript.utterances,
        alignment=alignment,
        heard=context.recordings[position],
    )
    timeline = fold(machine, values.get(Kind.ENTRY, ()))
    return {Kind.TIMELINE: with_findings(timeline, values[Kind.PROCEDURE])}


STAGE = Stage(
    name="fold",
    version="5",
    per="session",
    needs=(Kind.TRANSCRIPT, Kind.ALIGNMENT, Kind.PROCEDURE),
    wants=(Kind.ENTRY,),
    makes=(Kind.TIMELINE,),
    run=_run,
    queue="light",
)
