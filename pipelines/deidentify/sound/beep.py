"""Seconds of a sound that are replaced, sample by sample, as it streams by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from data_schemas.clock import Interval
from data_schemas.mask import SoundMask

# Word times of speech recognition are off by up to so much: what is cut out begins before and
# ends after the word. Checked by listening to the result again (tests).
PAD_S = 0.2
FADE_S = 0.01
TONE_HZ = 800.0
LOUD = 0.1  # of full scale

Samples = NDArray[np.float32]


def around(words: Iterable[Interval], pad_s: float = PAD_S) -> tuple[Interval, ...]:
    """The seconds to be replaced so that nothing is left of any word; near ones become one."""
    out: list[Interval] = []
    for word in sorted(words, key=lambda one: one.start_s):
        start_s, end_s = max(0.0, word.start_s - pad_s), word.end_s + pad_s
        if out and start_s <= out[-1].end_s + FADE_S * 2:
            start_s, end_s = out[-1].start_s, max(out[-1].end_s, end_s)
            out.pop()
        out.append(Interval(start_s=start_s, end_s=end_s))
    return tuple(out)


def beeped(chunks: Iterable[Samples], masks: Sequence[SoundMask], rate: int) -> Iterator[Samples]:
    """Mono float32 chunks with every mask's seconds replaced by a tone or by silence.

    Inside a mask nothing of the sound is left: it fades out before and in after it. Masks and
    chunks lie on one clock. Outside of them and their fades the samples stay as they are.
    """
    start = 0
    for chunk in chunks:
        yield _replaced(chunk, start, masks, rate)
        start += len(chunk)


def _replaced(chunk: Samples, start: int, masks: Sequence[SoundMask], rate: int) -> Samples:
    here = Interval(start_s=start / rate - FADE_S, end_s=(start + len(chunk)) / rate + FADE_S)
    near = [one for one in masks if one.overlap_s(here) > 0]
    if not near:
        return chunk
    at_s = (start + np.arange(len(chunk))) / rate
    kept: NDArray[np.float64] = np.ones(len(chunk))
    tone: NDArray[np.float64] = np.zeros(len(chunk))
    for mask in near:
        away_s = np.maximum(mask.start_s - at_s, at_s - mask.end_s)
        kept = np.minimum(kept, np.clip(away_s / FADE_S, 0, 1))
        if mask.how == "beep":
            tone = np.maximum(tone, np.clip(-away_s / FADE_S, 0, 1))
    wave = LOUD * np.sin(2 * np.pi * TONE_HZ * at_s)
    return np.asarray(chunk * kept + wave * tone, np.float32)
