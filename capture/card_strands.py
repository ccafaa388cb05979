"""Which files of one device are parts of one recording, and when each recording began.

Pure functions over what is known about the files; nothing is opened here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Literal

from capture.card_names import Name, read_name
from data_schemas.value import Seconds, Value

Clock = Literal["none", "file", "container", "name"]

FOLLOWS_S = 2.0  # clocks of cameras count whole seconds, those of card files two
EARLIEST_S = 1_104_537_600.0  # 2005: a device that says it is earlier was never set


class CardFile(Value):
    """One recording on a card. ``path`` is relative to the folder, with ``/``.

    ``length_s`` is that of its picture, if it has one: chapters continue each other's picture, and
    the sound may be a little longer. ``starts_s``: seconds since 1970 as the device's own clock
    said, None without; ``clock``: where that stands.
    """

    path: str
    size: int
    duration_s: Seconds
    length_s: Seconds
    has_video: bool
    has_audio: bool
    starts_s: Seconds | None = None
    clock: Clock = "none"


@dataclass(frozen=True)
class Strand:
    """Files of one device that follow each other without a gap: one recording in chapters.

    ``starts_s`` is on the clock of ``series``; ``absolute``: that clock can be laid beside others.
    ``linked`` says why the files are one recording.
    """

    files: tuple[CardFile, ...]
    series: str
    device: str
    starts_s: float
    absolute: bool
    linked: Literal["alone", "name", "clock"] = "alone"

    @property
    def length_s(self) -> float:
        return sum(one.length_s for one in self.files)

    @property
    def ends_s(self) -> float:
        return self.starts_s + self.length_s

    @property
    def has_audio(self) -> bool:
        return any(one.has_audio for one in self.files)

    @property
    def has_video(self) -> bool:
        return any(one.has_video for one in self.files)


def strands_of(files: Iterable[CardFile]) -> tuple[Strand, ...]:
    """Every file in exactly one strand, whatever order they come in.

    Parts that share a recording's number are one by their names; others of a series are when one
    starts within two seconds of the end of the one before.
    """
    named = [(read_name(one.path), one) for one in files]
    named.sort(key=lambda one: (one[0].series, *_order(one)))
    found: list[Strand] = []
    for _, several in groupby(named, key=lambda one: one[0].series):
        for part in _devices(list(several)):
            found.extend(_clocked(list(_linked(part))))
    return tuple(sorted(found, key=lambda one: one.files[0].path))


Named = tuple[Name, CardFile]


def _order(one: Named) -> tuple[int, int, float, str]:
    name, file = one
    return name.number, name.chapter, file.starts_s or 0.0, file.path


def _devices(several: list[Named]) -> list[list[Named]]:
    """Files of one series, apart where two devices must have written them: they overlap."""
    if several[0][0].one_device or any(not _set(one) for _, one in several):
        return [several]
    lanes: list[list[Named]] = []
    for one in sorted(several, key=lambda one: (one[1].starts_s or 0.0, one[1].path)):
        free = (lane for lane in lanes if _end(lane[-1][1]) <= (one[1].starts_s or 0) + FOLLOWS_S)
        lane = next(free, None)
        if lane is None:
            lanes.append([one])
        else:
            lane.append(one)
    return lanes


def _set(one: CardFile) -> bool:
    return one.starts_s is not None and one.starts_s >= EARLIEST_S


def _end(one: CardFile) -> float:
    return (one.starts_s or 0.0) + one.length_s


def _linked(part: list[Named]) -> Iterator[Strand]:
    chain: list[Named] = []
    why: Literal["alone", "name", "clock"] = "alone"
    for one in part:
        link = _link(chain[-1], one) if chain else None
        if chain and link is None:
            yield _strand(chain, why)
            chain, why = [], "alone"
        chain.append(one)
        why = link or why
    yield _strand(chain, why)


def _link(one: Named, other: Named) -> Literal["name", "clock"] | None:
    """Whether ``other`` continues ``one``, and what says so."""
    (first, before), (second, after) = one, other
    if first.chaptered and second.chaptered:
        same = first.number == second.number and second.chapter == first.chapter + 1
        return "name" if same else None
    if before.starts_s is None or after.starts_s is None or before.clock != after.clock:
        return None
    alike = (before.has_video, before.has_audio) == (after.has_video, after.has_audio)
    near = abs(after.starts_s - _end(before)) <= FOLLOWS_S
    return "clock" if alike and near else None


def _strand(chain: list[Named], why: Literal["alone", "name", "clock"]) -> Strand:
    name, first = chain[0]
    return Strand(
        files=tuple(one for _, one in chain),
        series=name.series,
        device=name.device,
        starts_s=first.starts_s or 0.0,
        absolute=_set(first),
        linked=why,
    )


def _clocked(part: list[Strand]) -> list[Strand]:
    """Each with a series of its own where the clock of the device tells nothing.

    One device cannot record two things at once, so a clock that says so is broken.
    """
    name = f"{part[0].series}/{part[0].files[0].path}"
    timed = [one for one in part if one.files[0].starts_s is not None]
    timed.sort(key=lambda one: (one.starts_s, one.files[0].path))
    broken = any(b.starts_s < a.ends_s - FOLLOWS_S for a, b in pairwise(timed))
    return [
        replace(one, series=name)
        if one in timed and not broken
        else replace(one, series=f"{name}#{number}", starts_s=0.0, absolute=False)
        for number, one in enumerate(part)
    ]


def missing_parts(strands: Iterable[Strand]) -> tuple[tuple[str, str], ...]:
    """(path before, path after) where the numbers of one recording's parts have a hole."""
    named = [(read_name(f.path), f.path) for one in strands for f in one.files]
    named = sorted(
        (n for n in named if n[0].chaptered),
        key=lambda n: (n[0].series, n[0].number, n[0].chapter, n[1]),
    )
    return tuple(
        (before, after)
        for (one, before), (other, after) in pairwise(named)
        if one.series == other.series
        and one.number == other.number
        and other.chapter > one.chapter + 1
    )
