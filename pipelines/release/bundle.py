"""What a format gets to write: the sessions that passed the gate, and nothing of the store."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data_schemas.clock import Interval, Span
from data_schemas.errors import InputError
from data_schemas.knowledge import KnowledgeUnit
from data_schemas.motion import MotionTrack
from data_schemas.procedure import Procedure
from data_schemas.release import FormatOptions, Record, Split
from data_schemas.rights import Consent
from data_schemas.session import Session
from data_schemas.take import TakeLabel
from data_schemas.timeline import Segment, Timeline
from data_schemas.transcript import Utterance
from pipelines.release.encoder import Encoder
from pipelines.release.heard import Heard, no_track
from pipelines.release.parts import among, in_order
from pipelines.release.rows import Rows
from pipelines.release.split import split_by_expert
from pipelines.release.told import Inquiry, is_confirmed, is_no_secret, overlaps

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


def always(path: Path, write: Callable[[Path], object]) -> None:
    """How a file is written of which nothing is known from before."""
    write(path)


@dataclass(frozen=True)
class Part:
    """One session of a release.

    ``recording`` is the one on whose clock utterances and track are; ``artifact`` the time line's
    id. ``track`` is called when it is needed, so that a release of hundreds of sessions holds one
    track at a time. ``withheld`` are spans that people struck or masked: no word, no motion row and
    no know-how card that rests on them leaves, whatever the time line still says. ``cards`` and
    ``inquiries`` are all there are: ``units`` and ``asked`` are those that may leave. ``heard`` are
    the masked copies that sound may be taken from; a recording without a confirmed one has none.
    ``made_with`` says what made its labels, a line each. ``homes``: by a segment's id the recording
    that it was placed on, where all are told on the clock of another. ``variants``: what takes were
    for, by their number, with notes that may leave.
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
    cards: tuple[KnowledgeUnit, ...] = ()
    inquiries: tuple[Inquiry, ...] = ()
    heard: tuple[Heard, ...] = ()
    made_with: tuple[str, ...] = ()
    homes: Mapping[str, str] = field(default_factory=dict)
    variants: Mapping[int, TakeLabel] = field(default_factory=dict)

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
    def cuts(self) -> tuple[Interval, ...]:
        """What is withheld, on the session's clock; what lies on none is left out."""
        return tuple(
            Interval(start_s=cut.start_s + offset, end_s=cut.end_s + offset)
            for cut in self.withheld
            if (offset := self.offset_s(cut.recording)) is not None
        )

    @property
    def duration_s(self) -> float:
        """Where the last work recording ends on the session's clock."""
        ends = (r.offset_s + r.duration_s for r in self.session.work if r.offset_s is not None)
        return max(ends, default=0.0)

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

    @property
    def units(self) -> tuple[KnowledgeUnit, ...]:
        """Know-how cards that may leave: the expert said yes to it, nothing that it rests on is
        withheld, and it is not more secret than the session."""
        return tuple(
            one
            for one in self.cards
            if is_confirmed(one)
            and is_no_secret(one, self.consent.protection_class)
            and not any(self.withholds(span) for span in one.spans())
        )

    @property
    def asked(self) -> tuple[Inquiry, ...]:
        """Questions that may leave. One that a machine found quotes words: it stays where those
        were taken out since, also where nobody can tell any more which words they were."""
        signs = {one.id: (one, *one.evidence) for one in self.timeline.moments}
        return tuple(
            one
            for one in self.inquiries
            if not (one.span and self.withholds(one.span))
            and not any(self.withholds(sign) for sign in signs.get(one.target, ()))
            and not (one.by_machine and self.withheld and one.target not in signs)
        )

    def withholds(self, span: Span) -> bool:
        """Whether any of these seconds, on whatever recording, may not leave."""
        own = self._on_session(span)
        return any(overlaps(self._on_session(cut), own) for cut in self.withheld)

    def _on_session(self, span: Span) -> Span:
        """On the session's clock, which has no name; what lies on none as it is."""
        offset = self.offset_s(span.recording)
        if offset is None:
            return span
        edges = {"start_s": span.start_s + offset, "end_s": span.end_s + offset}
        return span.model_copy(update={**edges, "recording": ""})

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
    """A release before it is written. ``records`` are the segments of all ``parts``, which may be
    laid aside (``pipelines.release.rows``): go through them and keep none.

    ``parts`` may be gathered one by one (``pipelines.release.parts``): go through them in their
    order and keep none. ``once(path, write)`` calls ``write(path)`` unless an attempt that was
    killed left that file whole: for files that take long to make. ``reports`` are (language,
    Markdown) on what was hidden, ``papers`` (file name, text) what else is told of the whole.
    ``splits``: the side of each person. ``encoder`` is for formats that hold vectors.
    """

    name: str
    parts: Sequence[Part]
    records: Sequence[Record]
    created_at: datetime
    provenance: Provenance = field(default_factory=lambda: Provenance("sonmat"))
    reports: tuple[tuple[str, str], ...] = ()
    options: FormatOptions = field(default_factory=FormatOptions)
    papers: tuple[tuple[str, str], ...] = ()
    once: Callable[[Path, Callable[[Path], object]], None] = always
    splits: Mapping[str, Split] = field(default_factory=dict)
    encoder: Encoder | None = None

    @property
    def synthetic(self) -> bool:
        return any(part.consent.synthetic for part in self.parts)

    def records_of(self, part: Part) -> tuple[Record, ...]:
        if isinstance(self.records, Rows):
            return self.records.of(part.session.id)
        return tuple(self._by_session.get(part.session.id, ()))

    def split_of(self, part: Part) -> Split:
        """The split of the session's person; of one without any record, as it would be."""
        known, expert = self._splits, part.session.expert
        return known.get(expert) or split_by_expert([expert], known=known)[expert]

    @property
    def ordered(self) -> Sequence[Part]:
        """Sessions in the order in which formats write them."""
        return in_order(self.parts)

    def among(self, sessions: Collection[str]) -> Iterator[Part]:
        """Those of ``sessions``, in the same order."""
        return among(self.parts, sessions)

    @cached_property
    def _by_session(self) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = {}
        for one in self.records:
            found.setdefault(one.session, []).append(one)
        return found

    @cached_property
    def _splits(self) -> dict[str, Split]:
        return {**{one.expert: one.split for one in self.records}, **self.splits}


def file_stem(session: str) -> str:
    """The session's id as a file name; ``InputError`` for an id that could be a path."""
    if not _PLAIN.fullmatch(session):
        raise InputError("a session's id cannot be a file name; only letters, digits, - and _ can")
    return session
