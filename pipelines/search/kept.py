"""An index as bytes: a cache, so that a site with many sessions need not be read whole again.

It holds words of sessions: only sealed does it ever lie on a disk.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile

import numpy as np

from data_schemas.errors import StoreError
from pipelines.search.hybrid import HybridIndex
from pipelines.search.lexical import LexicalIndex
from pipelines.search.passage import Passage
from pipelines.search.vectors import Sidecar, VectorIndex

VERSION = 2
Held = tuple[HybridIndex, dict[int, Passage], dict[str, list[int]]]


def pack(index: HybridIndex, passages: dict[int, Passage], keys: dict[str, list[int]]) -> bytes:
    """Both sides of the index, the passages and what they were added under."""
    vectors, sidecar = _here(index).to_bytes()
    words = index.lexical.to_bytes()
    head = {
        "version": VERSION,
        "sidecar": sidecar.model_dump(mode="json"),
        "words": hashlib.sha256(words).hexdigest(),
        "passages": [[n, one.model_dump(mode="json")] for n, one in passages.items()],
        "keys": keys,
    }
    out = io.BytesIO()
    np.savez(
        out,
        head=np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), np.uint8),
        vectors=np.frombuffer(vectors, np.uint8),
        words=np.frombuffer(words, np.uint8),
    )
    return out.getvalue()


def unpack(data: bytes, model_digest: str, like: HybridIndex) -> Held:
    """What ``pack`` gave; ``StoreError`` for anything else, also for an index of other weights."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            head = json.loads(stored["head"].tobytes())
            vectors, words = stored["vectors"].tobytes(), stored["words"].tobytes()
        if head["version"] != VERSION or hashlib.sha256(words).hexdigest() != head["words"]:
            raise ValueError("another version, or damaged")
        dense = VectorIndex.from_bytes(
            vectors, Sidecar.model_validate(head["sidecar"]), model_digest, _here(like).policy
        )
        passages = {n: Passage.model_validate(row) for n, row in head["passages"]}
        lexical = LexicalIndex.from_bytes(words)
    except (ValueError, KeyError, TypeError, EOFError, OSError, zipfile.BadZipFile):
        # the cause may quote words of a session, so it goes no further
        raise StoreError("the search index cannot be read; it is built again") from None
    if not len(dense) == len(lexical) == len(passages):
        raise StoreError("the sides of the search index disagree; it is built again")
    return like.of(dense, lexical), passages, {key: list(ids) for key, ids in head["keys"].items()}


def _here(index: HybridIndex) -> VectorIndex:
    if not isinstance(index.dense, VectorIndex):
        raise StoreError("vectors that lie on a server are not kept in a file as well")
    return index.dense
