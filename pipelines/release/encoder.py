"""The text encoder of a release: the one that search uses, as a value that formats are given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.embedder import NAME, Embedder


@dataclass(frozen=True)
class Encoder:
    """A model's name, the digest of its weights, and texts to float32 [n, d], rows of length one.

    Neither ``digest`` nor ``encode`` loads anything before it is called.
    """

    name: str
    digest: Callable[[], str]
    encode: Callable[[Sequence[str]], NDArray[np.float32]]


def text_encoder(model: Embedder | None = None) -> Encoder:
    """``digest`` raises ``ModelError`` where the weights are not here."""
    model = model or Embedder()
    return Encoder(NAME, lambda: model.digest, model.encode_passages)
