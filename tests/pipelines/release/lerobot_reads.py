"""Run by lerobot's own Python: what its loader makes of a dataset, as one JSON value.

It imports nothing of this project. Frames are read in a random order, as training does; of each the
mean light of the four quarters of its picture (0..255), the second that its row says, and its task.
"""

import json
import random
import sys
from importlib.metadata import version

import torch
from lerobot.datasets.lerobot_dataset import LeRobotDataset

CAMERA = "observation.images.work"


def quarters(picture):
    """Of [3, height, width] in 0..1."""
    grey = picture.mean(dim=0) * 255
    high, wide = grey.shape[0] // 2, grey.shape[1] // 2
    return [
        float(grey[row * high : (row + 1) * high, column * wide : (column + 1) * wide].mean())
        for row in range(2)
        for column in range(2)
    ]


def said(row):
    return [[one["role"], one["style"], one["content"]] for one in row]


def main(root):
    plain = LeRobotDataset("local/sonmat", root=root, video_backend="pyav")
    order = list(range(len(plain)))
    random.Random(1).shuffle(order)
    frames, events = [None] * len(plain), {}
    for number in order:
        row = plain[number]
        frames[number] = [quarters(row[CAMERA]), float(row["time.source_s"]), row["task"]]
        if row.get("language_events"):
            events[number] = said(row["language_events"])
    step = 1 / plain.fps
    ahead = LeRobotDataset(
        "local/sonmat", root=root, video_backend="pyav",
        delta_timestamps={CAMERA: [-2 * step, 0.0], "action": [0.0, step, 2 * step]},
    )  # fmt: skip
    row = ahead[40]
    kept = [name for name in ahead.features if not name.startswith("language")]
    loader = torch.utils.data.DataLoader(
        ahead, batch_size=8, shuffle=True,
        collate_fn=lambda rows: {
            name: torch.stack([torch.as_tensor(one[name]) for one in rows]) for name in kept
        },
    )  # fmt: skip
    batch = next(iter(loader))
    sys.stdout.write(json.dumps({
        "version": version("lerobot"),
        "episodes": plain.num_episodes,
        "fps": plain.fps,
        "frames": frames,
        "events": events,
        "persistent": said(plain[0].get("language_persistent", [])),
        "tasks": list(plain.meta.tasks.index),
        "window": [quarters(one) for one in row[CAMERA]],
        "actions": list(row["action"].shape),
        "padded": [bool(one) for one in ahead[len(ahead) - 1]["action_is_pad"]],
        "batch": {name: list(one.shape) for name, one in batch.items()},
        "mean": plain.meta.stats["observation.state"]["mean"].tolist(),
    }))  # fmt: skip


main(sys.argv[1])
