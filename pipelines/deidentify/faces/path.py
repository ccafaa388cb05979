"""From the sights of a face to the way of its mask: padded, held over misses, and short."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from data_schemas.mask import BoxAt, Patch
from pipelines.deidentify.faces.looks import both, moved
from pipelines.deidentify.faces.tracks import Track

_INSTANT_S = 0.02  # times nearer than that are one picture's
STRAIGHT = 0.06  # of its size by which a mask may leave its true way


@dataclass(frozen=True)
class Held:
    """``pad``: share of its size on every side. Seconds before the first and after the last sight
    in which the face is believed to be there, too.
    """

    pad: float = 0.3
    before_s: float = 0.5
    after_s: float = 1.0


Heads = Sequence[tuple[float, Patch]]


def path(track: Track, heads: Heads, options: Held, end_s: float) -> tuple[BoxAt, ...]:
    """The boxes of a mask, padded. Between two looks of a body's own face the head's movement is
    known, and the mask goes with it. ``end_s`` is where the recording ends.
    """
    found = _between(track, heads)
    first, last = found[0], found[-1]
    start_s = max(0.0, first.at_s - options.before_s)
    stop_s = min(end_s, last.at_s + options.after_s)
    if start_s < first.at_s:
        found.insert(0, BoxAt(at_s=start_s, box=_or(first.box, _gone_on(found[::-1], start_s))))
    if stop_s > last.at_s:
        found.append(BoxAt(at_s=stop_s, box=_or(last.box, _gone_on(found, stop_s))))
    padded = [BoxAt(at_s=one.at_s, box=one.box.grown(options.pad)) for one in found]
    return tuple(_rounded(one) for one in shortened(padded))


def _between(track: Track, heads: Heads) -> list[BoxAt]:
    times = [second for second, _ in heads]
    found: list[BoxAt] = []
    for number, sight in enumerate(track.sights):
        found.append(BoxAt(at_s=sight.at_s, box=sight.box))
        following = track.sights[number + 1 : number + 2]
        if not (sight.head and following and following[0].head):
            continue
        start = bisect_left(times, sight.at_s - _INSTANT_S)
        stop = bisect_left(times, following[0].at_s - _INSTANT_S)
        found += _along(BoxAt(at_s=sight.at_s, box=sight.box), heads[start:stop])
    return found


def _along(from_: BoxAt, heads: Heads) -> list[BoxAt]:
    """The box taken along by a head, from the first of ``heads`` on."""
    if not heads:
        return []
    _, base = heads[0]
    out = []
    for second, head in heads[1:]:
        if second > from_.at_s + _INSTANT_S:
            right, down = head.x - base.x, head.y - base.y
            out.append(BoxAt(at_s=second, box=moved(from_.box, right, down)))
    return out


def _gone_on(found: Sequence[BoxAt], at_s: float) -> Patch:
    """Where the last of ``found`` would be if it went on, for a third of a second at most."""
    last = found[-1]
    earlier = [one for one in found[:-1] if abs(one.at_s - last.at_s) >= 0.15][-1:]
    if not earlier:
        return last.box
    ahead = min(abs(at_s - last.at_s), 0.34) / abs(last.at_s - earlier[0].at_s)
    right, down = last.box.x - earlier[0].box.x, last.box.y - earlier[0].box.y
    return moved(last.box, right * ahead, down * ahead)


def _or(one: Patch, other: Patch) -> Patch:
    """Both places where it may be, unless that is half the picture."""
    whole = both(one, other)
    return whole if whole.w <= 3 * one.w and whole.h <= 3 * one.h else one


def shortened(found: Sequence[BoxAt], straight: float = STRAIGHT) -> list[BoxAt]:
    """Without boxes that lie on the straight way between their neighbours (Douglas and Peucker
    1973, with the largest difference of any side for distance)."""
    if len(found) < 3:
        return list(found)
    kept = {0, len(found) - 1}
    open_ = [(0, len(found) - 1)]
    while open_:
        first, last = open_.pop()
        worst, place = straight, None
        for n in range(first + 1, last):
            off = _off(found[first], found[last], found[n])
            if off > worst:
                worst, place = off, n
        if place is not None:
            kept.add(place)
            open_ += [(first, place), (place, last)]
    return [found[n] for n in sorted(kept)]


def _off(first: BoxAt, last: BoxAt, one: BoxAt) -> float:
    share = (one.at_s - first.at_s) / (last.at_s - first.at_s)
    straight = first.box.towards(last.box, share)
    return max(
        abs(straight.x - one.box.x) / one.box.w,
        abs(straight.y - one.box.y) / one.box.h,
        abs(straight.w - one.box.w) / one.box.w,
        abs(straight.h - one.box.h) / one.box.h,
    )


def _rounded(one: BoxAt) -> BoxAt:
    """To a ten-thousandth of the picture and a thousandth of a second."""
    box = one.box
    return BoxAt(
        at_s=round(one.at_s, 3),
        box=Patch(
            x=round(box.x, 4), y=round(box.y, 4),
            w=max(1e-4, round(box.w, 4)), h=max(1e-4, round(box.h, 4)),
        ),
    )  # fmt: skip
