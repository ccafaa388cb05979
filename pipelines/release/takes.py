"""Which take a section of work lies in, and what that take was for. Pure."""

from __future__ import annotations

from data_schemas.clock import Span
from data_schemas.session import Recording
from data_schemas.timeline import Segment
from pipelines.release.bundle import Part


def take_of(part: Part, one: Segment) -> int:
    """The number of its take; 1 for what lies on no recording of the session."""
    home = _home(part, one)
    return home.take if home else 1


def variant_of(part: Part, take: int) -> str:
    """good, defect or what_if; "" where nobody said."""
    label = part.variants.get(take)
    return label.variant if label else ""


def on_its_own(part: Part, one: Segment) -> Span:
    """The seconds of a section on the clock of the recording that it was placed on."""
    home = _home(part, one)
    if home is None or home.offset_s is None:
        return Span(recording=one.recording, start_s=one.start_s, end_s=one.end_s)
    moved = one.shifted((part.offset_s(one.recording) or 0.0) - home.offset_s)
    return Span(recording=home.id, start_s=moved.start_s, end_s=moved.end_s)


def _home(part: Part, one: Segment) -> Recording | None:
    name = part.homes.get(one.id, one.recording)
    return next((found for found in part.session.work if found.id == name), None)
