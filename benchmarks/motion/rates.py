"""What is found on real clips: against the raw engine, and at 15 a second against every frame."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.common import say
from benchmarks.motion.clips import FPS, bare, clips
from benchmarks.motion.events import paired, spans
from capture.media import media_from_path
from data_schemas.motion import HandTrack, MotionTrack, Status
from pipelines.motion import Options, detect
from pipelines.motion.events import find_events

FAST = ("intel_asl_again", "intel_asl_book", "intel_asl_school", "intel_asl_sister")
MOVING = (*FAST, "google_gesture_test_video", "google_hand_landmarker_test_video")
_SHOULDERS = (11, 12)


def rates(smoke: bool) -> dict[str, Any]:
    """Shares of sampled frames with a body, a hand, each hand; the raw engine's beside them.

    ``lost`` counts frames in which the raw engine sees a body, or a hand, and the track does not:
    pose and hands must not gate each other, nor may anything after them.
    """
    found, rows = clips(), {}
    told = _manifest(found)
    for name in list(found)[:1] if smoke else found:
        track, raw = detect(media_from_path(found[name]), Options(fps=FPS)), bare(found[name]).seen
        there = np.stack([track.pose_status == Status.OBSERVED, _any_hand(track)], axis=1)
        assert len(raw) == len(track), f"{len(track)} frames against {len(raw)}"
        lost = ((raw > 0) & ~there).sum(axis=0)
        rows[name] = {
            "frames": len(track),
            "pose": round(track.pose_rate, 4),
            "any_hand": round(track.hand_rate, 4),
            "left": _share(track.left),
            "right": _share(track.right),
            "raw": dict(zip(("pose", "any_hand"), _rates(raw), strict=True)),
            "lost": dict(zip(("pose", "any_hand"), map(int, lost), strict=True)),
            "hand_without_pose": round(float((there[:, 1] & ~there[:, 0]).mean()), 4),
            "what_is_seen": told.get(name, ""),
        }
        say(f"{name}: {rows[name]}")
    return {"fps": FPS, "clips": rows}


def _rates(raw: NDArray[np.int_]) -> list[float]:
    return [round(float(share), 4) for share in (raw > 0).mean(axis=0)]


def _manifest(found: dict[str, Path]) -> dict[str, str]:
    """What the development data says that each clip shows."""
    rows: list[dict[str, str]] = []
    for path in {clip.with_name("manifest.tsv") for clip in found.values()}:
        if path.is_file():
            rows += csv.DictReader(path.read_text("utf-8").splitlines(), delimiter="\t")
    return {Path(row["file"]).stem: row["what_is_seen"] for row in rows}


def _any_hand(track: MotionTrack) -> NDArray[np.bool_]:
    seen = [hand.status == Status.OBSERVED for hand in (track.left, track.right)]
    return np.asarray(seen[0] | seen[1])


def _share(hand: HandTrack) -> float:
    return round(float((hand.status == Status.OBSERVED).mean()), 4)


def sampling(smoke: bool) -> dict[str, Any]:
    """15 a second against every frame of the same clip: agreement, not accuracy.

    The wrist at 15 a second, put between its frames in a straight line, against the wrist of every
    frame, in shoulder widths. Of each kind of event: told at 15 a second, of every frame, by both.
    """
    found = clips()
    rows = {}
    for name in [one for one in MOVING if one in found][: 1 if smoke else None]:
        rows[name] = _compared(found[name])
        say(f"{name}: {rows[name]}")
    if not rows:
        rows["demo"] = _compared(found["demo"]) if not smoke else {}
    return {"clips": rows}


def _compared(path: Path) -> dict[str, Any]:
    few, every = (detect(media_from_path(path), Options(fps=fps)) for fps in (FPS, None))
    aspect = np.array([every.info.width / every.info.height, 1.0])
    shoulders = every.pose_xyz[:, _SHOULDERS, :2] * aspect
    width = float(np.nanmedian(np.linalg.norm(shoulders[:, 0] - shoulders[:, 1], axis=1)))
    pairs = ((few.left, every.left), (few.right, every.right))
    apart = np.concatenate([_wrist_apart(few, every, *hands, aspect) for hands in pairs])
    row = {
        "frames": [len(few), len(every)],
        "hands_a_frame": [
            round(sum(_share(h) for h in (t.left, t.right)), 3) for t in (few, every)
        ],
        "both_see": len(apart),
        "events": _events(few, every),
    }
    if len(apart) and width > 0:
        row["wrist_mean"] = round(float(apart.mean()) / width, 4)
        row["wrist_p95"] = round(float(np.quantile(apart, 0.95)) / width, 4)
    return row


def _events(few: MotionTrack, every: MotionTrack) -> dict[str, list[int]]:
    one, other = find_events(few), find_events(every)
    out = {}
    for kind in sorted({event.kind for event in (*one, *other)}):
        a, b = ([event for event in events if event.kind == kind] for events in (one, other))
        out[kind] = [len(a), len(b), len(paired(spans(a), spans(b)))]
    return out


def _wrist_apart(
    few: MotionTrack, every: MotionTrack, one: HandTrack, all_: HandTrack, aspect: NDArray[Any]
) -> NDArray[np.float64]:
    """Distances where both saw the hand: its neighbours at 15 a second, too."""
    seen = one.status == Status.OBSERVED
    after = np.clip(np.searchsorted(few.t_us, every.t_us), 1, max(1, len(few) - 1))
    there = (all_.status == Status.OBSERVED) & seen[after] & seen[after - 1]
    if seen.sum() < 2 or not there.any():
        return np.zeros(0)
    wrist = one.xyz[seen, 0, :2] * aspect
    between = [np.interp(every.t_us[there], few.t_us[seen], axis) for axis in wrist.T]
    return np.asarray(
        np.linalg.norm(np.stack(between, axis=1) - all_.xyz[there, 0, :2] * aspect, axis=1)
    )
