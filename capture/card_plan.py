"""From files on cards to proposed sessions: which belong together, where each lies, how sure.

Method: recordings (strands) are knots. Two of different devices are tied where their sound
matches, or where their clocks say that they overlap or follow within the gap; two of one device
where they follow within the gap. What hangs together is a session, and each recording is placed
along the surest ties. Sound corrects clocks: once two devices are tied by it, the difference of
their clocks is known for all that they recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from capture.card_strands import CardFile, Strand, missing_parts, strands_of
from capture.card_ties import Hear, Tie, Ties, deaf, tie
from data_schemas.clock import Interval
from data_schemas.session import OffsetBy
from data_schemas.value import Probability, Seconds, Value

GAP_S = 15 * 60.0


class PlanFile(Value):
    """A file and where it lies on the proposed session's clock; ``take`` as in ``Recording``."""

    path: str
    size: int
    duration_s: Seconds
    has_video: bool
    has_audio: bool
    take: int = 1
    offset_s: Seconds
    offset_by: OffsetBy
    offset_confidence: Probability | None = None

    @property
    def span(self) -> Interval:
        return Interval(start_s=self.offset_s, end_s=self.offset_s + self.duration_s)


class PlanCamera(Value):
    """One device and what it recorded, in order. ``device`` is what its files' names say it is."""

    device: str
    files: tuple[PlanFile, ...]


class PlanSession(Value):
    """Files proposed to be one session. ``sure``: nothing in it hangs on clocks alone.

    ``starts_s``: seconds since 1970 on the first camera's clock, None where it was never set.
    ``notes``: sentences about what a person should look at.
    """

    cameras: tuple[PlanCamera, ...]
    length_s: Seconds
    starts_s: Seconds | None = None
    sure: bool = True
    notes: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[PlanFile, ...]:
        return tuple(file for camera in self.cameras for file in camera.files)


class Refusal(Value):
    path: str
    reason: str


class Plan(Value):
    """``skipped``: names of files that are no recordings by their endings."""

    sessions: tuple[PlanSession, ...] = ()
    refused: tuple[Refusal, ...] = ()
    skipped: tuple[str, ...] = ()


def assemble(
    files: Iterable[CardFile], gap_s: float = GAP_S, hear: Hear = deaf
) -> tuple[PlanSession, ...]:
    """Every file in exactly one proposed session, whatever order they come in; earliest first.

    ``hear`` tells where one recording lies on the clock of another by their sound. A pause longer
    than ``gap_s`` seconds begins another session.
    """
    strands = strands_of(files)
    ties = tie(strands, gap_s, hear)
    groups = _groups(len(strands), ties.joined)
    sessions = [_session(strands, group, ties) for group in groups]
    return tuple(sorted(sessions, key=lambda one: (one.starts_s or 0.0, one.files[0].path)))


def _groups(count: int, ties: Iterable[Tie]) -> list[list[int]]:
    """What hangs together."""
    of = list(range(count))

    def root(one: int) -> int:
        while of[one] != one:
            one = of[one]
        return one

    for found in ties:
        of[root(found.second)] = root(found.first)
    groups: dict[int, list[int]] = {}
    for one in range(count):
        groups.setdefault(root(one), []).append(one)
    return list(groups.values())


@dataclass(frozen=True)
class _Placed:
    at_s: float
    by: OffsetBy
    confidence: float | None = None


def _session(strands: tuple[Strand, ...], group: list[int], ties: Ties) -> PlanSession:
    cameras = _cameras(strands, group)
    zero = cameras[0][0]
    inside = [one for one in ties.joined if one.first in group]
    used = list(_surest(zero, group, inside))
    placed = _placed(zero, used)
    clock_only = sorted(
        one.second
        for one in used
        if one.alone or (one.confidence is None and _is_dated_only(strands[one.second]))
    )
    first, last = (
        min(placed[n].at_s for n in group),
        max(placed[n].at_s + strands[n].length_s for n in group),
    )
    found = [
        PlanCamera(
            device=strands[camera[0]].device,
            files=tuple(f for n in camera for f in _files(strands[n], placed[n], n == zero)),
        )
        for camera in cameras
    ]
    return PlanSession(
        cameras=tuple(_with_takes(camera, found[0].files) for camera in found),
        length_s=last - first,
        starts_s=strands[zero].starts_s + first if strands[zero].absolute else None,
        sure=not clock_only,
        notes=(
            *_notes_of_ties(strands, group, ties, clock_only),
            *_notes_of_holes(strands, group),
        ),
    )


