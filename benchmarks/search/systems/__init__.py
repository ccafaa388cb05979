"""Systems that search the same rows: Sonmat, what it is made of, and what one would pick instead.

They are named by their modules, which are imported on their own, because the others' libraries are
in an environment of their own and not in the project's.
"""

from __future__ import annotations

import importlib
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from benchmarks.search.mixed import Asked, Corpus, Row, Vectors

K = 10
PLACES = {
    "encoding": "sonmat:Encoding",
    "sonmat": "sonmat:Sonmat",
    "faiss": "raw:Faiss",
    "fts5": "raw:Words",
    "fts5-filtered": "raw:FilteredWords",
    "lancedb": "lance:Lance",
    "sqlite-vec": "sqlitevec:SqliteVec",
    "qdrant": "qdrant:Qdrant",
    "txtai": "txt:Txtai",
}


class System(ABC):
    """One that can be asked for the ten best rows that the filter lets through.

    ``about`` says how it was used. What it keeps on disk lies in ``folder``.
    """

    about: str

    def __init__(self, corpus: Corpus, folder: Path) -> None:
        self.corpus, self.folder = corpus, folder

    def add(self, first: int, rows: list[Row], vectors: Vectors) -> None:  # noqa: B027
        """Take in rows, the first of which has this number: whole sessions."""

    def ready(self) -> None:  # noqa: B027
        """The corpus is whole: what is done once can be done now."""

    @abstractmethod
    def ask(self, asked: Asked) -> object:
        """The ten best within the filter, as one would ask for them."""

    def nearest(self, asked: Asked, everywhere: bool) -> list[int] | None:
        """The ten nearest vectors, ``everywhere`` or within the filter; None: it cannot say."""
        return None

    def remove(self, session: str, ids: list[int]) -> None:  # noqa: B027
        """Forget the rows of a session."""

    def notes(self) -> dict[str, Any]:
        return {}


def system(name: str, corpus: Corpus, folder: Path) -> System:
    """The system of this name, empty."""
    module, kind = PLACES[name].split(":")
    made: System = getattr(importlib.import_module(f"{__name__}.{module}"), kind)(corpus, folder)
    return made
