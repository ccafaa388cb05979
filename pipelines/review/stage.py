"""The fold as a stage: machine output and entries in, the time line that holds now out."""

from data_schemas.artifact import Kind
from data_schemas.entry import Entry
from data_schemas.timeline import Alignment
from data_schemas.transcript import told
from pipelines.review.fold import Machine, fold
from pipelines.review.otherwise import with_findings
from pipelines.stage import Context, Stage, Values


def _machine(values: Values, context: Context) -> Machine:
    alignment: Alignment = values[Kind.ALIGNMENT]
    takes = told(values[Kind.TRANSCRIPT], context.takes)
    return Machine(
        session=context.session,
        duration_s=context.duration_s,
        utterances=tuple(
            one.model_copy(update={"recording": context.recordings[take.position]})
            for take in takes
            for one in take.transcript.utterances
        ),
        alignment=alignment,
        takes=dict(zip(context.recordings, (n for n, _ in context.takes), strict=True)),
    )


def _run(values: Values, context: Context) -> Values:
    return folded(values, context, values.get(Kind.ENTRY, ()))


def folded(values: Values, context: Context, entries: tuple[Entry, ...]) -> Values:
    """The stage with entries that the caller has already."""
    timeline = fold(_machine(values, context), entries)
    return {Kind.TIMELINE: with_findings(timeline, values[Kind.PROCEDURE])}


STAGE = Stage(
    name="fold",
    version="6",
    per="session",
    needs=(Kind.TRANSCRIPT, Kind.ALIGNMENT, Kind.PROCEDURE),
    wants=(Kind.ENTRY,),
    makes=(Kind.TIMELINE,),
    run=_run,
    queue="light",
)
