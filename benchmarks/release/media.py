"""A masked copy as the pipeline writes it, of a generated moving texture, and a release of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from capture.media import media_from_path
from data_schemas.motion import HandTrack, MotionTrack, TrackInfo
from data_schemas.procedure import Procedure, Step
from data_schemas.release import FormatOptions
from data_schemas.rights import Consent
from data_schemas.session import Recording, Session
from data_schemas.timeline import Segment, Timeline
from pipelines.release.bundle import Bundle, Part
from pipelines.release.heard import Heard
from pipelines.release.records import collect
from tests.tracks import one_person_in_a_dull_picture

FPS, LOOKED, RATE = 30, 15, 48_000
WHEN = datetime(2026, 12, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Size:
    width: int
    height: int
    seconds: int


def copy_of(size: Size, path: Path) -> Path:
    """H.264 with a key frame a second and AAC: texture that drifts, with noise as of a camera."""
    rng = np.random.default_rng(3)
    wide = rng.integers(40, 210, (size.height // 8 + 64, size.width // 8 + 64, 3), dtype=np.uint8)
    texture = np.kron(wide, np.ones((8, 8, 1), np.uint8))
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as out:
        film = out.add_stream("libx264", rate=FPS)
        film.width, film.height, film.pix_fmt = size.width, size.height, "yuv420p"
        film.codec_context.gop_size, film.codec_context.max_b_frames = FPS, 0
        film.codec_context.options = {"preset": "superfast", "crf": "24"}
        sound = out.add_stream("aac", rate=RATE)
        sound.layout = "mono"
        for number in range(size.seconds * FPS):
            left, top = number % 400, (number // 3) % 400
            seen = texture[top : top + size.height, left : left + size.width]
            noise = rng.integers(0, 9, seen.shape[:2], dtype=np.uint8)[:, :, None]
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(seen + noise), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            out.mux(film.encode(frame))
        out.mux(film.encode(None))
        for number in range(size.seconds):
            wave = rng.normal(0, 0.05, (1, RATE)).astype(np.float32)
            part = av.AudioFrame.from_ndarray(wave, format="fltp", layout="mono")
            part.sample_rate, part.pts, part.time_base = RATE, number * RATE, Fraction(1, RATE)
            out.mux(sound.encode(part))
        out.mux(sound.encode(None))
    return path


def bundle_of(size: Size, path: Path, options: FormatOptions) -> Bundle:
    """One session of that copy, cut into steps of ten seconds."""
    track = _track(size.seconds * LOOKED)
    seconds = float(size.seconds)
    work = Recording(
        id="r1", session="ses-a", original="o", container="mp4", duration_s=seconds,
        has_video=True, has_audio=True, width=size.width, height=size.height, fps=FPS,
    )  # fmt: skip
    steps = tuple(Step(id=f"s{n}", title=f"Step {n}") for n in range(size.seconds // 10))
    segments = tuple(
        Segment(id=f"g{n}", recording="r1", start_s=n * 10, end_s=n * 10 + 10, step_id=one.id,
                confidence=0.9)
        for n, one in enumerate(steps)
    )  # fmt: skip
    part = Part(
        session=Session(id="ses-a", number=1, procedure="p", expert="exp-a", created_at=WHEN,
                        recordings=(work,)),
        procedure=Procedure(id="p", version=1, title="P", language="en", steps=steps),
        timeline=Timeline(session="ses-a", duration_s=seconds, segments=segments),
        consent=Consent(synthetic=True),
        recording="r1",
        artifact="art-1",
        track=lambda: track,
        heard=(
            Heard("r1", 0.0, seconds, lambda: media_from_path(path), track=lambda: track),
        ),
    )  # fmt: skip
    return Bundle("bench", (part,), collect((part,)), WHEN, options=options)


def _track(rows: int) -> MotionTrack:
    rng = np.random.default_rng(5)

    def points(count: int) -> np.ndarray:
        return rng.random((rows, count, 3), dtype=np.float32)

    ones, seen = np.ones(rows, np.float32), np.ones(rows, np.uint8)
    hand = HandTrack(points(21), points(21), ones, seen, np.zeros(rows, np.uint8))
    body = np.ones((rows, 33), np.float32)
    return MotionTrack(
        info=TrackInfo(width=1280, height=720, source_fps=FPS, sampled_fps=LOOKED,
                       mediapipe_version="0", model_digests={}),
        frame=np.arange(rows, dtype=np.int32),
        t_us=np.arange(rows, dtype=np.int64) * (1_000_000 // LOOKED),
        pose_xyz=points(33), pose_world=points(33), pose_vis=body, pose_presence=body,
        pose_status=seen, left=hand, right=hand, **one_person_in_a_dull_picture(rows),
    )  # fmt: skip
