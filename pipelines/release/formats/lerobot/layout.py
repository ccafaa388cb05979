"""Where the files of a LeRobotDataset v3.0 lie, and what ``meta/info.json`` says of them.

Method: the layout that lerobot 0.4.4 and 0.6.1 read. Each episode has files of its own under one
number, the same for its rows, its video and its sound: other loaders take these for equal, and all
offsets within files are zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from data_schemas.release import Split
from pipelines.release.filmed.canvas import Canvas
from pipelines.release.filmed.film import CODEC, PIXELS
from pipelines.release.filmed.sound import RATE
from pipelines.release.filmed.states import HANDS, PICTURE, Meaning
from pipelines.release.split import SPLITS

VERSION, ROBOT = "v3.0", "human"
CHUNK = 1000
CAMERA = "observation.images.work"
DATA_PATH = "data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet"
VIDEO_PATH = "videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4"
SOUND_PATH = "sound/chunk-{chunk_index:03d}/file-{file_index:03d}.wav"
EPISODES_PATH, TASKS_PATH = "meta/episodes/chunk-000/file-000.parquet", "meta/tasks.parquet"
STATE, HAND_SHAPE, ACTION = "observation.state", "observation.hands", "action"
# No mask begins with "observation" or "action": lerobot would feed it to policies.
MASKS = {STATE: "valid.state", HAND_SHAPE: "valid.hands", ACTION: "valid.action"}
PERSISTENT, EVENTS = "language_persistent", "language_events"
# LeRobot's own columns, and ours of the same kind: a number a row.
NUMBERS = {
    "timestamp": "float32", "frame_index": "int64", "episode_index": "int64", "index": "int64",
    "task_index": "int64", "time.source_s": "float64", "time.session_s": "float64",
    "step.confidence": "float32", "step.reviewed": "bool",
}  # fmt: skip
CHANGE = Meaning(
    tuple(f"delta.{name}" for name in PICTURE.names),
    PICTURE.frame, PICTURE.unit, "the same point in this frame", PICTURE.source,
)  # fmt: skip
VECTORS = {STATE: PICTURE, HAND_SHAPE: HANDS, ACTION: CHANGE}


@dataclass(frozen=True)
class Totals:
    """``split`` counts the episodes of each; they stand in the order of ``SPLITS``."""

    episodes: int
    frames: int
    tasks: int
    split: dict[Split, int]


def path_of(template: str, episode: int) -> str:
    chunk, file = divmod(episode, CHUNK)
    return template.format(video_key=CAMERA, chunk_index=chunk, file_index=file)


def info(totals: Totals, canvas: Canvas, fps: int, language: bool) -> dict[str, Any]:
    """``meta/info.json``."""
    return {
        "codebase_version": VERSION,
        "robot_type": ROBOT,
        "total_episodes": totals.episodes,
        "total_frames": totals.frames,
        "total_tasks": totals.tasks,
        "chunks_size": CHUNK,
        "data_files_size_in_mb": 100,
        "video_files_size_in_mb": 200,
        "fps": fps,
        "splits": _splits(totals.split),
        "data_path": DATA_PATH,
        "video_path": VIDEO_PATH,
        "features": features(canvas, fps, language),
    }


def features(canvas: Canvas, fps: int, language: bool) -> dict[str, Any]:
    found: dict[str, Any] = {CAMERA: _camera(canvas, fps)}
    for name, meaning in VECTORS.items():
        shape = {"shape": [len(meaning.names)], "names": list(meaning.names)}
        found[name] = {"dtype": "float32", **shape, **meaning.written(), "mask": MASKS[name]}
        found[MASKS[name]] = {"dtype": "bool", **shape}
    for name, kind in NUMBERS.items():
        found[name] = {"dtype": kind, "shape": [1], "names": None}
    if language:
        for name in (PERSISTENT, EVENTS):
            found[name] = {"dtype": "language", "shape": [1], "names": None}
    return found


def sound() -> dict[str, Any]:
    """What ``meta/sonmat.json`` says of the sound."""
    return {"path": SOUND_PATH, "rate": RATE, "channels": 1, "starts_at_frame": 0}


def _camera(canvas: Canvas, fps: int) -> dict[str, Any]:
    return {
        "dtype": "video",
        "shape": [canvas.height, canvas.width, 3],
        "names": ["height", "width", "channels"],
        "info": {
            "video.height": canvas.height,
            "video.width": canvas.width,
            "video.codec": CODEC,
            "video.pix_fmt": PIXELS,
            "video.is_depth_map": False,
            "video.fps": fps,
            "video.channels": 3,
            "has_audio": False,
        },
    }


def _splits(counts: dict[Split, int]) -> dict[str, str]:
    found: dict[str, str] = {}
    first = 0
    for split in SPLITS:
        if counts.get(split):
            found[split] = f"{first}:{first + counts[split]}"
            first += counts[split]
    return found
