"""Pictures, sounds and tracks in which everything is known."""

from __future__ import annotations

import io

import av
import numpy as np

from capture.media import Media
from data_schemas.mask import BoxAt, Patch, PictureMask
from data_schemas.motion import HandTrack, MotionTrack, Status, TrackInfo
from tests.tracks import one_person_in_a_dull_picture

WIDTH, HEIGHT, FPS = 320, 240, 15


def film(pictures, sound=None, rate=16_000) -> Media:
    """A recording of RGB pictures [H, W, 3], nearly lossless, with mono sound where given."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=FPS)
        height, width = pictures[0].shape[:2]
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.options = {"crf": "8", "preset": "ultrafast"}
        voice = container.add_stream("aac", rate=rate) if sound is not None else None
        if voice is not None:
            voice.layout = "mono"
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
        if voice is not None:
            for start in range(0, len(sound), 1024):
                part = np.asarray(sound[start : start + 1024], np.float32)
                frame = av.AudioFrame.from_ndarray(part[None], format="fltp", layout="mono")
                frame.sample_rate, frame.pts = rate, start
                container.mux(voice.encode(frame))
            container.mux(voice.encode(None))
    data = out.getvalue()
    return Media(lambda: io.BytesIO(data))


def speckled(width=WIDTH, height=HEIGHT, seed=1):
    """A picture full of detail, so that anything left of it is noticed."""
    rough = np.random.default_rng(seed).integers(0, 256, (height // 4, width // 4, 3))
    return np.kron(rough, np.ones((4, 4, 1))).astype(np.uint8)


def still_mask(patch: Patch, end_s=9.0, **more) -> PictureMask:
    fields = {
        "id": "mask-1", "recording": "rec-1", "kind": "face", "origin": "machine",
        "start_s": 0.0, "end_s": end_s, "boxes": (BoxAt(at_s=0.0, box=patch),),
    }  # fmt: skip
    return PictureMask(**{**fields, **more})


def hand_at(x: float, y: float, size: float = 0.08) -> np.ndarray:
    """A hand with spread fingers that point up, [21, 3]; ``x`` and ``y`` are its wrist's."""
    out = np.zeros((21, 3), np.float32)
    for finger in range(5):
        for joint in range(4):
            across = (finger - 2) * size * 0.22 * (1 + 0.6 * joint)
            out[1 + 4 * finger + joint] = (across, -size * (0.45 + 0.18 * joint), 0)
    out[:, 0] += x
    out[:, 1] += y
    return out


def track_of(hands, wrists=None, face=None, seconds=2.0) -> MotionTrack:
    """A body for ``seconds`` with the same right hand [21, 3] (or None) in every frame.

    ``wrists``: (x, y) of the body's wrists; ``face``: (x, y) of its nose, None: no body at all.
    """
    n = int(seconds * FPS)
    pose = np.full((n, 33, 3), np.nan, np.float32)
    vis = np.zeros((n, 33), np.float32)
    seen = face is not None or wrists is not None
    if face is not None:
        for point, (right, down) in FACE.items():
            pose[:, point] = (face[0] + right, face[1] + down, 0)
        vis[:, :11] = 0.99
    if wrists is not None:
        pose[:, 15] = pose[:, 16] = (*wrists, 0)
        vis[:, 15:17] = 0.99
    nothing = np.full((n, 21, 3), np.nan, np.float32)
    points = nothing if hands is None else np.repeat(hands[None], n, axis=0).astype(np.float32)
    status = np.full(n, Status.MISSING if hands is None else Status.OBSERVED, np.uint8)
    missing = np.zeros(n, np.uint8)
    score = np.full(n, 0.8, np.float32)
    info = TrackInfo(
        width=WIDTH, height=HEIGHT, source_fps=FPS, sampled_fps=FPS, mediapipe_version="x",
        model_digests={},
    )  # fmt: skip
    return MotionTrack(
        info=info,
        frame=np.arange(n, dtype=np.int32),
        t_us=(np.arange(n) * 1_000_000 // FPS).astype(np.int64),
        pose_xyz=pose,
        pose_world=pose.copy(),
        pose_vis=vis,
        pose_presence=vis.copy(),
        pose_status=np.full(n, Status.OBSERVED if seen else Status.MISSING, np.uint8),
        left=HandTrack(nothing, nothing.copy(), score, missing, np.zeros(n, np.uint8)),
        right=HandTrack(points, points.copy(), score, status, np.zeros(n, np.uint8)),
        **one_person_in_a_dull_picture(n),
    )


# Nose, eyes, ears and mouth of a face looking ahead, in shares of the picture.
FACE = {
    0: (0.0, 0.0), 1: (0.01, -0.05), 2: (0.02, -0.05), 3: (0.03, -0.05), 4: (-0.01, -0.05),
    5: (-0.02, -0.05), 6: (-0.03, -0.05), 7: (0.05, -0.03), 8: (-0.05, -0.03), 9: (0.015, 0.04),
    10: (-0.015, 0.04),
}  # fmt: skip
