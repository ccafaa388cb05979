"""From what an engine heard to utterances, and to what was not believed, with the reason.

Whisper invents text where nobody speaks, repeats itself when it is lost, and translates what is
spoken in another language. Nothing is dropped silently: what is refused stays in ``dropped``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from data_schemas.clock import Interval
from data_schemas.transcript import Dropped, Utterance, Word
from pipelines.transcribe.boilerplate import is_boilerplate
from pipelines.transcribe.confidence import word_confidence
from pipelines.transcribe.listen import Placed, runaway
from pipelines.transcribe.repeats import too_fast
from pipelines.transcribe.times import near, settle

_NO_SPEECH, _LOW_LOGPROB = 0.6, -1.0
_SURELY_NO_SPEECH, _SHAKY_LOGPROB = 0.85, -0.7
_UNCLEAR_LOGPROB = -1.25
_IN_SPEECH = 0.2
_PAUSE_S = 1.2
_LONG_GAP_S = 30.0
_LETTERS = re.compile(r"[^\W\d_]")
_LATIN_OR_HANGUL = re.compile(r"[a-zà-ÿ가-힣ㄱ-ㆎ]", re.IGNORECASE)

NOTHING_HEARD = "No speech was recognised here."
NO_SIGNAL = "There is no sound here."
NO_LENGTH = "The text has no length in time."
NOT_UNDERSTOOD = "Somebody speaks here, but no word of it was made out."
NO_SPEECH = "This is probably no speech."
UNCLEAR = "The words were too unclear to be believed."
LOOP = "The text repeats itself and was probably not said."
BOILERPLATE = "This phrase is what the model writes when it hears nothing."
FOREIGN = "This was probably spoken in another language ({language})."
TOO_FAST = "Nobody could have said this much in this time."


def believe(
    placed: Sequence[Placed], speech: Sequence[Interval], snr_db: float | None = None
) -> tuple[list[Utterance], list[Dropped]]:
    """Utterances and dropped text of one window; ``speech`` are all stretches of speech."""
    kept: list[Utterance] = []
    dropped: list[Dropped] = []
    for part in placed:
        for piece in _at_pauses(part.words):
            utterance = _utterance(piece, part, speech, kept[-1].end_s if kept else 0.0)
            reason = _doubt(part, utterance, speech)
            utterance = _rated(utterance, part.logprob, snr_db)
            if reason:
                span = utterance.model_dump(include={"start_s", "end_s"})
                dropped.append(Dropped(**span, reason=reason, text=utterance.text))
            else:
                kept.append(utterance)
    return kept, dropped


def not_understood(stretches: Sequence[Interval]) -> list[Dropped]:
    """Stretches of speech that gave no text at all, each with the reason."""
    return [
        Dropped(start_s=one.start_s, end_s=one.end_s, reason=NOT_UNDERSTOOD) for one in stretches
    ]


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
    parts = (*utterances, *dropped)
    edges = sorted((min(part.start_s, duration_s), part.end_s) for part in parts)
    shortest = _LONG_GAP_S if edges else 0.0
    found, at = [], 0.0
    for start_s, end_s in (*edges, (duration_s, duration_s)):
        if start_s - at >= shortest and start_s > at:
            gap = Interval(start_s=at, end_s=start_s)
            quiet = sum(gap.overlap_s(s) for s in silences) > 0.8 * gap.length_s
            reason = NO_SIGNAL if quiet else NOTHING_HEARD
            found.append(Dropped(start_s=at, end_s=start_s, reason=reason))
        at = max(at, end_s)
    return found


def _at_pauses(words: Sequence[Word]) -> list[tuple[Word, ...]]:
    """Words that belong together: whoever pauses longer than 1.2 s says something new."""
    pieces: list[list[Word]] = []
    for word in words:
        if pieces and word.start_s - pieces[-1][-1].end_s <= _PAUSE_S:
            pieces[-1].append(word)
        else:
            pieces.append([word])
    return [tuple(piece) for piece in pieces]


def _utterance(
    words: tuple[Word, ...], part: Placed, speech: Sequence[Interval], after_s: float
) -> Utterance:
    start_s = max(after_s, min(word.start_s for word in words))
    room = Interval(start_s=start_s, end_s=max(start_s, *(word.end_s for word in words)))
    settled = settle(words, near(speech, room.start_s, room.end_s), room)
    sure = sum(word.confidence for word in settled) / len(settled)
    return Utterance(
        start_s=settled[0].start_s,
        end_s=settled[-1].end_s,
        text=part.text if words == part.words else " ".join(word.text for word in words),
        confidence=sure,
        language=part.language,
        words=settled,
    )


def _rated(utterance: Utterance, logprob: float, snr_db: float | None) -> Utterance:
    """The utterance with confidences that say how often such words are right."""
    words = tuple(
        word.model_copy(
            update={
                "confidence": word_confidence(word.confidence, logprob, snr_db, utterance.language)
            }
        )
        for word in utterance.words
    )
    sure = sum(word.confidence for word in words) / len(words)
    return utterance.model_copy(update={"words": words, "confidence": sure})


def _doubt(part: Placed, utterance: Utterance, speech: Sequence[Interval]) -> str:
    """Why this text is not believed, as a sentence; empty if it is."""
    if utterance.length_s <= 0:
        return NO_LENGTH
    spoken = sum(utterance.overlap_s(s) for s in near(speech, utterance.start_s, utterance.end_s))
    if spoken < _IN_SPEECH * utterance.length_s or _speechless(part):
        return NO_SPEECH
    if is_boilerplate(utterance.text, part.no_speech, utterance.confidence):
        return BOILERPLATE
    if part.foreign or _other_script(utterance.text):
        return FOREIGN.format(language=part.foreign or "?")
    if runaway(part):
        return LOOP
    if too_fast(utterance.text, utterance.length_s, part.language):
        return TOO_FAST
    return UNCLEAR if part.logprob < _UNCLEAR_LOGPROB else ""


def _speechless(part: Placed) -> bool:
    """The engine's own measure: likely no speech, and unsure of what it wrote."""
    return (part.no_speech > _NO_SPEECH and part.logprob < _LOW_LOGPROB) or (
        part.no_speech > _SURELY_NO_SPEECH and part.logprob < _SHAKY_LOGPROB
    )


def _other_script(text: str) -> bool:
    """Whether most letters are neither Latin nor Hangul."""
    letters = _LETTERS.findall(text)
    known = sum(bool(_LATIN_OR_HANGUL.match(letter)) for letter in letters)
    return len(letters) > 0 and known < 0.5 * len(letters)
