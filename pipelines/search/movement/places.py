"""What the doors of movement answer with, and where on whose clock it lies."""

from __future__ import annotations

from data_schemas.clock import Interval, Span
from data_schemas.errors import InputError, UnknownError
from data_schemas.session import Recording, Session
from data_schemas.timeline import Segment, Timeline
from data_schemas.value import Value
from pipelines.motion.compare import Difference
from pipelines.search.movement import LONGEST_S, SHORTEST_S
from pipelines.search.movement.engine import Found


class Similar(Found):
    """A place where somebody moves like that, and the step that it mostly lies in."""

    procedure: str
    step_id: str | None
    step_title: str


class Moment(Value):
    """Two moments that belong together, each on its recording's clock, and how far apart."""

    first_s: float
    second_s: float
    apart: float


class Side(Span):
    """One of the two takes that are compared."""

    session: str


class Comparison(Value):
    """One step in two sessions. ``same_expert``: only then is anything said about pace."""

    step_id: str
    step_title: str
    first: Side
    second: Side
    same_expert: bool
    apart: float
    moments: tuple[Moment, ...]
    differences: tuple[Difference, ...]


def asked_of(session: Session, span: Span, k: int) -> Recording:
    """The recording that is asked about. Raises in one sentence."""
    recording = next((r for r in session.work if r.id == span.recording), None)
    if recording is None:
        raise UnknownError("This session has no such recording of the work.")
    if k < 1:
        raise InputError(f"The number of results must be at least 1, not {k}.")
    if not recording.has_video:
        raise InputError("This recording has no picture, so there is no movement to look for.")
    if span.start_s < 0 or span.end_s > recording.duration_s + 0.5:
        raise InputError(
            f"The recording is {recording.duration_s:.1f} s long: name seconds within it."
        )
    if not SHORTEST_S <= span.length_s <= LONGEST_S:
        raise InputError(
            f"Name between {SHORTEST_S:.0f} and {LONGEST_S:.0f} seconds of movement,"
            f" not {span.length_s:.1f}."
        )
    return recording


def section_at(session: Session, timeline: Timeline, span: Span) -> Segment | None:
    """The section that shares most with these seconds."""
    alive = [one for one in timeline.segments if one.status != "rejected"]
    shared = [(span.overlap_s(moved(session, one, span.recording)), one) for one in alive]
    best = max(shared, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] > 0 else None


def moved(session: Session, span: Span, recording: str) -> Interval:
    """The same seconds on the clock of another recording of the session."""
    offset = {r.id: r.offset_s or 0.0 for r in session.recordings}
    return span.interval.shifted(offset[span.recording] - offset[recording])


def longest_section(timeline: Timeline | None, step: str) -> Segment | None:
    """The longest section of a step that nobody has struck."""
    sections = [
        one
        for one in (timeline.segments if timeline else ())
        if one.step_id == step and one.status != "rejected"
    ]
    return max(sections, key=lambda one: one.length_s, default=None)
