"""Doors to where a session's cameras lie on its clock: found by their sound, or set by hand.

The first work recording is the zero. Offsets are applied on reading, so no artifact changes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from capture import artifacts, sync
from capture.access import require
from capture.records import recordings as recording_records
from capture.records import sessions as records
from data_schemas.errors import InputError, MediaError, UnknownError
from data_schemas.rights import Action, Actor
from data_schemas.session import OffsetBy, Recording, Session
from data_schemas.value import Probability, Seconds, Value

if TYPE_CHECKING:
    from capture.site import Site

FARTHEST_S = 12 * 3600.0
_SEARCHED: tuple[OffsetBy, ...] = ("nobody", "sound")
Progress = Callable[[float], None]


class Placement(Value):
    """Where a recording lies now, and by whom; ``nobody``: it was not found and lies at 0.

    ``confidence`` is that of this search, None for what was not searched.
    """

    recording: str
    offset_s: Seconds
    offset_by: OffsetBy
    confidence: Probability | None = None


def find_offsets(
    site: Site, who: Actor, session: str, progress: Progress = lambda share: None
) -> tuple[Placement, ...]:
    """Match each take's cameras with its first by their sound, but those placed by hand or clock.

    Returns all work recordings in their order. What is not found with enough confidence keeps
    its place.
    """
    require(site, who, Action.PROCESS, session)
    return search(site, session, progress)


def set_offsets(
    site: Site, who: Actor, session: str, offsets: Mapping[str, float | None]
) -> tuple[Placement, ...]:
    """Place recordings by hand, all or none: seconds by id; None gives one back to the search.

    Raises InputError for what cannot be placed there, UnknownError for an unknown recording.
    """
    require(site, who, Action.AMEND, session)
    with site.db() as db:
        found = records.get(db, session)
        for recording, offset_s in offsets.items():
            _may_be_placed(found, recording, offset_s)
            by: OffsetBy = "nobody" if offset_s is None else "hand"
            recording_records.place(db, recording, offset_s or 0.0, by)
    return tuple(_placement(recording) for recording in _work(site, session))


def search(
    site: Site, session: str, progress: Progress = lambda share: None
) -> tuple[Placement, ...]:
    """What ``find_offsets`` does (no door: the worker calls it for what a door asked for)."""
    work = _work(site, session)
    takes = [_searched(work, take) for take in dict.fromkeys(r.take for r in work)]
    heard = [one for take in takes for one in take]
    ear = _Ear(site, sum(recording.duration_s for recording in heard), progress)
    sure: dict[str, float] = {}
    for take in takes:
        sure |= _match(site, ear, take)
    return tuple(_placement(r, sure.get(r.id)) for r in _work(site, session))


def _searched(work: tuple[Recording, ...], take: int) -> list[Recording]:
    """A take's first camera and those that the search may move; none where there are no such."""
    first, *others = (recording for recording in work if recording.take == take)
    wanted = [one for one in others if one.offset_by in _SEARCHED]
    return [first, *wanted] if wanted else []


def _match(site: Site, ear: _Ear, take: list[Recording]) -> dict[str, float]:
    """Place a take's cameras against its first; how sure that was, by recording."""
    if not take:
        return {}
    first, sure = ear.rises(take[0]), {}
    for recording in take[1:]:
        found = sync.match(first, ear.rises(recording))
        sure[recording.id] = found.confidence
        if found.confidence >= sync.ENOUGH:
            at_s = (take[0].offset_s or 0.0) + found.offset_s
            with site.db() as db:
                recording_records.place(db, recording.id, at_s, "sound", found.confidence)
    return sure


class _Ear:
    """Listens to recordings and tells how much of ``total_s`` was heard."""

    def __init__(self, site: Site, total_s: float, progress: Progress) -> None:
        self.site = site
        self.total_s = max(total_s, 1.0)
        self.progress = progress
        self.heard_s = 0.0

    def rises(self, recording: Recording) -> sync.Rises:
        """Of a recording without sound, or with one that cannot be read: none."""
        try:
            return sync.rises(self._chunks(recording))
        except MediaError:
            return sync.rises(())

    def _chunks(self, recording: Recording) -> Iterator[NDArray[np.float32]]:
        for chunk in artifacts.open_media(self.site, recording.original).sound(sync.RATE):
            self.heard_s += len(chunk) / sync.RATE
            self.progress(min(1.0, self.heard_s / self.total_s))
            yield chunk


def _may_be_placed(session: Session, recording: str, offset_s: float | None) -> None:
    if recording not in (r.id for r in session.recordings):
        raise UnknownError("This session has no such recording: `sonmat show` lists them.")
    if recording not in (r.id for r in session.work):
        raise InputError("Answers and attempts have no place on the session's clock.")
    if recording == session.work[0].id:
        raise InputError(
            "The first recording is the zero of the session's clock: set the others against it."
        )
    placed = next(r for r in session.work if r.id == recording)
    if offset_s is None and session.is_first_of_take(placed):
        raise InputError("The first camera of a take has no sound to be found by: set it by hand.")
    if offset_s is not None and not (math.isfinite(offset_s) and abs(offset_s) <= FARTHEST_S):
        raise InputError("An offset is a number of seconds, at most 12 hours either way.")


def _work(site: Site, session: str) -> tuple[Recording, ...]:
    with site.db() as db:
        return records.get(db, session).work


def _placement(recording: Recording, confidence: float | None = None) -> Placement:
    return Placement(
        recording=recording.id,
        offset_s=recording.offset_s or 0.0,
        offset_by=recording.offset_by,
        confidence=confidence,
    )
