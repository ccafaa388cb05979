"""What is known about the recording to be drawn, and the clocks it is known on."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.language import _
from data_schemas.clock import TimeMap
from data_schemas.marks import Mark
from data_schemas.motion import HandsSeen, Movement
from data_schemas.procedure import Procedure
from data_schemas.session import Recording
from data_schemas.timeline import Timeline
from data_schemas.transcript import Transcript


@dataclass(frozen=True)
class Clocks:
    """``offsets`` by recording: session time = recording time + offset."""

    shown: str
    offsets: dict[str, float] = field(default_factory=dict)
    map: TimeMap = field(default_factory=TimeMap.identity)

    def to_player(self, seconds: float, recording: str) -> float:
        shift = self.offsets.get(recording, 0.0) - self.offsets.get(self.shown, 0.0)
        return max(0.0, round(self.map.to_proxy(seconds + shift), 3))

    def from_player(self, seconds: float, recording: str) -> float:
        shift = self.offsets.get(recording, 0.0) - self.offsets.get(self.shown, 0.0)
        return max(0.0, round(self.map.to_source(seconds) - shift, 3))


@dataclass(frozen=True)
class Shown:
    """Everything that is known about the recording to be drawn; what is missing is None.

    ``timeline`` holds what lies in its take; ``elsewhere`` are steps that were done in others.
    ``fps`` is of the copy that is played, 0 without a picture.
    ``markers``: what was marked in any recording of its take, with that recording's id.
    ``wave``: whether its sound was drawn, which the player fetches itself (``wave_route``).
    """

    recording: Recording
    procedure: Procedure
    clocks: Clocks
    heard: str
    timeline: Timeline | None = None
    elsewhere: frozenset[str] = frozenset()
    transcript: Transcript | None = None
    motion: HandsSeen | None = None
    movement: Movement | None = None
    markers: tuple[tuple[str, Mark], ...] = ()
    wave: bool = False
    editable: bool = False
    marks: bool = False
    size: str = "full"
    start_s: float | None = None
    end_s: float | None = None
    turn: int = 0
    fps: float = 0.0


def title_of(procedure: Procedure, step_id: str | None) -> str:
    step = procedure.step(step_id) if step_id else None
    if step is None and step_id is not None:
        return _("A step that is no longer in the procedure")
    return step.title if step else _("Outside of the steps")


def whole_title(procedure: Procedure, step_id: str | None) -> str:
    """The title behind those of the groups that the step lies in: sub-steps may be called alike."""
    step = procedure.step(step_id) if step_id else None
    inside = [group.title for group in procedure.path(step)] if step else []
    return " › ".join((*inside, title_of(procedure, step_id)))


def numbered(procedure: Procedure, step_id: str | None) -> str:
    """The title behind the number that the step has on the time line."""
    number = next((n for n, one in enumerate(procedure.steps, 1) if one.id == step_id), None)
    title = title_of(procedure, step_id)
    return title if number is None else f"{number}. {title}"
