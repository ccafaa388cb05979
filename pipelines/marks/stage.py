"""Markers as a stage: a recording and its transcript in, marks out."""

from __future__ import annotations

from capture.media import Media
from data_schemas.artifact import Kind
from data_schemas.marks import FOUND_BY, Marks, merged
from data_schemas.transcript import Transcript
from pipelines.stage import Context, Stage, Values

HEARD_HZ = 16_000


def _run(values: Values, context: Context) -> Values:
    from pipelines.marks.claps import claps
    from pipelines.marks.words import spoken

    media: Media = values[Kind.ORIGINAL]
    transcript: Transcript = values[Kind.TRANSCRIPT][0]
    said = spoken(transcript.utterances)
    heard = claps(media.sound(HEARD_HZ), HEARD_HZ) if media.info.has_audio else []
    context.progress(1.0)
    return {Kind.MARKS: merged(Marks(marks=tuple(said)), Marks(marks=tuple(heard)))}


STAGE = Stage(
    name=FOUND_BY,
    version="1",
    per="recording",
    needs=(Kind.ORIGINAL, Kind.TRANSCRIPT),
    makes=(Kind.MARKS,),
    run=_run,
    queue="light",
)
