"""Sessions of a release, each gathered when it is asked for: of a thousand few are in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

from data_schemas.session import Session

if TYPE_CHECKING:
    from pipelines.release.bundle import Part

# So many stay in memory: formats go through all of them, one after the other, several times.
KEPT = 8


@dataclass(frozen=True)
class Source:
    """A session that passed the gate, and how what may leave of it is gathered."""

    session: Session
    gather: Callable[[], Part]


class Parts(Sequence["Part"]):
    """In the order of the sessions' ids; ``taken`` is told the number of each one that is used."""

    def __init__(
        self, sources: Sequence[Source], taken: Callable[[int], None] = lambda _: None
    ) -> None:
        self._sources = sorted(sources, key=lambda one: one.session.id)
        self._kept: OrderedDict[int, Part] = OrderedDict()
        self._taken = taken

    def telling(self, taken: Callable[[int], None]) -> Parts:
        """The same, and ``taken`` is told."""
        return Parts(self._sources, taken)

    @property
    def sessions(self) -> tuple[Session, ...]:
        return tuple(one.session for one in self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    @overload
    def __getitem__(self, index: int) -> Part: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Part]: ...
    def __getitem__(self, index: int | slice) -> Part | Sequence[Part]:
        if isinstance(index, slice):
            return Parts(self._sources[index], self._taken)
        at = range(len(self))[index]
        self._taken(at)
        if at not in self._kept:
            self._kept[at] = self._sources[at].gather()
        self._kept.move_to_end(at)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return self._kept[at]


def sessions_of(parts: Sequence[Part]) -> tuple[Session, ...]:
    """The sessions alone, for which nothing has to be gathered."""
    return parts.sessions if isinstance(parts, Parts) else tuple(one.session for one in parts)


def in_order(parts: Sequence[Part]) -> Sequence[Part]:
    """By the sessions' ids."""
    if isinstance(parts, Parts):
        return parts
    return sorted(parts, key=lambda part: part.session.id)


def among(parts: Sequence[Part], wanted: Collection[str]) -> Iterator[Part]:
    """Those of the sessions ``wanted``, in order; the others are not gathered."""
    ordered = in_order(parts)
    for at, session in enumerate(sessions_of(ordered)):
        if session.id in wanted:
            yield ordered[at]
