"""Which clips there are: one a section of a step, cut around what was taken out or masked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from data_schemas.clock import Interval, Span
from data_schemas.handout import ClipPlan, LeftOut
from data_schemas.session import Recording
from data_schemas.timeline import Segment
from pipelines.handout.material import Material

# A camera with a slow or uneven rate may hold a picture past the end of what was taken out.
PAD_S = 0.25
SHORTEST_S = 0.5


def clips_of(
    material: Material, recordings: tuple[Recording, ...], copies: Collection[str]
) -> tuple[tuple[ClipPlan, ...], tuple[LeftOut, ...]]:
    """Clips in the order of the procedure, and sections of which there can be none.

    ``copies`` are the ids of recordings that have a playable copy.
    """
    plans: list[ClipPlan] = []
    left: list[LeftOut] = []
    seen: Counter[int] = Counter()
    for number, title, section in _sections(material):
        seen[number] += 1
        camera = _camera(section, recordings, copies)
        if isinstance(camera, str):
            left.append(LeftOut(number=number, occurrence=seen[number], why=camera))
            continue
        span = _on(material, section, camera)
        pieces = without(span, [cut for cut in material.withheld if cut.recording == camera.id])
        if not pieces:
            left.append(LeftOut(number=number, occurrence=seen[number], why="withheld"))
            continue
        plans.append(
            ClipPlan(
                name=f"clip-{number:02}-{seen[number]}",
                number=number,
                title=title,
                occurrence=seen[number],
                recording=camera.id,
                at_s=material.at_s(section.recording, section.start_s) or 0.0,
                pieces=pieces,
                cut=sum(one.length_s for one in pieces) < span.length_s,
            )
        )
    return tuple(plans), tuple(left)


def without(span: Interval, cuts: Collection[Interval]) -> tuple[Interval, ...]:
    """What is left of ``span`` when ``cuts`` with a margin are taken out, without mere scraps."""
    pieces = [(span.start_s, span.end_s)]
    for cut in cuts:
        start_s, end_s = cut.start_s - PAD_S, cut.end_s + PAD_S
        pieces = [
            piece
            for a, b in pieces
            for piece in ((a, min(b, start_s)), (max(a, end_s), b))
            if piece[1] > piece[0]
        ] if start_s < span.end_s and span.start_s < end_s else pieces  # fmt: skip
    pieces = list(dict.fromkeys(pieces))
    whole = len(pieces) == 1 and pieces[0] == (span.start_s, span.end_s)
    return tuple(
        Interval(start_s=a, end_s=b) for a, b in pieces if b - a >= SHORTEST_S or (whole and b > a)
    )


def _sections(material: Material) -> list[tuple[int, str, Segment]]:
    return [
        (number, step.title, one)
        for number, step in enumerate(material.procedure.steps, 1)
        for one in material.timeline.segments
        if one.step_id == step.id and one.status != "rejected" and one.recording in material.offsets
    ]


def _camera(
    section: Segment, recordings: tuple[Recording, ...], copies: Collection[str]
) -> Recording | str:
    """The recording that the section was placed on, else another of its take that has a picture."""
    own = next((one for one in recordings if one.id == section.recording), None)
    if own is None:
        return "no_copy"
    beside = [one for one in recordings if one.take == own.take and one.id != own.id]
    seeing = [one for one in (own, *beside) if one.has_video]
    if not seeing:
        return "no_picture"
    return next((one for one in seeing if one.id in copies), None) or "no_copy"


def _on(material: Material, section: Segment, camera: Recording) -> Span:
    """The section on the clock of the camera that shows it."""
    later_s = material.offsets[section.recording] - material.offsets.get(camera.id, 0.0)
    seconds = section.interval.shifted(later_s).clipped(0.0, camera.duration_s)
    return Span(recording=camera.id, start_s=seconds.start_s, end_s=seconds.end_s)
