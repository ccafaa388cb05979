"""What a format gets to write: the sessions that passed the gate, and nothing of the store."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from data_schemas.clock import Interval, Span
from data_schemas.errors import InputError
from data_schemas.motion import MotionTrack
from data_schemas.procedure import Procedure
from data_schemas.release import Record
from data_schemas.rights import Consent
from data_schemas.session import Session
from data_schemas.timeline import Segment, Timeline
from data_schemas.transcript import Utterance

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


def no_track() -> None:
    """The track of a session without motion."""
    return None


@dataclass(frozen=True)
class Part:
    """One session of a release.

    ``recording`` is the one on whose clock utterances and track are; ``artifact`` the time line's
    id. ``track`` is called when it is needed, so that a release of hundreds of sessions holds one
    track at a time. ``withheld`` are spans that people struck or masked: no word and no motion row
    from inside them leaves, whatever the time line still says.
    """

    session: Session
    procedure: Procedure
    timeline: Timeline
    consent: Consent
    recording: str
    artifact: str
    language: str = ""
    track: Callable[[], MotionTrack | None] = no_track
    withheld: tuple[Span, ...] = ()

    def offset_s(self, recording: str) -> float | None:
        """Seconds from the recording's clock to the session's; None if it lies on neither."""
        found = (r.offset_s for r in self.session.recordings if r.id == recording)
        return next(found, None)

    @property
    def shift_s(self) -> float:
        """Offset of ``recording``; ``InputError`` if the session has no such work recording."""
        offset = self.offset_s(self.recording)
        if offset is None:
            raise InputError(
                f"session {self.session.id} has no work recording {self.recording} with a place "
                "on its clock; process the session again"
            )
        return offset

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Segments that hold and lie on the session's clock, in time order."""
        kept = (
            s
            for s in self.timeline.segments
            if s.status != "rejected" and self.offset_s(s.recording) is not None
        )
        return tuple(sorted(kept, key=lambda s: (s.start_s, s.end_s, s.id)))

    @property
    def spoken(self) -> tuple[Utterance, ...]:
        """Utterances that may leave: none withheld, none of a bystander, who signed nothing."""
        kept = (
            u
            for u in self.timeline.utterances
            if u.text.strip() and u.speaker != "bystander" and not self._withholds(u)
        )
        return tuple(sorted(kept, key=lambda u: (u.start_s, u.end_s)))

    def kept_rows(self, track: MotionTrack) -> NDArray[np.int64]:
        """Indices of the track's rows that may leave."""
        seconds = track.t_us / 1e6
        keep = np.ones(len(track), dtype=bool)
        for span in self.withheld:
            if span.recording == self.recording:
                keep &= (seconds < span.start_s) | (seconds >= span.end_s)
        return np.flatnonzero(keep)

    def _withholds(self, spoken: Interval) -> bool:
        return any(
            span.recording == self.recording
            and (span.overlap_s(spoken) > 0 or span.contains(spoken.start_s))
            for span in self.withheld
        )


@dataclass(frozen=True)
class Provenance:
    """What made the content: the program, and each model with the digest of its weights."""

    software: str
    models: tuple[tuple[str, str], ...] = ()
    salt: str = ""


@dataclass(frozen=True)
class Bundle:
    """A release before it is written. ``records`` are the segments of all ``parts``."""

    name: str
    parts: tuple[Part, ...]
    records: tuple[Record, ...]
    created_at: datetime
    provenance: Provenance = field(default_factory=lambda: Provenance("sonmat"))

    @property
    def synthetic(self) -> bool:
        return any(part.consent.synthetic for part in self.parts)

    def records_of(self, part: Part) -> tuple[Record, ...]:
        return tuple(r for r in self.records if r.session == part.session.id)


def file_stem(session: str) -> str:
    """The session's id as a file name; ``InputError`` for an id that could be a path."""
    if not _PLAIN.fullmatch(session):
        raise InputError("a session's id cannot be a file name; only letters, digits, - and _ can")
    return session
