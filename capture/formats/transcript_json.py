"""Transcripts as JSON: ``{"language", "utterances": [{"start_s", "end_s", "text", ...}]}``.

An utterance may have a ``speaker``, a ``confidence`` and ``words``; times are in seconds on the
recording's clock. What ``sonmat transcribe --json`` prints is of this form, too.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, get_args

from pydantic import BeforeValidator, ConfigDict, Field, ValidationError

from capture.formats.plain import file_name, load_json, problem_of
from capture.formats.subtitles import in_time
from data_schemas.errors import TextError
from data_schemas.transcript import Dropped, Speaker, Transcript, Utterance
from data_schemas.value import Value

_SPEAKERS = frozenset(get_args(Speaker))
_KEPT = {
    "start_s", "end_s", "text", "confidence", "speaker", "language", "words", "quantities",
}  # fmt: skip


def _known_speaker(given: Any) -> Any:
    # other tools number their speakers; whose voice that is, nobody here can know
    return given if given in _SPEAKERS else "unsure"


class _Utterance(Utterance):
    start_s: Annotated[float, Field(ge=0)]
    speaker: Annotated[Speaker, BeforeValidator(_known_speaker)] = "unsure"


class _File(Value):
    # what else a transcriber says about its run is not ours to keep
    model_config = ConfigDict(extra="ignore")

    language: str = ""
    utterances: tuple[_Utterance, ...]
    dropped: tuple[Dropped, ...] = ()


def read_transcript_json(text: str, name: str, language: str) -> Transcript:
    """Transcript of a JSON file; ``language`` holds where the file names none.

    Raises :class:`TextError` that names the utterance and its field, counted from 1.
    """
    try:
        given = _File.model_validate(load_json(text, name, TextError))
    except ValidationError as error:
        raise TextError(f"{file_name(name)} cannot be used, {problem_of(error)}.") from None
    plain = (Utterance.model_validate(u.model_dump()) for u in given.utterances)
    return Transcript(
        language=given.language or language,
        utterances=tuple(sorted((u for u in plain if u.text.strip()), key=in_time)),
        dropped=tuple(sorted((*given.dropped, *_wordless(given)), key=in_time)),
        engine="import",
    )


def write_transcript_json(transcript: Transcript) -> str:
    """JSON text with everything that was said and dropped, times as they are."""
    utterances = [u.model_dump(mode="json", include=_KEPT) for u in transcript.utterances]
    dropped = [d.model_dump(mode="json") for d in transcript.dropped]
    whole = {"language": transcript.language, "utterances": utterances, "dropped": dropped}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _wordless(given: _File) -> list[Dropped]:
    reason = "The utterance has no words."
    return [
        Dropped(start_s=u.start_s, end_s=u.end_s, reason=reason)
        for u in given.utterances
        if not u.text.strip()
    ]
