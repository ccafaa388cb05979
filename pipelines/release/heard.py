"""Where sound and picture may be taken from: the masked copy of a recording. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from capture.media import Media
from data_schemas.clock import Interval, TimeMap
from data_schemas.motion import MotionTrack

# What was said may end this much behind its recording: clocks of sound and picture differ.
SLACK_S = 0.1


def no_track() -> None:
    """The track of a session or recording without motion."""
    return None


@dataclass(frozen=True)
class Heard:
    """The masked copy of one recording. ``clock`` leads from the copy's clock to the recording's.

    ``offset_s`` leads from the recording's to the session's. Nothing is opened before ``open``;
    ``track`` gives where body and hands were in that recording, on its clock.
    """

    recording: str
    offset_s: float
    duration_s: float
    open: Callable[[], Media]
    clock: TimeMap = field(default_factory=TimeMap.identity)
    track: Callable[[], MotionTrack | None] = no_track

    @cached_property
    def media(self) -> Media:
        """The copy; what it is, is looked at once however many clips are made of it."""
        return self.open()

    @property
    def on_session(self) -> Interval:
        return Interval(start_s=self.offset_s, end_s=self.offset_s + self.duration_s)

    def on_copy(self, second: float) -> float:
        """A second of the session on the copy's clock."""
        return max(0.0, self.clock.to_proxy(second - self.offset_s))


def copy_with(copies: Iterable[Heard], said: Interval) -> Heard | None:
    """The copy that holds all of ``said``, which lies on the session's clock; None if none does."""
    return next(
        (
            one
            for one in copies
            if one.on_session.start_s - SLACK_S <= said.start_s
            and said.end_s <= one.on_session.end_s + SLACK_S
        ),
        None,
    )
