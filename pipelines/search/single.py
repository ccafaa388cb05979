"""The search stack on a foreign corpus: two JSON Lines files in, one ranking out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from data_schemas.errors import InputError, TextError
from pipelines.search.encoder import Encoder
from pipelines.search.hybrid import HybridIndex, Match
from pipelines.search.vectors import VectorIndex

TOP = 100
_ID = Field(min_length=1, pattern=r"^[^\t\r\n]+$")


class Document(BaseModel):
    """A line of the corpus; fields beyond these are passed over."""

    model_config = ConfigDict(strict=True, extra="ignore")
    id: str = _ID
    title: str = ""
    text: str

    @property
    def whole(self) -> str:
        return f"{self.title}. {self.text}" if self.title.strip() else self.text


class Query(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")
    id: str = _ID
    text: str = Field(min_length=1, pattern=r"\S")


Row = TypeVar("Row", Document, Query)


def rank_files(corpus: Path, queries: Path, out: Path, encoder: Encoder) -> int:
    """Rank the top 100 documents for every query; returns the number of queries.

    Writes ``query-id, doc-id, rank, score``, tab-separated, ranks from 1, whole or not at all.
    ``TextError`` names the first line that cannot be used, without quoting it.
    """
    documents = _read(corpus, Document)
    asked = _read(queries, Query)
    if not documents:
        raise TextError(f"{corpus.name} holds no document; give one JSON object a line")
    texts = [document.whole for document in documents]
    vectors = encoder.encode_passages(texts)
    index = HybridIndex(VectorIndex(vectors.shape[1], encoder.digest))
    index.add(range(len(texts)), texts, vectors)
    _write(out, _lines(documents, asked, index, encoder))
    return len(asked)


def _lines(
    documents: list[Document], asked: list[Query], index: HybridIndex, encoder: Encoder
) -> Iterator[str]:
    if not asked:
        return
    for query, vector in zip(asked, encoder.encode_queries([q.text for q in asked]), strict=True):
        for rank, match in enumerate(index.search(query.text, vector, TOP), start=1):
            yield _line(query, documents[match.id], rank, match)


def _line(query: Query, document: Document, rank: int, match: Match) -> str:
    return f"{query.id}\t{document.id}\t{rank}\t{match.score:.8f}\n"


def _read(path: Path, row: type[Row]) -> list[Row]:
    found: dict[str, Row] = {}
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    one = _parse(line, row, f"{path.name} line {number}")
                    if one.id in found:
                        raise TextError(f"{path.name} line {number} repeats an earlier id")
                    found[one.id] = one
    except UnicodeDecodeError:
        raise TextError(f"{path.name} is not UTF-8 text; save it as UTF-8") from None
    except OSError:
        raise InputError(f"{path.name} cannot be read; check the path") from None
    return list(found.values())


def _parse(line: str, row: type[Row], where: str) -> Row:
    try:
        return row.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        what = f"{field!r} is missing or cannot be used" if field else "this is not a JSON object"
        raise TextError(f"{where}: {what}; a line is an object with 'id' and 'text'") from None


def _write(out: Path, lines: Iterator[str]) -> None:
    """Beside ``out`` first and then moved over it, so that no half ranking is ever seen."""
    part = out.with_name(f".{out.name}.{os.getpid()}.partial")
    try:
        file = part.open("x", encoding="utf-8", newline="\n")
    except OSError:
        raise InputError(f"{out.name} cannot be written there; check the folder") from None
    try:
        with file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, out)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
