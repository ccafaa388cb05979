"""Which lines a person reads with their words hidden, and what that says about the rest. Pure.

Drawn by a digest of the line's id: the same ones every time, more of them begin with the same. Of
the procedure nothing is drawn: the site wrote it, and it is short enough to be read whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from data_schemas.mask import LineQueue, LineSample, Seen
from data_schemas.transcript import Utterance
from pipelines.deidentify.sampling import estimate
from pipelines.deidentify.words.cover import Cover
from pipelines.deidentify.words.fold import LOOKED
from pipelines.deidentify.words.texts import where

LINES = 40


def queue_of(
    session: str,
    texts: Sequence[Utterance],
    cover: Cover,
    answers: Mapping[str, tuple[Seen, str]],
    most: int = LINES,
) -> LineQueue:
    """The lines to be read, with the answers that still hold: those on a line as it is now."""
    whole = [one for one in texts if where(one.id) != "step"]
    drawn = sorted(whole, key=lambda one: _digest(f"{session} {one.id}"))[:most]
    samples = tuple(_sample(one, cover, answers) for one in drawn)
    return LineQueue(samples=samples, lines=len(whole), overall=estimate(samples))


def shown(one: Utterance, cover: Cover) -> str:
    """The same digest means the same line with the same places hidden, whatever stands there."""
    return _digest(repr((one.text, cover.places(one))))


def _sample(one: Utterance, cover: Cover, answers: Mapping[str, tuple[Seen, str]]) -> LineSample:
    name, text = f"{LOOKED}{_digest(one.id)}", cover.utterance(one).text
    answer, on = answers.get(name, (None, ""))
    return LineSample(
        id=name, line=one.id, text=text, answer=answer if on == shown(one, cover) else None
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
