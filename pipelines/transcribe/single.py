"""One file transcribed, nothing stored: what ``sonmat transcribe`` prints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from capture.formats.subtitles import write_srt, write_vtt
from capture.formats.transcript_json import write_transcript_json
from capture.media import media_from_path
from data_schemas.errors import InputError
from data_schemas.transcript import Transcript
from pipelines.transcribe.stage import silent
from pipelines.transcribe.transcriber import Options, Progress, transcribe


def transcribe_file(
    path: str | Path, options: Options, progress: Progress | None = None
) -> Transcript:
    """The transcript of a recording.

    ``MediaError`` if the file is refused. Readable media without speech is a result: no
    utterances, and the reason in ``dropped``.
    """
    media = media_from_path(path)
    if not media.info.has_audio:
        return silent(options.language or "", media.info.duration_s)
    return transcribe(media, options, progress)


def as_plain(made: Transcript, file: str) -> dict[str, Any]:
    """The transcript as plain JSON, in the form of the exchange formats."""
    dumped = made.model_dump(mode="json")
    return {"file": file, "language": dumped.pop("language"), "text": made.text, **dumped}


def as_file(made: Transcript, name: str) -> str:
    """The transcript as the text of a file, in the form that the name's ending asks for."""
    form = FORMS.get(Path(name).suffix.lower())
    if form is None:
        raise InputError(f"{Path(name).name} must end in one of {', '.join(FORMS)}.")
    return form(made)


FORMS = {
    ".srt": lambda made: write_srt(made.utterances),
    ".vtt": lambda made: write_vtt(made.utterances),
    ".txt": lambda made: "".join(f"{one.text}\n" for one in made.utterances),
    ".json": write_transcript_json,
}
