"""Transcription as a stage: a recording in, its transcript out.

A transcript that a person brought is taken as it is and nothing is transcribed.
"""

from capture.media import Media
from data_schemas.artifact import Kind
from data_schemas.transcript import Dropped, Transcript
from pipelines.stage import Context, Stage, Values
from pipelines.transcribe import Options, transcribe


def _run(values: Values, context: Context) -> Values:
    given: Transcript | None = values.get(Kind.GIVEN_TRANSCRIPT)
    if given is not None:
        return {Kind.TRANSCRIPT: given}
    media: Media = values[Kind.ORIGINAL]
    if not media.info.has_audio:
        return {Kind.TRANSCRIPT: _silent(context)}
    options = Options(language=context.language or None)
    made = transcribe(media.sound_array(), options, progress=context.progress)
    return {Kind.TRANSCRIPT: made}


def _silent(context: Context) -> Transcript:
    """A recording without a sound track is a result, not an error."""
    return Transcript(
        language=context.language,
        engine="none",
        dropped=(
            Dropped(start_s=0, end_s=context.duration_s, reason="The recording has no sound."),
        ),
    )


STAGE = Stage(
    name="transcribe",
    version="1",
    per="recording",
    needs=(Kind.ORIGINAL,),
    wants=(Kind.GIVEN_TRANSCRIPT,),
    makes=(Kind.TRANSCRIPT,),
    run=_run,
    models=("whisper-base",),
    params=Options().params(),
    session_params=("language",),
)
