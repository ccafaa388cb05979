"""Which language a recording is in, where nobody said so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipelines.transcribe.engine import Engine
from pipelines.transcribe.windows import Window, cut

if TYPE_CHECKING:
    from pipelines.transcribe.transcriber import Recording

ASKED = ("ko", "en")
_SURE = 0.6
_WINDOWS = 3


def spoken_language(recording: Recording, engine: Engine, windows: Sequence[Window]) -> str:
    """The language of the windows with most speech; unless that is clear, the likelier of ours.

    On noise Whisper names languages at random, so a guess is only taken where it is sure.
    """
    fullest = sorted(sorted(windows, key=lambda w: -w.length_s)[:_WINDOWS], key=lambda w: w.start_s)
    scores: dict[str, float] = {}
    for sound in cut(recording.sound(), fullest):
        for language, probability in engine.languages(sound).items():
            scores[language] = scores.get(language, 0.0) + probability / len(fullest)
    best = max(scores, key=lambda language: scores[language])
    if scores[best] >= _SURE:
        return best
    return max(ASKED, key=lambda language: scores.get(language, 0.0))
