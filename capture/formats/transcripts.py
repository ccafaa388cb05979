"""Any transcript that a person brings: what it is shows in its text, whatever its name."""

from __future__ import annotations

from capture.formats.plain import decode, file_name
from capture.formats.subtitles import read_srt, read_vtt
from capture.formats.transcript_json import read_transcript_json
from data_schemas.errors import TextError
from data_schemas.transcript import Transcript

LIMIT = 50 << 20


def read_transcript(data: bytes, name: str, language: str) -> Transcript:
    """Transcript (engine ``import``) of an SRT, WebVTT or JSON file of at most 50 MB.

    ``name`` is the file's name, for messages only. Utterances are sorted by time, in seconds.
    Raises :class:`TextError`.
    """
    text = decode(data, name, LIMIT, TextError)
    start = text.lstrip()[:6]
    if start.startswith("WEBVTT"):
        return read_vtt(text.lstrip(), name, language)
    if start.startswith("{"):
        return read_transcript_json(text, name, language)
    if "-->" in text:
        return read_srt(text, name, language)
    raise TextError(
        f"{file_name(name)} is no transcript with times: give an SRT, WebVTT or JSON file."
    )