def _cameras(strands: tuple[Strand, ...], group: list[int]) -> list[list[int]]:
    """Strands by device, in time; the first device is the one that filmed most."""
    by_series: dict[str, list[int]] = {}
    for number in group:
        by_series.setdefault(strands[number].series, []).append(number)
    cameras = [
        sorted(several, key=lambda n: (strands[n].starts_s, strands[n].files[0].path))
        for several in by_series.values()
    ]

    def rank(camera: list[int]) -> tuple[bool, float, str]:
        length_s = sum(strands[n].length_s for n in camera)
        return not strands[camera[0]].has_video, -length_s, strands[camera[0]].files[0].path

    return sorted(cameras, key=rank)


def _surest(zero: int, group: list[int], ties: list[Tie]) -> Iterator[Tie]:
    """The surest way from ``zero`` to all others: ties turned so that each leads away from it."""
    reached, left = {zero}, set(group) - {zero}
    while left:
        ways = [one for tie in ties for one in (tie, tie.turned) if one.first in reached]
        best = max(
            (one for one in ways if one.second in left),
            key=lambda one: (one.weight, -one.first, -one.second),
        )
        reached.add(best.second)
        left.remove(best.second)
        yield best


def _placed(zero: int, used: list[Tie]) -> dict[int, _Placed]:
    placed = {zero: _Placed(0.0, "nobody")}
    for one in used:
        at_s = placed[one.first].at_s + one.delta_s
        sure = one.confidence
        placed[one.second] = _Placed(at_s, "clock" if sure is None else "sound", sure)
    return placed


def _files(strand: Strand, placed: _Placed, is_zero: bool) -> Iterator[PlanFile]:
    at_s = placed.at_s
    for number, one in enumerate(strand.files):
        # Chapters follow the first: its place is theirs.
        by: OffsetBy = placed.by if number == 0 else "clock"
        yield PlanFile(
            path=one.path,
            size=one.size,
            duration_s=one.duration_s,
            has_video=one.has_video,
            has_audio=one.has_audio,
            offset_s=at_s,
            offset_by="nobody" if is_zero and number == 0 else by,
            offset_confidence=placed.confidence if number == 0 else None,
        )
        at_s += one.length_s


def _with_takes(camera: PlanCamera, leading: Sequence[PlanFile]) -> PlanCamera:
    """The files of the first camera are takes; another's belong to those that they saw most of."""

    def seen(file: PlanFile, take: PlanFile) -> tuple[float, float]:
        return file.span.overlap_s(take.span), -abs(file.span.middle_s - take.span.middle_s)

    def take(number: int, file: PlanFile) -> int:
        # The first camera's own are takes in their order, also where its clock was set back.
        own = camera.files == tuple(leading)
        return number if own else max(range(len(leading)), key=lambda n: seen(file, leading[n]))

    files = tuple(
        file.model_copy(update={"take": 1 + take(number, file)})
        for number, file in enumerate(camera.files)
    )
    return camera.model_copy(update={"files": files})


def _is_dated_only(strand: Strand) -> bool:
    """Its time is only the date of a file, which copying changes."""
    return strand.files[0].clock == "file"


def _notes_of_ties(
    strands: tuple[Strand, ...], group: list[int], ties: Ties, clock_only: list[int]
) -> Iterator[str]:
    name = [one.files[0].path for one in strands]
    for number in clock_only:
        yield f"{name[number]} is placed by its clock alone: look whether it fits."
    for one, other in ties.apart:
        if (one in group) != (other in group):
            yield (
                f"{name[one]} and {name[other]} overlap by their clocks, but their sound does not"
                " match: they are kept apart."
            )
    alone = len(group) == 1 and len(strands) > 1
    if alone and not strands[group[0]].absolute:
        yield f"The clock of {name[group[0]]} was never set: look whether it belongs to another."


def _notes_of_holes(strands: tuple[Strand, ...], group: list[int]) -> Iterator[str]:
    for before, after in missing_parts(strands[n] for n in group):
        yield f"A part seems to be missing between {before} and {after}: look on the card."
