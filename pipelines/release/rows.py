"""The rows of all sessions in their order, of which one session's are in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import overload

from pydantic import TypeAdapter

from data_schemas.release import Record, Split
from pipelines.release.aside import Aside

_CODEC = TypeAdapter(tuple[Record, ...])
# Session -> number of its block, and of its rows.
Blocks = Mapping[str, tuple[int, int]]


def lay(aside: Aside, rows: Sequence[Record]) -> tuple[int, int]:
    """Lay the rows of one session aside."""
    return aside.put(_CODEC.dump_json(tuple(rows))), len(rows)


class Rows(Sequence[Record]):
    """Rows that were laid aside, in the order of ``blocks``, each on the side of its person."""

    def __init__(self, aside: Aside, blocks: Blocks, sides: Mapping[str, Split]) -> None:
        self._aside, self._blocks, self._sides = aside, blocks, sides
        self._count = sum(count for _, count in blocks.values())

    def of(self, session: str) -> tuple[Record, ...]:
        """Those of a session; none of one that is not here."""
        if session not in self._blocks:
            return ()
        number, _ = self._blocks[session]
        found = _CODEC.validate_json(self._aside.get(number))
        return tuple(one.model_copy(update={"split": self._sides[one.expert]}) for one in found)

    def __iter__(self) -> Iterator[Record]:
        return (row for session in self._blocks for row in self.of(session))

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | Sequence[Record]:
        return tuple(self)[index]
