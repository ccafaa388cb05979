"""From an engine's raw segments to utterances, and to what was not believed, with the reason.

Whisper invents text where nobody speaks ("you", thanks for watching) and repeats itself when it is
lost. Its own measures tell most of that: the thresholds are those of openai-whisper, plus one for
windows that it calls speechless with near certainty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from data_schemas.clock import Interval
from data_schemas.transcript import Dropped, Utterance, Word

Raw = Mapping[str, Any]

_NO_SPEECH, _LOW_LOGPROB = 0.6, -1.0
_SURELY_NO_SPEECH, _SHAKY_LOGPROB = 0.85, -0.7
_REPEATS = 2.4
_LAST_RESORT = 0.99  # temperature: every cooler attempt had failed
_IN_SILENCE = 0.8
_LONG_GAP_S = 30.0

NOTHING_HEARD = "No speech was recognised here."
NO_SIGNAL = "There is no sound here."


def believe(
    segments: Iterable[Raw], offset_s: float, end_s: float, silences: Sequence[Interval]
) -> tuple[list[Utterance], list[Dropped]]:
    """Utterances and dropped text of one piece that lies at ``[offset_s, end_s)``.

    ``segments`` are openai-whisper's, with word timestamps, times from the start of the piece.
    """
    kept: list[Utterance] = []
    dropped: list[Dropped] = []
    after_s = offset_s
    for segment in segments:
        text = str(segment["text"]).strip()
        if not text:
            continue
        utterance = _utterance(segment, offset_s, (after_s, end_s))
        reason = _doubt(segment, utterance, silences)
        if reason:
            span = utterance.model_dump(include={"start_s", "end_s"})
            dropped.append(Dropped(**span, reason=reason, text=text))
        else:
            kept.append(utterance)
            after_s = utterance.end_s
    return kept, dropped


def unheard(
    utterances: Sequence[Utterance],
    dropped: Sequence[Dropped],
    silences: Sequence[Interval],
    duration_s: float,
) -> list[Dropped]:
    """Long stretches without words that nothing has accounted for yet.

    All of a recording without any word is named, else only gaps of at least 30 s.
    """
    if duration_s <= 0:
        return []
    edges = sorted((part.start_s, part.end_s) for part in (*utterances, *dropped))
    shortest = _LONG_GAP_S if edges else 0.0
    found, at = [], 0.0
    for start_s, end_s in (*edges, (duration_s, duration_s)):
        if start_s - at >= shortest and start_s > at:
            gap = Interval(start_s=at, end_s=start_s)
            quiet = sum(gap.overlap_s(s) for s in silences) > _IN_SILENCE * gap.length_s
            reason = NO_SIGNAL if quiet else NOTHING_HEARD
            found.append(Dropped(start_s=at, end_s=start_s, reason=reason))
        at = max(at, end_s)
    return found


def _utterance(segment: Raw, offset_s: float, room: tuple[float, float]) -> Utterance:
    words = _words(segment.get("words") or (), offset_s, room)
    if words:
        start_s, end_s = words[0].start_s, words[-1].end_s
        confidence = sum(word.confidence for word in words) / len(words)
    else:
        span = Interval(
            start_s=segment["start"] + offset_s,
            end_s=max(segment["start"], segment["end"]) + offset_s,
        ).clipped(*room)
        start_s, end_s, confidence = span.start_s, span.end_s, 0.0
    return Utterance(
        start_s=start_s,
        end_s=end_s,
        text=str(segment["text"]).strip(),
        confidence=confidence,
        words=words,
    )


def _words(raw: Iterable[Raw], offset_s: float, room: tuple[float, float]) -> tuple[Word, ...]:
    """Words one after the other inside ``room``: none starts before the last one ended."""
    words: list[Word] = []
    at, end_s = room
    for item in raw:
        start = min(max(float(item["start"]) + offset_s, at), end_s)
        end = min(max(float(item["end"]) + offset_s, start), end_s)
        at = end
        text = str(item["word"]).strip()
        if text:
            sure = min(1.0, max(0.0, float(item["probability"])))
            words.append(Word(start_s=start, end_s=end, text=text, confidence=sure))
    return tuple(words)


def _doubt(segment: Raw, utterance: Utterance, silences: Sequence[Interval]) -> str:
    """Why this text is not believed, as a sentence; empty if it is."""
    no_speech = float(segment.get("no_speech_prob", 0.0))
    logprob = float(segment.get("avg_logprob", 0.0))
    if utterance.length_s <= 0:
        return "The text has no length in time."
    if sum(utterance.overlap_s(s) for s in silences) > _IN_SILENCE * utterance.length_s:
        return NO_SIGNAL
    if (no_speech > _NO_SPEECH and logprob < _LOW_LOGPROB) or (
        no_speech > _SURELY_NO_SPEECH and logprob < _SHAKY_LOGPROB
    ):
        return "This is probably no speech."
    if float(segment.get("temperature", 0.0)) >= _LAST_RESORT and logprob < _LOW_LOGPROB:
        return "The words were too unclear to be believed."
    if float(segment.get("compression_ratio", 0.0)) > _REPEATS:
        return "The text repeats itself and was probably not said."
    return ""
