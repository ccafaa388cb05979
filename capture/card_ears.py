"""Listening to recordings of a card: where one lies on the clock of another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import numpy as np

from capture import sync
from capture.card_strands import CardFile, Strand
from capture.card_ties import TELLING_S, Hear, Heard
from capture.media import Media
from capture.sources import Source
from data_schemas.errors import MediaError

HELD = 32  # sounds of so many recordings are held: 23 MB an hour each


def ear(
    sources: Mapping[str, Source], files: Sequence[CardFile], progress: Callable[[float], None]
) -> Hear:
    """A function that matches two recordings by their sound; each file is listened to once."""
    total_s = max(1.0, sum(one.duration_s for one in files if one.has_audio))
    heard_s = 0.0

    @lru_cache(maxsize=HELD)
    def rises(paths: tuple[tuple[str, float], ...]) -> sync.Rises:
        nonlocal heard_s
        parts = []
        for number, (path, length_s) in enumerate(paths):
            part = _rises(sources[path])
            parts.append(part.values)
            if number < len(paths) - 1:
                parts[-1] = _fitted(part.values, round(length_s / part.step_s))
            heard_s += length_s
            progress(min(1.0, heard_s / total_s))
        return sync.Rises(np.concatenate(parts, axis=1), 1 / sync.RISES_PER_S)

    def hear(one: Strand, other: Strand) -> Heard:
        first, second = (rises(tuple((f.path, f.length_s) for f in s.files)) for s in (one, other))
        found = sync.match(first, second)
        return Heard(found.offset_s, found.confidence, _tells(first) and _tells(second))

    return hear


def _rises(source: Source) -> sync.Rises:
    """Of a recording whose sound cannot be read: none."""
    try:
        return sync.rises(Media(source.open).sound(sync.RATE))
    except (MediaError, OSError):
        return sync.rises(())


def _fitted(values: sync.Samples, count: int) -> sync.Samples:
    """As long as the chapter's picture, which is where the next one goes on."""
    missing = count - values.shape[1]
    fitted: sync.Samples = np.pad(values, ((0, 0), (0, max(0, missing))))[:, :count]
    return fitted


def _tells(rises: sync.Rises) -> bool:
    """Whether something was heard in it, for long enough to be matched."""
    moving = float(np.abs(rises.values).max(axis=0, initial=0.0).astype(bool).sum())
    return moving * rises.step_s >= TELLING_S
