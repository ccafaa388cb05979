"""Vectors of what was said, and an index over them that ``Dataset.load_faiss_index`` opens.

A row is the narration of a segment or the words of a know-how card, as they are in the other
formats; row *n* of the Parquet is vector *n* of ``index.faiss`` (exact inner product; the vectors
have length one, so that it is the cosine).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import yaml
from numpy.typing import NDArray

from data_schemas.errors import InputError
from pipelines.release.bag import sha256
from pipelines.release.bundle import Bundle
from pipelines.release.encoder import Encoder
from pipelines.release.formats.hf import write_table
from pipelines.release.formats.hf_schema import Column, points, text, type_name
from pipelines.release.formats.unit_rows import ordered_units
from pipelines.release.named import named_by

COLUMNS = [
    text("id", "that of the row in `segments` of the format hf, or session and card"),
    text("kind", "segment: the narration of a segment; card: the words of a know-how card"),
    text("session", "the recording session"),
    text("expert", "random id of the person"),
    text("procedure", "id of the procedure"),
    text("step_id", "step of the procedure; null: none"),
    text("text", "what the vector is of"),
    text("language", "language of the text"),
    text("split", "train, validation or test; all sessions of a person share one"),
    text("licence", "as the consent states it; empty: none stated"),
    text("protection_class", "how far this may go"),
]
FILES = [{"split": "corpus", "path": "corpus.parquet"}]
README = """{head}
# Vectors of what was said

Made by `{model}` (SHA-256 of its weights `{digest}`); vectors have length one. A
question has to be encoded by the same model; this one wants `query: ` before it, and had
`passage: ` before these texts.

```python
from datasets import load_dataset

rows = load_dataset("path/to/this/folder", split="corpus")
rows.load_faiss_index("embedding", "path/to/this/folder/index.faiss")
scores, found = rows.get_nearest_examples("embedding", vector, k=5)
```

Texts are those of the other formats, with the same marks for what is hidden. The same texts give
the same bytes on the same machine; another processor may differ in the last digits of a vector.

## Columns

{columns}
"""


def write(bundle: Bundle, out: Path) -> None:
    """Write ``corpus.parquet``, ``index.faiss`` and ``README.md`` into ``out``.

    ``InputError`` without an encoder or without a word; ``ModelError`` without its weights.
    """
    encoder = bundle.encoder
    if encoder is None:
        raise InputError("the format faiss needs a text encoder; run `sonmat models fetch`")
    digest = encoder.digest()
    rows = list(_rows(bundle))
    if not rows:
        raise InputError("there is no word in this release to make a vector of; leave out faiss")
    vectors = np.ascontiguousarray(encoder.encode([row["text"] for row in rows]), np.float32)
    size = vectors.shape[1]
    columns = [*COLUMNS, points("embedding", (size,), "the vector")]
    flat = pa.FixedSizeListArray.from_arrays(pa.array(vectors.reshape(-1)), size)
    arrays = {one.name: pa.array([row[one.name] for row in rows], one.type) for one in COLUMNS}
    write_table(out / "corpus.parquet", columns, arrays | {"embedding": flat})
    _write_index(vectors, out / "index.faiss")
    content = named_by([sha256(out / "corpus.parquet")])
    front = {"config_name": "default", "description": content, "data_files": FILES}
    told = _told(encoder, front, columns, digest)
    (out / "README.md").write_text(told, encoding="utf-8", newline="\n")


def _rows(bundle: Bundle) -> Iterator[dict[str, Any]]:
    for record in bundle.records:
        if record.narration.strip():
            yield {
                **record.model_dump(mode="json", include={one.name for one in COLUMNS}),
                "kind": "segment",
                "text": record.narration,
            }
    for part, unit in ordered_units(bundle):
        if unit.text.strip():
            yield {
                "id": f"{part.session.id}/{unit.id}",
                "kind": "card",
                "session": part.session.id,
                "expert": part.session.expert,
                "procedure": part.procedure.id,
                "step_id": unit.step_id,
                "text": unit.text,
                "language": unit.language or part.language or part.procedure.language,
                "split": bundle.split_of(part),
                "licence": part.consent.licence,
                "protection_class": part.consent.protection_class.value,
            }


def _write_index(vectors: NDArray[np.float32], path: Path) -> None:
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    faiss.write_index(index, str(path))


def _told(encoder: Encoder, config: dict[str, Any], columns: Sequence[Column], digest: str) -> str:
    head = f"---\n{yaml.safe_dump({'configs': [config]}, sort_keys=False, width=10_000)}---\n"
    lines = [f"| `{one.name}` | {type_name(one.feature)} | {one.meaning} |" for one in columns]
    table = "\n".join(("| column | type | meaning |", "| --- | --- | --- |", *lines))
    return README.format(head=head, model=encoder.name, digest=digest, columns=table)
