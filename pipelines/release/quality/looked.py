"""What the figures and papers of a release need of one session: a little, taken in one go."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from data_schemas.motion import Status
from data_schemas.procedure import Procedure
from data_schemas.rights import Consent
from data_schemas.session import Session
from data_schemas.value import Value
from pipelines.release.bundle import Part

V = TypeVar("V", bound=Value)


class Seen(Value):
    """``rows`` of motion, and in how many of them each was seen, not filled in."""

    rows: int = 0
    body: int = 0
    left_hand: int = 0
    right_hand: int = 0

    @classmethod
    def together(cls, found: Sequence[Seen]) -> Seen:
        sums = {name: sum(getattr(one, name) for one in found) for name in cls.model_fields}
        return cls(**sums)


@dataclass(frozen=True)
class Looked:
    """``cut``: how many stretches were struck or masked."""

    session: Session
    procedure: Procedure
    consent: Consent
    language: str
    made_with: tuple[str, ...]
    cut: int
    seen: Seen


class Once:
    """Holds equal values once: a thousand sessions have few procedures and terms."""

    def __init__(self) -> None:
        self._known: dict[object, Any] = {}

    def of(self, value: V) -> V:
        """The value that was given first of those with the same content."""
        found: V = self._known.setdefault(_digest(value), value)
        return found

    def lines(self, given: tuple[str, ...]) -> tuple[str, ...]:
        found: tuple[str, ...] = self._known.setdefault(given, given)
        return found


def _digest(value: Value) -> bytes:
    told = f"{type(value).__name__} {value.model_dump_json()}"
    return hashlib.sha256(told.encode()).digest()


def look(part: Part, once: Once | None = None) -> Looked:
    """The track is opened and let go."""
    held = once or Once()
    return Looked(
        session=part.session,
        procedure=held.of(part.procedure),
        consent=held.of(part.consent),
        language=part.language or part.procedure.language,
        made_with=held.lines(part.made_with),
        cut=len(part.withheld),
        seen=seen(part),
    )


def seen(part: Part) -> Seen:
    """Nothing but zeros without motion."""
    track = part.track()
    if track is None:
        return Seen()
    rows = part.kept_rows(track)
    every = (track.pose_status, track.left.status, track.right.status)
    body, left, right = (int(np.sum(one[rows] == Status.OBSERVED)) for one in every)
    return Seen(rows=len(rows), body=body, left_hand=left, right_hand=right)
