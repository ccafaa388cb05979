"""What passages are chosen by, as columns of numbers: a filter over 100,000 takes a millisecond."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

_FIRST_ROOM = 1024
_NONE = -1


def ids_of(allowed: Collection[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    """Ids as an array. One that is an array already is not walked through number by number."""
    if isinstance(allowed, np.ndarray):
        return np.asarray(allowed, dtype=np.int64)
    return np.fromiter(allowed, dtype=np.int64)


class Columns:
    """Values of passages under integer ids, one column a field. The caller holds a lock.

    A value is kept as the number of its word, so that comparing it is comparing two integers.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._numbers: dict[str, dict[object, int]] = {name: {} for name in names}
        self._columns: dict[str, NDArray[np.int32]] = {
            name: np.full(_FIRST_ROOM, _NONE, np.int32) for name in names
        }
        self._there: NDArray[np.bool_] = np.zeros(_FIRST_ROOM, np.bool_)

    def put(self, item: int, values: Mapping[str, object]) -> None:
        """Remember what an id is chosen by; every column needs its value."""
        self._make_room(item + 1)
        for name, column in self._columns.items():
            numbers = self._numbers[name]
            column[item] = numbers.setdefault(values[name], len(numbers))
        self._there[item] = True

    def drop(self, items: Collection[int]) -> None:
        self._there[list(items)] = False

    def values(self, name: str, wanted: Mapping[str, Collection[object]]) -> frozenset[object]:
        """Values of a column that some passage has that is chosen by ``wanted``."""
        ids = self.choose(wanted)
        left = set(self._columns[name][self._there if ids is None else ids].tolist())
        return frozenset(value for value, n in self._numbers[name].items() if n in left)

    def choose(self, wanted: Mapping[str, Collection[object]]) -> NDArray[np.int64] | None:
        """Ids whose value is among those wanted in every column named; None: all there are."""
        kept = self._there.copy()
        for name, values in wanted.items():
            numbers = self._numbers[name]
            chosen = [numbers[value] for value in values if value in numbers]
            table = np.zeros(len(numbers) + 1, np.bool_)
            table[chosen] = True  # the last place stays False: it is that of ids without a value
            kept &= table[self._columns[name]]
        found: NDArray[np.int64] = np.flatnonzero(kept)
        return None if len(found) == int(self._there.sum()) else found

    def _make_room(self, needed: int) -> None:
        if needed <= len(self._there):
            return
        room = max(needed, 2 * len(self._there)) - len(self._there)
        self._there = np.concatenate([self._there, np.zeros(room, np.bool_)])
        for name, column in self._columns.items():
            self._columns[name] = np.concatenate([column, np.full(room, _NONE, np.int32)])
