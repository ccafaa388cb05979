"""One file transcribed, nothing stored: what ``sonmat transcribe`` prints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from capture.media import media_from_path
from data_schemas.transcript import Dropped, Transcript
from pipelines.transcribe import Options, Progress, transcribe


def transcribe_file(
    path: str | Path, language: str | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """The transcript of a recording as plain JSON; ``language`` None means: find out.

    ``MediaError`` if the file is refused. Readable media without speech is a result: no
    utterances, and the reason in ``dropped``.
    """
    media = media_from_path(path)
    info = media.info
    made = transcribe(media.sound_array(), Options(language=language), progress)
    if not info.has_audio:
        reason = Dropped(start_s=0, end_s=info.duration_s, reason="The recording has no sound.")
        made = made.model_copy(update={"dropped": (reason,)})
    return {"file": Path(path).name, **_plain(made)}


def _plain(made: Transcript) -> dict[str, Any]:
    dumped = made.model_dump(mode="json", exclude={"utterances": {"__all__": {"speaker"}}})
    return {
        "language": dumped["language"],
        "text": made.text,
        "utterances": dumped["utterances"],
        "dropped": dumped["dropped"],
        "engine": dumped["engine"],
        "model_digest": dumped["model_digest"],
    }
