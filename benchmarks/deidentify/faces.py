"""Clips with known faces, searched as the worker does it."""

from __future__ import annotations

import io
from typing import Any

import av
import numpy as np

from benchmarks.common import ROOT, say
from benchmarks.deidentify.pasted import SIZES, Look, Pasted, looks
from benchmarks.deidentify.scoring import Tallies
from capture.media import Media, media_from_path
from data_schemas.mask import Patch
from data_schemas.motion import MotionTrack
from examples.demo.joints import BODY_NAMES
from pipelines.deidentify.faces.find import FaceOptions, find_faces
from pipelines.deidentify.picture.hands import WorkingHands
from pipelines.deidentify.picture.paint import Painter
from pipelines.motion import Options, detect

DEMO = ROOT / "examples" / "demo" / "recording" / "recording.mp4"
HEAD = ("nose", "left_eye", "right_eye")
FPS, CLIP_S, LENGTH_S = 15, 3.0, 70.0
# A walk through the picture in heights of the face a second.
SPEEDS = (0.0, 1.0, 4.0)


def pasted(smoke: bool) -> dict[str, Any]:
    """A row for each condition, each size and each speed."""
    tallies, rng = Tallies(), np.random.default_rng(7)
    wanted = list(looks((40, 80), 1) if smoke else looks(SIZES, 3))
    for number, (name, again, look) in enumerate(wanted[:3] if smoke else wanted):
        start_s = float(rng.uniform(0, LENGTH_S))
        speed = SPEEDS[again % len(SPEEDS)]
        media, truth = _clip(look, start_s, speed, rng)
        found = find_faces(media, None, "rec-1")
        beside = _expert(start_s)
        own = [
            (second, [one], beside[min(n, len(beside) - 1) :][:1])
            for n, (second, one) in enumerate(truth)
        ]
        for group in (name, f"{look.height_px} px high", f"{speed:g} heights a second", "all"):
            tallies.at(group).add(own, found.masks)
        if number % 10 == 0:
            say(f"{number + 1} of {len(wanted)}: {name}, {look.height_px} px")
    return {
        "what": "one real face (NASA portrait, public domain) pasted into the generated recording",
        "hidden_from": 0.9,
        "rows": tallies.told(),
    }


def _expert(start_s: float) -> list[Patch]:
    """Round the generated expert's head in each picture of a clip: eyes and nose are known, so a
    mask there is right, though how far the face goes is not."""
    import pyarrow.parquet as pq

    joints = pq.read_table(DEMO.with_name("joints.parquet"), columns=["t_us", "body_px"])
    every = np.asarray(joints.column("t_us")) / 1e6
    points = np.asarray(joints.column("body_px").combine_chunks().flatten())
    places = points.reshape(len(every), len(BODY_NAMES), 2)[:, [BODY_NAMES.index(n) for n in HEAD]]
    rows = np.flatnonzero((every >= start_s) & (every < start_s + CLIP_S))
    middles = places[rows].mean(axis=1)
    return [Patch(x=x - 0.02, y=y - 0.035, w=0.04, h=0.07) for x, y in middles.tolist()]


def _clip(
    look: Look, start_s: float, speed: float, rng: np.random.Generator
) -> tuple[Media, list[tuple[float, Patch]]]:
    """Pictures of the demo from ``start_s`` with the face going along a line at one side."""
    head = Pasted(look)
    side = rng.choice([-1, 1])
    x = 640 + side * rng.uniform(250, 420)
    y = rng.uniform(170, 330)
    step = speed * look.height_px / FPS * -side
    out, truth = io.BytesIO(), []
    with av.open(out, "w", format="mp4") as container:
        stream: Any = container.add_stream("libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        stream.options = {"preset": "superfast", "crf": "23"}
        frames = media_from_path(DEMO).frames(float(FPS))
        chosen = [f.image for f in frames if start_s <= f.time_s < start_s + CLIP_S]
        for n, image in enumerate(chosen):
            at = float(np.clip(x + step * n, 60, 1220)), y
            picture, face = head.onto(image[..., ::-1], *at)
            truth.append((n / FPS, face))
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="bgr24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    data = out.getvalue()
    return Media(lambda: io.BytesIO(data)), truth


def hands(smoke: bool) -> dict[str, Any]:
    """The demo recording: joints of both hands (their true places) under any painted pixel."""
    import pyarrow.parquet as pq

    media = media_from_path(DEMO)
    track = detect(media, Options(fps=2.0 if smoke else Options().fps))
    faces = FaceOptions(fps=0.5) if smoke else FaceOptions()
    found = find_faces(media, track, "rec-1", faces)
    joints = pq.read_table(DEMO.with_name("joints.parquet"))
    times = np.asarray(joints.column("t_us")) / 1e6
    rows = {}
    for name, masks in (
        ("as proposed", found.masks),
        ("whole picture masked but for hands", _everywhere(found.masks[0])),
    ):
        painter = Painter(masks, WorkingHands(track))
        rows[name] = _under(painter, joints, times[:: 30 if smoke else 1], track)
    return {"what": "the demo recording, exact joints", "masks": len(found.masks), "rows": rows}


def _everywhere(mask: Any) -> tuple[Any, ...]:
    whole = Patch(x=-0.1, y=-0.1, w=1.2, h=1.2)
    boxes = (mask.boxes[0].model_copy(update={"box": whole}),)
    return (mask.model_copy(update={"boxes": boxes, "start_s": 0.0, "end_s": 1e6}),)


def _under(
    painter: Painter, joints: Any, seconds: np.ndarray, track: MotionTrack
) -> dict[str, Any]:
    """How many visible joints there are, and how many lie under paint."""
    size = track.info.height, track.info.width
    every = np.asarray(joints.column("t_us")) / 1e6
    seen = hidden = 0
    for second in seconds:
        n = int(np.abs(every - second).argmin())
        boxes = painter.at(float(second))
        paint = painter.hidden(boxes, float(second), size)
        for side in ("left", "right"):
            px = np.asarray(joints.column(f"{side}_hand_px")[n].as_py()).reshape(-1, 2)
            is_seen = np.asarray(joints.column(f"{side}_hand_seen")[n].as_py(), bool)
            for (x, y), visible in zip(px, is_seen, strict=True):
                if visible and 0 <= x < 1 and 0 <= y < 1:
                    seen += 1
                    hidden += bool(paint[int(y * size[0]), int(x * size[1])])
    return {"joints": seen, "under_a_mask": hidden, "share": round(hidden / max(1, seen), 5)}
