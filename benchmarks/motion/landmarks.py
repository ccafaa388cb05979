"""Where the joints of hands and bodies are found, against where they truly are in rendered takes.

Raw tracks, each side against the truth of its side, so a hand in the wrong column is an error of
its whole distance. True joints are those of the figure's skeleton, inside the skin.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.common import say
from benchmarks.motion.takes import Take, halves
from data_schemas.motion import POSE_NAMES, MotionTrack, Status

SIDES = ("left", "right")
Array = NDArray[Any]


class Seen(NamedTuple):
    """One part in n frames: ``told`` and ``true`` [n, J, 2] px, ``unit`` [n] px, ``sight`` and
    ``hidden`` [n, J] (neither outside the picture), ``found`` [n], and ``other`` [n] where the
    true other hand lies nearer (hands only).
    """

    part: str
    told: Array
    true: Array
    unit: Array
    sight: Array
    hidden: Array
    found: Array
    other: Array


def measure(smoke: bool) -> dict[str, Any]:
    """Errors of joints in sight and of those that something hides, as shares and in pixels.

    Hands in hand lengths and bodies in shoulder widths, as long as they would be if they lay
    across the line of sight. ``found`` is the share of a part's joints for which anything was
    told, ``other_side`` the share of told hands that lie nearer to the true other hand.
    """
    return {half: _half(takes) for half, takes in halves(smoke).items()}


def _half(takes: list[Take]) -> dict[str, Any]:
    parts: dict[str, dict[str, list[Seen]]] = defaultdict(lambda: defaultdict(list))
    for take in takes:
        for seen in compared(take, take.track):
            for group in take.groups:
                parts[group][seen.part].append(seen)
        say(f"{take.name}: {len(take.track)} frames")
    rows = {group: {part: row(of) for part, of in found.items()} for group, found in parts.items()}
    return {"recordings": len(takes), "groups": rows}


def row(seen: list[Seen]) -> dict[str, Any]:
    """The figures of one part over recordings."""
    found = np.concatenate([one.found for one in seen])
    other = np.concatenate([one.other[one.found] for one in seen])
    out: dict[str, Any] = {"frames": len(found)}
    if seen[0].part == "hand":
        out["other_side"] = round(float(other.mean()), 4) if len(other) else None
    in_sight, occluded = [one.sight for one in seen], [one.hidden for one in seen]
    for name, chosen in (("in_sight", in_sight), ("occluded", occluded)):
        told = [joints & one.found[:, None] for joints, one in zip(chosen, seen, strict=True)]
        pairs = zip(told, seen, strict=True)
        errors = np.concatenate([_errors(one)[joints] for joints, one in pairs])
        every, there = sum(int(one.sum()) for one in chosen), sum(int(one.sum()) for one in told)
        share = round(there / every, 4) if every else None
        out[name] = {"joints": every, "found": share, **_quantiles(errors)}
    return out


def _errors(seen: Seen) -> Array:
    """[n, J, 2]: in units of the part's size, in pixels."""
    pixels = np.linalg.norm(seen.told - seen.true, axis=2)
    return np.stack([pixels / np.maximum(seen.unit, 1.0)[:, None], pixels], axis=2)


def _quantiles(errors: Array) -> dict[str, Any]:
    if not len(errors):
        return {}
    middle, p90 = (np.quantile(errors, share, axis=0) for share in (0.5, 0.9))
    return {
        "median": round(float(middle[0]), 4),
        "p90": round(float(p90[0]), 4),
        "median_px": round(float(middle[1]), 2),
        "p90_px": round(float(p90[1]), 2),
    }


def compared(take: Take, track: MotionTrack) -> Iterator[Seen]:
    """Both hands and the body of a track, frame by frame beside the truth nearest in time."""
    near = np.abs(take.t_s[None] - track.t_us[:, None] / 1e6).argmin(axis=1)
    size = np.array(take.truth["size"], float)
    hands = {side: take.points(f"{side}_hand_px", 21, 2)[near] * size for side in SIDES}
    for side, true in hands.items():
        hand, other = getattr(track, side), hands["right" if side == "left" else "left"]
        metres = take.points(f"{side}_hand_m", 21, 3)[near]
        told = hand.xyz[..., :2] * size
        sight = take.points(f"{side}_hand_seen", 21)[near]
        away = [np.linalg.norm(told - at, axis=2).mean(axis=1) for at in (true, other)]
        found = hand.status == Status.OBSERVED
        unit = _unit(true, metres, _length(metres))
        hidden = _inside(true, size) & ~sight
        yield Seen("hand", told, true, unit, sight, hidden, found, away[1] < away[0])
    yield _body(take, track, near, size)


def _body(take: Take, track: MotionTrack, near: Array, size: Array) -> Seen:
    names: list[str] = json.loads(take.joints.schema.metadata[b"body_points"])
    true = take.points("body_px", len(names), 2)[near] * size
    metres = take.points("body_m", len(names), 3)[near]
    told = track.pose_xyz[:, [POSE_NAMES.index(name) for name in names], :2] * size
    left, right = (metres[:, names.index(f"{side}_shoulder")] for side in SIDES)
    unit = _unit(true, metres, np.linalg.norm(left - right, axis=1))
    sight, found = take.points("body_seen", len(names))[near], track.pose_status == Status.OBSERVED
    hidden, no_side = _inside(true, size) & ~sight, np.zeros(len(near), bool)
    return Seen("body", told, true, unit, sight, hidden, found, no_side)


def _inside(pixels: Array, size: Array) -> Array:
    return np.asarray(((pixels >= 0) & (pixels < size)).all(axis=2))


def _length(metres: Array) -> Array:
    """Of hands [n, 21, 3], straightened: wrist to middle fingertip along the bones, m [n]."""
    bones = metres[:, [0, 9, 10, 11, 12]]
    return np.asarray(np.linalg.norm(np.diff(bones, axis=1), axis=2).sum(axis=1))


def _unit(pixels: Array, metres: Array, length_m: Array) -> Array:
    """``length_m`` in pixels [n]; the scale is that of the two joints least foreshortened."""
    apart_px = np.linalg.norm(pixels[:, :, None] - pixels[:, None], axis=3)
    apart_m = np.linalg.norm(metres[:, :, None] - metres[:, None], axis=3)
    far = apart_m >= apart_m.max(axis=(1, 2), keepdims=True) / 2
    scale = np.where(far, apart_px / np.maximum(apart_m, 1e-9), 0.0).max(axis=(1, 2))
    return np.asarray(scale * length_m)
