"""A text encoder without weights: alike in letters is alike in vectors; it remembers its texts."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from pipelines.release.encoder import Encoder

SIZE = 64
DIGEST = "cd" * 32


def by_letters(seen: list[str] | None = None) -> Encoder:
    """Pairs of letters counted in 64 places; ``seen`` gets every text that is encoded."""

    def encode(texts: Sequence[str]) -> np.ndarray:
        if seen is not None:
            seen.extend(texts)
        rows = np.zeros((len(texts), SIZE), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for pair in zip(f" {text}", f"{text} ", strict=True):
                row[zlib.crc32("".join(pair).encode()) % SIZE] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    return Encoder("by-letters", lambda: DIGEST, encode)
