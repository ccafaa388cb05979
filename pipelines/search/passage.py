"""What search can find, and how it is stored: passages of one session with their vectors."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Literal

import numpy as np

from data_schemas.clock import Span
from data_schemas.errors import StoreError
from data_schemas.rights import ProtectionClass
from data_schemas.transcript import Speaker
from pipelines.search.encoder import Encoder, Vectors

PassageKind = Literal["narration", "action", "unit", "answer", "moment"]


class Passage(Span):
    """One thing that search can find, on the clock of ``recording``.

    ``kind`` ``narration`` is what was said, at the seconds in which it was said; ``action`` is an
    occurrence of a step without a word about it; ``unit`` a know-how card, ``answer`` what was
    answered to a question, ``moment`` a stretch worth asking about. ``text`` is what is encoded and
    matched. ``about`` is the kind of the card or the moment, ``source`` its id or the number of the
    answer's entry. ``recording`` is "" for what no recording shows. ``protection_class`` None: that
    of the session; a card may be more secret, never less.
    """

    id: str
    session: str
    procedure: str
    kind: PassageKind
    step_id: str | None
    step_title: str
    text: str
    language: str
    speaker: Speaker = "unsure"
    about: str = ""
    source: str = ""
    protection_class: ProtectionClass | None = None


@dataclass(frozen=True, eq=False)
class Passages:
    """Passages of one session and their vectors, f32[n, dim], L2-normalised, in the same order."""

    passages: tuple[Passage, ...]
    vectors: Vectors
    model_digest: str

    def __post_init__(self) -> None:
        shape = self.vectors.shape
        if len(shape) != 2 or shape[0] != len(self.passages):
            raise ValueError(f"{len(self.passages)} passages do not fit vectors of shape {shape}")

    def to_bytes(self) -> bytes:
        """The same value gives the same bytes (npz without pickle)."""
        head = {
            "model_digest": self.model_digest,
            "passages": [p.model_dump(mode="json") for p in self.passages],
        }
        text = json.dumps(head, ensure_ascii=False).encode()
        out = io.BytesIO()
        np.savez(
            out,
            head=np.frombuffer(text, dtype=np.uint8),
            vectors=np.asarray(self.vectors, dtype=np.float32),
        )
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Passages:
        """What ``to_bytes`` gave; ``StoreError`` for anything else."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as stored:
                head = json.loads(stored["head"].tobytes())
                vectors = stored["vectors"]
            found = tuple(Passage.model_validate(row) for row in head["passages"])
            return cls(found, vectors, head["model_digest"])
        except (ValueError, KeyError, TypeError, EOFError, OSError, zipfile.BadZipFile):
            # the cause may quote words of the session, so it goes no further
            raise StoreError(
                "the stored passages cannot be read; process the session again"
            ) from None


def encode(found: tuple[Passage, ...], encoder: Encoder) -> Passages:
    """The passages with their vectors. No passage gives an empty f32[0, dim]."""
    vectors = encoder.encode_passages([p.text for p in found] or [""])[: len(found)]
    return Passages(found, vectors, encoder.digest)
