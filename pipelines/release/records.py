"""One record a segment: what a trainer reads."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from data_schemas.clock import Interval
from data_schemas.motion import MotionTrack
from data_schemas.release import Record, Split
from data_schemas.timeline import Segment
from data_schemas.transcript import Utterance
from pipelines.release.bundle import Part
from pipelines.release.narrow import made_by
from pipelines.release.parts import in_order, sessions_of
from pipelines.release.split import SALT, split_by_expert
from pipelines.release.takes import take_of, variant_of


def collect(parts: Sequence[Part], salt: str = SALT) -> tuple[Record, ...]:
    """Records of all sessions, split by expert, ordered by session and time."""
    ordered = in_order(parts)
    splits = split_by_expert((session.expert for session in sessions_of(ordered)), salt)
    return tuple(slim(r) for part in ordered for r in records(part, splits[part.session.expert]))


# Pydantic notes with each which fields were given. All are, and it would be most of its size.
_GIVEN = set(Record.model_fields)


def slim(record: Record) -> Record:
    """The same record in less than half the memory: all of a release's are held at once."""
    object.__setattr__(record, "__pydantic_fields_set__", _GIVEN)
    return record


def records(part: Part, split: Split) -> tuple[Record, ...]:
    """Records of one session in time order, on the session's clock.

    The narration is made of whole utterances: those cited for the segment, and those spoken in it
    that are cited for no other. Words come from the utterances only, so that what was struck or
    masked there does not return through a citation. A segment without words has none.
    """
    segments, spoken = part.segments, part.spoken
    homes = [_homes(utterance, segments, part.recording) for utterance in spoken]
    track = part.track()
    made = [
        _record(part, split, segment, _told(n, spoken, homes), track)
        for n, segment in enumerate(segments)
    ]
    return tuple(sorted(made, key=lambda r: (r.start_s, r.end_s, r.id)))


def _homes(utterance: Utterance, segments: tuple[Segment, ...], recording: str) -> set[int]:
    own = [(n, s) for n, s in enumerate(segments) if s.recording == recording]
    cited = {n for n, s in own if any(_same_words(utterance, c) for c in s.cited)}
    if cited:
        return cited
    during = [(utterance.overlap_s(s), -n) for n, s in own]
    best = max(during, default=(0.0, 0))
    return {-best[1]} if best[0] > 0 else set()


def _same_words(utterance: Utterance, cited: Interval) -> bool:
    """A citation is an utterance or a piece of one: more than half of the shorter is shared."""
    return utterance.overlap_s(cited) > 0.5 * min(utterance.length_s, cited.length_s)


def _told(number: int, spoken: tuple[Utterance, ...], homes: list[set[int]]) -> str:
    return " ".join(
        u.text.strip() for u, about in zip(spoken, homes, strict=True) if number in about
    )


def _record(
    part: Part, split: Split, segment: Segment, narration: str, track: MotionTrack | None
) -> Record:
    session, consent = part.session, part.consent
    step = part.procedure.step(segment.step_id) if segment.step_id is not None else None
    take = take_of(part, segment)
    shifted = segment.shifted(part.offset_s(segment.recording) or 0.0)
    return Record(
        id=f"{session.id}/{segment.id}",
        start_s=shifted.start_s,
        end_s=shifted.end_s,
        session=session.id,
        expert=session.expert,
        procedure=part.procedure.id,
        procedure_version=part.procedure.version,
        step_id=segment.step_id,
        step_title=step.title if step else "",
        occurrence=segment.occurrence,
        confidence=segment.confidence,
        status=segment.status,
        narration=narration,
        language=part.language or part.procedure.language,
        split=split,
        licence=consent.licence,
        protection_class=consent.protection_class,
        synthetic=consent.synthetic,
        artifact=part.artifact,
        track_rows=_track_rows(part, segment, track),
        made_by=made_by(segment),
        made_with=part.made_with,
        take=take,
        variant=variant_of(part, take),
    )


def _track_rows(part: Part, segment: Segment, track: MotionTrack | None) -> tuple[int, int] | None:
    if track is None or segment.recording != part.recording:
        return None
    times = track.t_us[part.kept_rows(track)] / 1e6
    first, end = np.searchsorted(times, [segment.start_s, segment.end_s])
    return int(first), int(end)
