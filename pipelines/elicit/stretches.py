"""Stretches without a word: what lies between two sentences, cut where what the hands do changes.

So one piece goes on with the sentence before, the next one may be about something else. Where
neither hands nor body were seen, a long gap is cut into even parts that are short enough to be
asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from data_schemas.clock import Interval
from data_schemas.transcript import Utterance
from pipelines.elicit.seconds import Row, Seconds, unlike_rows
from pipelines.motion.series import HZ

Samples = NDArray[np.int_]

SPEECH_EDGE_S = 0.25  # a sentence's hands go on for so long, and begin so much before it
LEAST_GAP_S = 2.0  # what is shorter is no action
UNSEEN_GAP_S, LONGEST_UNSEEN_S = 4.5, 10.0  # a shorter gap is a breath between two sentences
# How different two pieces are in typical changes, how long each is at least, and how long a piece
# may be that does not change clearly. Chosen on the tune half of the generated takes.
CONTRAST, SIDE_S, LONGEST_S = 0.7, 2.0, 11.0
LONG_S = 90.0


def gaps(said: Sequence[Utterance], duration_s: float) -> list[Interval]:
    """What lies between the sentences, of anybody, with room for hands that finish one."""
    out, end = [], 0.0
    for one in sorted(said, key=lambda one: one.start_s):
        start = one.start_s - SPEECH_EDGE_S
        if start - end >= LEAST_GAP_S:
            out.append(Interval(start_s=end, end_s=start))
        end = max(end, one.end_s + SPEECH_EDGE_S)
    if duration_s - end >= LEAST_GAP_S:
        out.append(Interval(start_s=end, end_s=duration_s))
    return out


def pieces(gap: Interval, seconds: Seconds) -> list[Interval]:
    """The stretches of a gap in time order."""
    if seconds.by(gap) == "nothing":
        return _even(gap) if gap.length_s >= UNSEEN_GAP_S else []
    part = seconds.at(gap)
    edges = [part.start, *_cuts(seconds, part.start, part.stop), part.stop]
    return [Interval(start_s=a / HZ, end_s=b / HZ) for a, b in pairwise(edges)]


def _even(gap: Interval) -> list[Interval]:
    count = int(np.ceil(gap.length_s / LONGEST_UNSEEN_S))
    edges = np.linspace(gap.start_s, gap.end_s, count + 1).tolist()
    return [Interval(start_s=a, end_s=b) for a, b in pairwise(edges)]


def _cuts(seconds: Seconds, start: int, stop: int) -> list[int]:
    """Samples at which the look changes most, again and again as long as it changes clearly."""
    length_s = (stop - start) / HZ
    # Of a long silence the ends are not looked at before the middle: an hour is cut in no time.
    side_s = max(SIDE_S, length_s / 4 if length_s > LONG_S else 0.0)
    middles = np.arange(start + round(side_s * HZ), stop - round(side_s * HZ) + 1, 2)
    if not len(middles):
        return []
    contrasts = _contrasts(seconds, start, middles, stop)
    best = int(contrasts.argmax())
    if contrasts[best] <= (CONTRAST if length_s <= LONGEST_S else 0.0):
        return []
    at = int(middles[best])
    return [*_cuts(seconds, start, at), at, *_cuts(seconds, at, stop)]


def _contrasts(seconds: Seconds, start: int, middles: Samples, stop: int) -> Row:
    """How different both sides of each place are; less where one is short, 0 if unknown."""
    first, last = np.full_like(middles, start), np.full_like(middles, stop)
    apart = unlike_rows(seconds.means(first, middles), seconds.means(middles, last))
    share = (middles - start) / (stop - start)
    return np.asarray(np.nan_to_num(apart) * 2 * np.sqrt(share * (1 - share)))
