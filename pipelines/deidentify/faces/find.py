"""Faces of a whole recording: looked for at every fifth picture, followed, told as masks."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass, field
from itertools import pairwise

from pydantic import JsonValue

from capture.media import Frame, Media
from data_schemas.entry import ABOUT_MASK
from data_schemas.mask import BoxAt, FoundMasks, MaskDoubt, Patch, PictureMask
from data_schemas.motion import MotionTrack
from pipelines.deidentify.faces.centerface import CenterFace, Face
from pipelines.deidentify.faces.heads import heads as heads_of
from pipelines.deidentify.faces.looks import Sight, sights
from pipelines.deidentify.faces.path import Heads, Held, path
from pipelines.deidentify.faces.tracks import Track, tracks

MOST_DOUBTS = 200
AT_ONCE = 2


@dataclass(frozen=True)
class FaceOptions:
    """``fps`` pictures a second are searched, ``longest_px`` is what the network sees of one.

    ``sure``: CenterFace's least score; three such sights make a mask, or one clear one. Chosen on
    pasted faces (``benchmarks.deidentify``): 640 loses those under 60 pixels of 720, 960 costs
    half as much again for a few of 24.
    """

    fps: float = 3.0
    longest_px: int = 832
    sure: float = 0.25
    held: Held = field(default_factory=Held)

    def params(self) -> dict[str, JsonValue]:
        """For the recipe of the result."""
        return asdict(self)


def find_faces(
    media: Media,
    track: MotionTrack | None,
    recording: str,
    options: FaceOptions = FaceOptions(),
    progress: Callable[[float], None] = lambda _share: None,
) -> FoundMasks:
    """Masks over all faces, and where a person should look. Raises ModelError, MediaError."""
    heads = heads_of(track) if track is not None else []
    looks, length_s = _looked(media, heads, options, progress), media.info.duration_s
    found = tracks(looks)
    held = [one for one in found if one.holds]
    masks = tuple(_mask(one, recording, path(one, heads, options.held, length_s)) for one in held)
    return FoundMasks(
        masks=tuple(sorted(masks, key=lambda one: (one.start_s, one.boxes[0].box.x))),
        doubts=_doubts(looks, found, 1 / options.fps),
        looked_at=len(looks),
        every_s=round(1 / options.fps, 4),
    )


def _looked(
    media: Media, heads: Heads, options: FaceOptions, progress: Callable[[float], None]
) -> list[list[Sight]]:
    network = CenterFace(options.longest_px, options.sure)
    times = [second for second, _ in heads]
    looks, length_s = [], max(media.info.duration_s, 1e-3)
    with closing(_searched(network, media.frames(options.fps))) as searched:
        for at_s, faces in searched:
            progress(min(1.0, at_s / length_s))
            looks.append(sights(at_s, faces, _nearest(heads, times, at_s)))
    progress(1.0)
    return looks


def _searched(
    network: CenterFace, frames: Iterable[Frame]
) -> Generator[tuple[float, tuple[Face, ...]], None, None]:
    """Seconds and faces of each picture, in order.

    Two are searched at a time: the network keeps to one thread, and when motion is found nothing
    else is at work on a second core.
    """
    underway = deque[tuple[float, Future[tuple[Face, ...]]]]()
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="faces") as pool:
        for frame in frames:
            underway.append((frame.time_s, pool.submit(network.find, frame.image)))
            if len(underway) > AT_ONCE:
                at_s, coming = underway.popleft()
                yield at_s, coming.result()
        for at_s, coming in underway:
            yield at_s, coming.result()


def _nearest(
    heads: Heads, times: Sequence[float], at_s: float, within_s: float = 0.12
) -> Patch | None:
    """The head at a second, where one was seen about then."""
    place = bisect_left(times, at_s)
    near = [heads[n] for n in (place - 1, place) if 0 <= n < len(heads)]
    best = min(near, key=lambda one: abs(one[0] - at_s), default=None)
    return best[1] if best is not None and abs(best[0] - at_s) <= within_s else None


def _mask(track: Track, recording: str, boxes: tuple[BoxAt, ...]) -> PictureMask:
    start_s, end_s = boxes[0].at_s, boxes[-1].at_s
    told = f"{recording} {start_s:.3f} {boxes[0].box.x:.4f} {boxes[0].box.y:.4f}"
    return PictureMask(
        id=f"{ABOUT_MASK}{hashlib.sha256(told.encode()).hexdigest()[:16]}",
        recording=recording,
        kind="face",
        origin="machine",
        boxes=boxes,
        start_s=start_s,
        end_s=end_s,
        sure=round(sum(one.sure for one in track.sights) / len(track.sights), 3),
    )


def _doubts(
    looks: Sequence[Sequence[Sight]], found: Sequence[Track], step_s: float
) -> tuple[MaskDoubt, ...]:
    """Where one detector saw a face and the other did not, and where a face was lost between."""
    seen = [
        MaskDoubt(at_s=round(one.at_s, 3), why="disagree")
        for look in looks
        for one in look
        if not one.sure
    ]
    for track in found:
        times = [one.at_s for one in track.sights]
        for before, after in pairwise(times):
            if after - before > 1.5 * step_s:
                seen.append(MaskDoubt(at_s=round((before + after) / 2, 3), why="missed"))
        if track.holds and len(looks) and times[-1] < _last(looks) - step_s:
            seen.append(MaskDoubt(at_s=round(times[-1] + step_s, 3), why="missed"))
    apart = sorted({(one.at_s, one.why): one for one in seen}.values(), key=lambda one: one.at_s)
    every = max(1, -(-len(apart) // MOST_DOUBTS))
    return tuple(apart[::every])


def _last(looks: Sequence[Sequence[Sight]]) -> float:
    return max((one.at_s for look in looks for one in look), default=0.0)
