"""A cross-encoder of the site's own, where it has one: reads question and passage together."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from data_schemas.errors import ModelError
from pipelines.search.engine import Rerank

FOLDER = "SONMAT_RERANKER"


def reranker() -> Rerank | None:
    """Scores of texts for a question, by the model in the folder that ``SONMAT_RERANKER`` names.

    None without one: no weights come with Sonmat. The model is loaded with the first question.
    """
    folder = os.environ.get(FOLDER, "")
    if not folder:
        return None

    def score(question: str, texts: list[str]) -> Sequence[float]:
        pairs = [(question, text) for text in texts]
        return [float(one) for one in _model(folder).predict(pairs, show_progress_bar=False)]

    return score


@lru_cache(maxsize=1)
def _model(folder: str) -> Any:
    if not Path(folder).is_dir():
        raise ModelError(f"{FOLDER} names no folder: it is that of a cross-encoder's weights.")
    os.environ["HF_HUB_OFFLINE"] = "1"
    from sentence_transformers import CrossEncoder

    try:
        return CrossEncoder(folder, local_files_only=True)
    except Exception as error:
        raise ModelError(f"The cross-encoder in {FOLDER} cannot be loaded.") from error
