"""Transcription as a stage: a recording in, its transcript out.

A transcript that a person brought is taken as it is and nothing is transcribed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import cast

from capture.media import Media
from data_schemas.artifact import Kind
from data_schemas.clock import Interval
from data_schemas.procedure import Glossary
from data_schemas.transcript import Dropped, Transcript, TranscriptPart
from pipelines.stage import Context, Params, Stage, Values
from pipelines.transcribe.glossary import Terms
from pipelines.transcribe.transcriber import Options, transcribe

NO_SOUND = "The recording has no sound."


def _run(values: Values, context: Context) -> Values:
    given: Transcript | None = values.get(Kind.GIVEN_TRANSCRIPT)
    if given is not None:
        return {Kind.TRANSCRIPT: given}
    media: Media = values[Kind.ORIGINAL]
    if not media.info.has_audio:
        return {Kind.TRANSCRIPT: silent(context.language, context.duration_s)}
    made = transcribe(
        media,
        _options(context.params, values.get(Kind.GLOSSARY, ())),
        progress=context.progress,
        keep=partial(_keep, context),
    )
    return {Kind.TRANSCRIPT: made}


def _options(params: Params, glossaries: Iterable[Glossary]) -> Options:
    return Options(
        language=str(params["language"]) or None,
        engine=str(params["speech_engine"]),
        model=str(params["speech_model"]),
        microphones=params["microphones"],  # type: ignore[arg-type]
        voice=_voice(params),
        terms=Terms(tuple(term for glossary in glossaries for term in glossary.terms)),
    )


def _voice(params: Params) -> Interval | None:
    start, end = params["voice_from_s"], params["voice_to_s"]
    return None if start is None else Interval(start_s=float(start), end_s=float(end))  # type: ignore[arg-type]


def _keep(context: Context, label: Params, make: Callable[[], TranscriptPart]) -> TranscriptPart:
    return cast(TranscriptPart, context.keep(Kind.TRANSCRIPT_PART, label, make))


def silent(language: str, duration_s: float) -> Transcript:
    """A recording without a sound track is a result, not an error."""
    return Transcript(
        language=language,
        engine="none",
        dropped=(Dropped(start_s=0, end_s=duration_s, reason=NO_SOUND),),
    )


STAGE = Stage(
    name="transcribe",
    version="2",
    per="recording",
    needs=(Kind.ORIGINAL,),
    wants=(Kind.GIVEN_TRANSCRIPT, Kind.GLOSSARY),
    makes=(Kind.TRANSCRIPT,),
    run=_run,
    params=Options().params(),
    session_params=("language", "microphones", "voice_from_s", "voice_to_s"),
    site_params=("speech_engine", "speech_model"),
    model_params=("speech_model",),
)
