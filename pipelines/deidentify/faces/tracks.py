"""Sights of one face put in a row, picture by picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import hypot

from data_schemas.mask import Patch
from pipelines.deidentify.faces.looks import Sight, moved

# Somebody who walks by at 1.5 m/s moves ten widths of a face a second.
WIDTHS_A_SECOND = 10.0
LOST_S = 1.5  # after which a face that comes back is another mask
ENOUGH = 3
STRONG = 0.5


@dataclass
class Track:
    """Sights in order of time."""

    sights: list[Sight] = field(default_factory=list)

    @property
    def last(self) -> Sight:
        return self.sights[-1]

    @property
    def holds(self) -> bool:
        """Whether it is believed: seen by both once, clearly once, or often enough."""
        if any(one.score >= STRONG or one.sure for one in self.sights):
            return True
        return len(self.sights) >= ENOUGH

    def expected(self, at_s: float) -> Patch:
        """Where it would be if it went on as it did."""
        if len(self.sights) < 2:
            return self.last.box
        before, last = self.sights[-2:]
        ahead = (at_s - last.at_s) / (last.at_s - before.at_s)
        ahead = min(ahead, 2.0)
        right, down = (
            (b + d / 2) - (a + c / 2)
            for a, c, b, d in (
                (before.box.x, before.box.w, last.box.x, last.box.w),
                (before.box.y, before.box.h, last.box.y, last.box.h),
            )
        )
        return moved(last.box, right * ahead, down * ahead)


def tracks(looks: Iterable[Sequence[Sight]]) -> list[Track]:
    """All faces, each with its sights. ``looks`` are those of one picture each, in time."""
    open_: list[Track] = []
    done: list[Track] = []
    for look in looks:
        if not look:
            continue
        now = look[0].at_s
        done += [one for one in open_ if now - one.last.at_s > LOST_S]
        open_ = [one for one in open_ if now - one.last.at_s <= LOST_S]
        _extend(open_, list(look), now)
    return done + open_


def _extend(open_: list[Track], look: list[Sight], now: float) -> None:
    """The nearest pair first; what no track expects begins one."""
    pairs = sorted(
        (
            (gap, n, m)
            for n, track in enumerate(open_)
            for m, sight in enumerate(look)
            if (gap := _gap(track, sight, now)) is not None
        ),
    )
    taken_tracks: set[int] = set()
    taken_sights: set[int] = set()
    for _, n, m in pairs:
        if n not in taken_tracks and m not in taken_sights:
            open_[n].sights.append(look[m])
            taken_tracks.add(n)
            taken_sights.add(m)
    open_ += [Track([sight]) for m, sight in enumerate(look) if m not in taken_sights]


def _gap(track: Track, sight: Sight, now: float) -> float | None:
    """Widths of a face between where it is and where it was awaited; None if it is too far."""
    near = min(_away(track.expected(now), sight.box), _away(track.last.box, sight.box))
    reach = 0.5 + WIDTHS_A_SECOND * (now - track.last.at_s)
    size = track.last.box.w / sight.box.w
    return near if near <= reach and 0.4 < size < 2.5 else None


def _away(one: Patch, other: Patch) -> float:
    right = (one.x + one.w / 2) - (other.x + other.w / 2)
    down = (one.y + one.h / 2) - (other.y + other.h / 2)
    return hypot(right / max(one.w, other.w), down / max(one.h, other.h))
