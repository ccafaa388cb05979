"""SubRip (SRT) and WebVTT to transcripts and back. Times are kept to the millisecond.

Sources: W3C WebVTT (2019) for VTT; SRT has no standard, this follows what SubRip writes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast, get_args

from capture.formats.plain import file_name
from data_schemas.clock import Interval
from data_schemas.errors import TextError
from data_schemas.transcript import Dropped, Speaker, Transcript, Utterance

_STAMP = r"(?:(\d{1,4}):)?([0-5]?\d):([0-5]\d)[.,](\d{1,3})"
_TIMING = re.compile(rf"\s*{_STAMP}\s*-->\s*{_STAMP}(?:\s.*)?")
_ARROW = "-->"
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
_VTT_TAG = re.compile(r"<[^<>]*>")
# SRT has no escape for "<", so only what is surely mark-up goes: 3 < 5 stays
_SRT_TAG = re.compile(r"</?(?:[bius]|font|c|v)(?:[\s.][^<>]*)?>|\{\\[^{}]*\}", re.IGNORECASE)
_REMARK = re.compile(r"NOTE(\s|$)|(STYLE|REGION)\s*$")
_SPEAKERS = frozenset(get_args(Speaker))


@dataclass(frozen=True)
class _Block:
    """Lines between two blank ones; ``number`` is the first one's, counted from 1."""

    number: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class _Cue:
    start_s: float
    end_s: float
    body: str


def read_srt(text: str, name: str, language: str) -> Transcript:
    """Transcript of an SRT file. Raises :class:`TextError` that names the line."""
    cues = [_cue(block, name) for block in _blocks(text)]
    return _transcript(((cue, _SRT_TAG.sub("", cue.body), "unsure") for cue in cues), language)


def read_vtt(text: str, name: str, language: str) -> Transcript:
    """Transcript of a WebVTT file. Raises :class:`TextError` that names the line.

    ``<v expert>`` and the other roles set the speaker; other voices only leave their words.
    """
    blocks = list(_blocks(text))
    if not blocks or not re.match(r"WEBVTT(\s|$)", blocks[0].lines[0]):
        raise TextError(f"{file_name(name)} does not start with WEBVTT: check which file it is.")
    if any(_ARROW in line for line in blocks[0].lines):
        raise TextError(f"{file_name(name)} needs an empty line after its first lines: add it.")
    cues = [_cue(block, name) for block in blocks[1:] if not _REMARK.match(block.lines[0])]
    spoken = ((cue, html.unescape(_VTT_TAG.sub("", cue.body)), _voice(cue.body)) for cue in cues)
    return _transcript(spoken, language)


def write_srt(utterances: Iterable[Utterance]) -> str:
    """SRT text; speakers, words and confidences have no place in it."""
    return "\n".join(
        f"{number}\n{_timing(cue, ',')}\n{_tidy(cue.text)}\n"
        for number, cue in enumerate(utterances, 1)
    )


def write_vtt(utterances: Iterable[Utterance]) -> str:
    """WebVTT text; speakers become voices, words and confidences have no place in it."""
    parts = ["WEBVTT\n"]
    for cue in utterances:
        voice = "" if cue.speaker == "unsure" else f"<v {cue.speaker}>"
        body = html.escape(_tidy(cue.text), quote=False)
        parts.append(f"{_timing(cue, '.')}\n{voice}{body}\n")
    return "\n".join(parts)


def _blocks(text: str) -> Iterator[_Block]:
    start, lines = 1, list[str]()
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip():
            start = start if lines else number
            lines.append(line)
        elif lines:
            yield _Block(start, tuple(lines))
            lines = []


def _cue(block: _Block, name: str) -> _Cue:
    at = 0 if _ARROW in block.lines[0] else 1
    match = _TIMING.fullmatch(block.lines[at]) if at < len(block.lines) else None
    if match is None:
        line = block.number + min(at, len(block.lines) - 1)
        raise TextError(
            f"Line {line} of {file_name(name)} is not a time like "
            "00:01:02.500 --> 00:01:04.000: mend it."
        )
    start_s, end_s = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
    if end_s < start_s:
        raise TextError(
            f"The cue at line {block.number + at} of {file_name(name)} ends before it starts: "
            "mend its times."
        )
    return _Cue(start_s, end_s, "\n".join(block.lines[at + 1 :]))


def _transcript(spoken: Iterable[tuple[_Cue, str, Speaker]], language: str) -> Transcript:
    utterances, dropped = list[Utterance](), list[Dropped]()
    for cue, words, speaker in spoken:
        text = _tidy(words)
        if text:
            utterances.append(
                Utterance(start_s=cue.start_s, end_s=cue.end_s, text=text, speaker=speaker)
            )
        else:
            reason = "The subtitle has no words."
            dropped.append(Dropped(start_s=cue.start_s, end_s=cue.end_s, reason=reason))
    return Transcript(
        language=language,
        utterances=tuple(sorted(utterances, key=in_time)),
        dropped=tuple(sorted(dropped, key=in_time)),
        engine="import",
    )


def in_time(interval: Interval) -> tuple[float, float]:
    """Sorts by start, then end; what is equal keeps its order."""
    return interval.start_s, interval.end_s


def _voice(body: str) -> Speaker:
    voices = {voice.strip().lower() for voice in _VOICE.findall(body)}
    role = voices.pop() if len(voices) == 1 else ""
    return cast(Speaker, role) if role in _SPEAKERS else "unsure"


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return (whole * 1000 + int((fraction or "0").ljust(3, "0"))) / 1000


def _timing(cue: Utterance, point: str) -> str:
    return f"{_stamp(cue.start_s, point)} {_ARROW} {_stamp(cue.end_s, point)}"


def _stamp(second: float, point: str) -> str:
    minutes, thousandths = divmod(round(second * 1000), 60_000)
    whole, thousandths = divmod(thousandths, 1000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{whole:02}{point}{thousandths:03}"


def _tidy(text: str) -> str:
    """Lines without margins; an empty one would end the cue."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
