"""One take as the search for moments sees it: on the clock of the camera that saw the hands best.

Words and steps lie on the clock of the recording that was listened to; they are moved to the best
camera's, so that a moment is shown by the picture that shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from data_schemas.marks import Marks, merged
from data_schemas.motion import Movement
from data_schemas.procedure import Step
from data_schemas.session import Recording
from data_schemas.timeline import Segment, Timeline
from data_schemas.transcript import AudioQuality, Utterance
from pipelines.elicit.observed import NO_MARKS, Observed, Other
from pipelines.motion.series import Series

Placed = TypeVar("Placed", Segment, Utterance)


@dataclass(frozen=True, eq=False)
class Camera:
    """One recording of a take with what was read out of it; None for what was not."""

    recording: Recording
    movement: Movement | None = None
    series: Series | None = None
    marks: Marks = NO_MARKS
    quality: AudioQuality | None = None


def observed_of(
    take: Sequence[Camera],
    timeline: Timeline,
    steps: tuple[Step, ...] = (),
    others: tuple[Other, ...] = (),
) -> Observed:
    """A take of a session: at least one camera, the first of them first."""
    best = best_of(take)
    here = timeline.within({one.recording.id for one in take})
    heard = next((one.recording for one in take if _speaks(one, here)), best.recording)
    quality = next((one.quality for one in take if one.recording.id == heard.id), None)
    return Observed(
        recording=best.recording.id,
        duration_s=best.recording.duration_s,
        steps=steps,
        utterances=moved_to(best.recording, here.utterances, take),
        segments=moved_to(best.recording, here.segments, take),
        findings=here.findings,
        quality=quality,
        movement=best.movement,
        series=best.series,
        marks=merged(*(_marks(one, best.recording) for one in take)),
        others=others,
    )


def other_of(take: Sequence[Camera], timeline: Timeline, own: bool) -> Other:
    """A take of the same job to compare with; ``own``: by the same person."""
    best = best_of(take)
    here = timeline.within({one.recording.id for one in take})
    segments = moved_to(best.recording, here.segments, take)
    return Other(recording=best.recording.id, own=own, segments=segments, series=best.series)


def best_of(take: Sequence[Camera]) -> Camera:
    """The camera that saw most of hands and body; the first one where none saw anything."""
    return max(take, key=_seen)


def _seen(camera: Camera) -> tuple[float, float]:
    if camera.movement is None:
        return 0.0, 0.0
    report = camera.movement.report
    return report.left + report.right, report.body


def _speaks(camera: Camera, timeline: Timeline) -> bool:
    return any(one.recording == camera.recording.id for one in timeline.utterances)


def moved_to(
    clock: Recording, found: Iterable[Placed], take: Sequence[Camera]
) -> tuple[Placed, ...]:
    """Onto the clock of one camera of the take, without what that does not show."""
    offsets = {one.recording.id: one.recording.offset_s or 0.0 for one in take}
    kept: list[Placed] = []
    for one in found:
        later_s = offsets.get(one.recording, clock.offset_s or 0.0) - (clock.offset_s or 0.0)
        start = max(0.0, one.start_s + later_s)
        end = min(one.end_s + later_s, clock.duration_s)
        if later_s == 0.0 and one.recording in ("", clock.id):
            kept.append(one)
        elif end > start:
            at = {"recording": clock.id, "start_s": start, "end_s": end}
            kept.append(one.model_copy(update={**at, **_words(one, later_s)}))
    return tuple(kept)


def _words(one: Segment | Utterance, later_s: float) -> dict[str, object]:
    if isinstance(one, Segment):
        return {}
    moved = (
        word.model_copy(update={"start_s": word.start_s + later_s, "end_s": word.end_s + later_s})
        for word in one.words
        if word.start_s + later_s >= 0
    )
    return {"words": tuple(moved)}


def _marks(camera: Camera, clock: Recording) -> Marks:
    later_s = (camera.recording.offset_s or 0.0) - (clock.offset_s or 0.0)
    return Marks(
        marks=tuple(
            mark.model_copy(update={"at_s": mark.at_s + later_s})
            for mark in camera.marks.marks
            if 0 <= mark.at_s + later_s <= clock.duration_s
        )
    )
