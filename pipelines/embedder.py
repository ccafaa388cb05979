"""Text to vectors with multilingual-e5-small: Korean and English in one space.

E5 was trained with the prefixes "query: " and "passage: " (Wang et al. 2024, arXiv:2402.05672).
Its cosines are compressed (unrelated about 0.78): rank by them, never show them as percentages.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines import batches
from pipelines.models import model_digest, model_path

DIMENSIONS = 384
NAME = "multilingual-e5-small"
# The libraries below ask a model hub for news on loading unless they are told not to.
_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


Rows = NDArray[np.float32]
_LOADING = Lock()


class Embedder:
    """Loads the model on first use, on the GPU if there is one; safe to share between threads.

    All of a process are one model: a worker that makes many sessions findable loads it once.
    ``batch_size``: texts that go through it at once; 0 for what suits the device.
    """

    def __init__(self, batch_size: int = 0) -> None:
        self.batch_size = batch_size

    @property
    def digest(self) -> str:
        """The pinned digest of the weights; ``ModelError`` if they are not here."""
        model_path(NAME)
        return model_digest(NAME)

    def encode_queries(self, texts: Sequence[str]) -> Rows:
        """What somebody looks for: float32 [n, 384], rows of length one."""
        return self._encode([f"query: {text}" for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Rows:
        """What can be found: float32 [n, 384], rows of length one."""
        return self._encode([f"passage: {text}" for text in texts])

    def _encode(self, texts: list[str]) -> Rows:
        if not texts:
            return np.zeros((0, DIMENSIONS), np.float32)
        device = batches.device()
        size = self.batch_size or batches.texts(device)
        with _LOADING:
            model = _loaded(model_path(NAME), device)
        return model.encode(texts, size)


@dataclass(eq=False)
class _Asked:
    """Texts of one caller, and their rows once they are made."""

    texts: list[str]
    rows: Rows | None = None


class Model:
    """One loaded model. ``joins``: texts of those who wait meanwhile go through it together.

    Re-runs work on several sessions at once, whose few passages each would leave a GPU idle. On a
    CPU it gains nothing, and each session's vectors are the same to the last bit however many run.
    """

    def __init__(self, model: Any, joins: bool) -> None:
        self._model, self._joins = model, joins
        self._lock = Lock()
        self._waiting: list[_Asked] = []

    def encode(self, texts: list[str], size: int) -> Rows:
        """float32 [n, 384] of ``texts``, ``size`` of them at a time."""
        own = _Asked(texts)
        self._waiting.append(own)
        with self._lock:
            if own.rows is None:
                self._answer(self._taken(own), size)
        assert own.rows is not None
        return own.rows

    def _taken(self, own: _Asked) -> list[_Asked]:
        """Who is answered now; who was taken before and got nothing, as when it failed, is too."""
        if not self._joins:
            self._waiting.remove(own)
            return [own]
        some = [self._waiting.pop(0) for _ in range(len(self._waiting))]
        return [own, *(one for one in some if one is not own)]

    def _answer(self, asked: list[_Asked], size: int) -> None:
        vectors: Rows = self._model.encode(
            [text for one in asked for text in one.texts],
            batch_size=size,
            convert_to_numpy=True,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        at = 0
        for one in asked:
            one.rows = vectors[at : at + len(one.texts)].astype(np.float32, copy=False)
            at += len(one.texts)


@lru_cache(maxsize=1)
def _loaded(folder: Path, device: str) -> Model:
    os.environ.update(_OFFLINE)
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    # The checkpoint has no pooler, which is never used; transformers would print a table.
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    model = SentenceTransformer(str(folder), device=device, local_files_only=True)
    return Model(model, joins=device == "cuda")
