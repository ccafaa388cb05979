"""What ties recordings of cards together: their sound first, the clocks of their devices second.

Pure functions; what is heard comes in as a function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from capture.card_strands import Strand
from capture.sync import ENOUGH

CLOCKS_APART_S = 600.0  # so far the clocks of devices that somebody has set may be apart
ALONE = 0.65  # how sure a sound must be that no clock supports
TELLING_S = 8.0  # of common sound are enough to tell
MOST_PAIRS = 400  # of two devices whose clocks say nothing, the longest first

SAME_DEVICE, OTHER_DEVICE = 0.4, 0.1  # weights of clocks beside the confidence of sound


@dataclass(frozen=True)
class Heard:
    """``offset_s``: seconds from the start of the first to that of the second recording.

    ``telling``: both have sound enough that a match would have been found.
    """

    offset_s: float
    confidence: float
    telling: bool = True


Hear = Callable[[Strand, Strand], Heard | None]


def deaf(_one: Strand, _other: Strand) -> Heard | None:
    """Where nobody listens."""
    return None


@dataclass(frozen=True)
class Tie:
    """``second`` starts ``delta_s`` after ``first``. ``confidence`` is that of the sound, if any.

    ``alone``: the clocks of two devices are all that speaks for it.
    """

    first: int
    second: int
    delta_s: float
    weight: float
    confidence: float | None = None
    alone: bool = False

    @property
    def turned(self) -> Tie:
        return Tie(self.second, self.first, -self.delta_s, self.weight, self.confidence, self.alone)


@dataclass(frozen=True)
class Ties:
    """``apart``: pairs that overlap by their clocks while their sound says otherwise."""

    joined: tuple[Tie, ...]
    apart: tuple[tuple[int, int], ...]


def tie(strands: tuple[Strand, ...], gap_s: float, hear: Hear) -> Ties:
    """All ties between ``strands``, whose order decides nothing."""
    ears = _Ears(strands, hear)
    ears.listen_near()
    ears.listen_far()
    ears.listen_near()
    joined = [*_of_one_device(strands, gap_s)]
    apart: list[tuple[int, int]] = []
    for one, other in _pairs(strands):
        sound = ears.sure(one, other)
        if sound is not None:
            joined.append(Tie(one, other, sound.offset_s, sound.confidence, sound.confidence))
        elif ears.one_clock(one, other):
            distance_s = ears.distance_s(one, other)
            if distance_s <= gap_s and ears.denied(one, other):
                apart.append((one, other))
            elif distance_s <= gap_s:
                known = ears.group(one) == ears.group(other)
                weight = SAME_DEVICE / 2 if known else OTHER_DEVICE
                delta_s = ears.starts_s(other) - ears.starts_s(one)
                joined.append(Tie(one, other, delta_s, weight, alone=not known))
    return Ties(tuple(joined), tuple(apart))


def _pairs(strands: tuple[Strand, ...]) -> Iterator[tuple[int, int]]:
    """Pairs of recordings of different devices."""
    for one, other in combinations(range(len(strands)), 2):
        if strands[one].series != strands[other].series:
            yield one, other


def _of_one_device(strands: tuple[Strand, ...], gap_s: float) -> Iterator[Tie]:
    by_series: dict[str, list[int]] = {}
    for number, strand in enumerate(strands):
        by_series.setdefault(strand.series, []).append(number)
    for several in by_series.values():
        several.sort(key=lambda n: strands[n].starts_s)
        for one, other in pairwise(several):
            if strands[other].starts_s - strands[one].ends_s <= gap_s:
                delta_s = strands[other].starts_s - strands[one].starts_s
                yield Tie(one, other, delta_s, SAME_DEVICE)


@dataclass
class _Ears:
    """What was heard so far, and what it says about the devices' clocks.

    ``shift``: seconds to add to the clock of a device to get that of its group's, which are the
    devices tied by sound; ``groups`` names the group of each.
    """

    strands: tuple[Strand, ...]
    hear: Hear
    heard: dict[tuple[int, int], Heard | None] = field(default_factory=dict)
    shift: dict[str, float] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for strand in self.strands:
            self.shift[strand.series] = 0.0
            self.groups[strand.series] = strand.series
        self.absolute = {strand.series for strand in self.strands if strand.absolute}

    def listen_near(self) -> None:
        """To what overlaps by the clocks, or nearly."""
        for one, other in _pairs(self.strands):
            if self.one_clock(one, other) and self.distance_s(one, other) <= CLOCKS_APART_S:
                self._ask(one, other)
        self._tie_groups()

    def listen_far(self) -> None:
        """To devices that nothing ties yet, whatever their clocks say, until one match is sure."""
        series = sorted(self.groups)
        for first, second in combinations(series, 2):
            pairs = [p for p in _pairs(self.strands) if self._are(p, first, second)]
            pairs.sort(key=lambda p: -min(self.strands[n].length_s for n in p))
            for one, other in pairs[:MOST_PAIRS]:
                if self.groups[first] == self.groups[second]:
                    break
                self._ask(one, other)
                if self.sure(one, other) is not None:
                    self._tie_groups()

    def sure(self, one: int, other: int) -> Heard | None:
        found = self.heard.get((one, other))
        if found is None or found.confidence < ENOUGH:
            return None
        if found.confidence >= ALONE:
            return found
        by_clock_s = self.starts_s(other) - self.starts_s(one)
        near = abs(found.offset_s - by_clock_s) <= CLOCKS_APART_S
        return found if near and self.one_clock(one, other) else None

    def denied(self, one: int, other: int) -> bool:
        """Whether they share time enough by clocks that nothing corrected, and sound says no."""
        found = self.heard.get((one, other))
        if found is None or not found.telling or self.group(one) == self.group(other):
            return False
        return self.distance_s(one, other) <= -TELLING_S

    def one_clock(self, one: int, other: int) -> bool:
        """Whether their times can be compared."""
        if self.group(one) == self.group(other):
            return True
        return self._is_absolute(one) and self._is_absolute(other)

    def distance_s(self, one: int, other: int) -> float:
        """Between the two in time; below zero: how long they overlap."""
        starts = self.starts_s(one), self.starts_s(other)
        ends = starts[0] + self.strands[one].length_s, starts[1] + self.strands[other].length_s
        return max(starts) - min(ends)

    def starts_s(self, one: int) -> float:
        return self.strands[one].starts_s + self.shift[self.strands[one].series]

    def group(self, one: int) -> str:
        return self.groups[self.strands[one].series]

    def _trust(self, one: int, beside: str) -> tuple[bool, int]:
        """How far the clock of a group is believed: it was set, and devices that are neither of
        this group nor of ``beside`` recorded at about its times."""
        own = [n for n in range(len(self.strands)) if self.group(n) == self.group(one)]
        others = [
            n
            for n in range(len(self.strands))
            if self.group(n) not in (self.group(one), beside) and self._is_absolute(n)
        ]
        near = [n for n in others if any(self.distance_s(n, m) <= CLOCKS_APART_S for m in own)]
        return self._is_absolute(one), len(near)

    def _is_absolute(self, one: int) -> bool:
        return any(self.groups[series] == self.group(one) for series in self.absolute)

    def _are(self, pair: tuple[int, int], first: str, second: str) -> bool:
        return {self.strands[n].series for n in pair} == {first, second}

    def _ask(self, one: int, other: int) -> None:
        both = self.strands[one], self.strands[other]
        if (one, other) not in self.heard and all(strand.has_audio for strand in both):
            self.heard[one, other] = self.hear(*both)

    def _tie_groups(self) -> None:
        """Tie devices by the surest matches, and correct the clocks of one by the other's."""
        sure = [(p, found) for p in self.heard if (found := self.sure(*p)) is not None]
        sure.sort(key=lambda one: (-one[1].confidence, one[0]))
        for (one, other), found in sure:
            first, second = self.group(one), self.group(other)
            if first == second:
                continue
            off_s = self.starts_s(one) + found.offset_s - self.starts_s(other)
            if self._trust(other, first) > self._trust(one, second):
                first, second, off_s = second, first, -off_s
            for series, group in self.groups.items():
                if group == second:
                    self.groups[series] = first
                    self.shift[series] += off_s
