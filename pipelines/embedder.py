"""Text to vectors with multilingual-e5-small: Korean and English in one space.

E5 was trained with the prefixes "query: " and "passage: " (Wang et al. 2024, arXiv:2402.05672).
Its cosines are compressed (unrelated about 0.78): rank by them, never show them as percentages.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

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


_ONE_AT_A_TIME = Lock()


class Embedder:
    """Loads the model on first use, on the GPU if there is one; safe to share between threads.

    All of a process share one model: four stages of each session ask for it, and loading it takes
    longer than encoding most of what they have.
    """

    def __init__(self, batch_size: int = 32) -> None:
        self.batch_size = batch_size

    @property
    def digest(self) -> str:
        """The pinned digest of the weights; ``ModelError`` if they are not here."""
        model_path(NAME)
        return model_digest(NAME)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """What somebody looks for: float32 [n, 384], rows of length one."""
        return self._encode([f"query: {text}" for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """What can be found: float32 [n, 384], rows of length one."""
        return self._encode([f"passage: {text}" for text in texts])

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, DIMENSIONS), np.float32)
        folder = model_path(NAME)
        with _ONE_AT_A_TIME:
            vectors: NDArray[np.float32] = _model(str(folder)).encode(
                texts,
                batch_size=self.batch_size,
                convert_to_numpy=True,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return vectors.astype(np.float32, copy=False)


@lru_cache(maxsize=1)
def _model(folder: str) -> Any:
    os.environ.update(_OFFLINE)
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    # The checkpoint has no pooler, which is never used; transformers would print a table.
    logging.set_verbosity_error()
    logging.disable_progress_bar()

    device = "cuda" if torch.cuda.is_available() else "cpu"
    return SentenceTransformer(folder, device=device, local_files_only=True)
