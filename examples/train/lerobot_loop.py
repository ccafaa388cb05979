"""A training loop on a release in LeRobot's format: ``python -m examples.train.lerobot_loop``.

With lerobot installed its own loader reads the folder; without it pyarrow and PyAV do, by the
layout that LeRobotDataset v3.0 documents. The model is the smallest there is: a line from the hands
of one frame to their change until the next. The loop is what there is to see: pictures, states,
masks and actions of the same frames, in a random order.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pyarrow.parquet as pq
import torch
from torch.utils.data import DataLoader, Dataset

from examples.train.data import NoRelease

CAMERA, STATE, ACTION = "observation.images.work", "observation.state", "action"
VALID = ("valid.state", "valid.action")
USED = (CAMERA, STATE, ACTION, *VALID)
BATCH, RATE = 16, 1e-2
Row = dict[str, Any]


class ByLayout(Dataset[Row]):
    """The folder's rows as lerobot gives them, read without it; pictures are float [3, h, w]."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.info = json.loads((root / "meta/info.json").read_text("utf-8"))
        episodes = pq.read_table(root / "meta/episodes").to_pylist()
        self.rows = [(one, n) for one in episodes for n in range(one["length"])]
        self._tables: dict[int, Any] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> Row:
        episode, number = self.rows[index]
        table = self._table(episode)
        found = {name: torch.tensor(table[name][number].as_py()) for name in USED if name != CAMERA}
        second = float(table["timestamp"][number].as_py())
        return found | {CAMERA: self._picture(episode, second)}

    def _table(self, episode: Row) -> Any:
        at = episode["episode_index"]
        if at not in self._tables:
            self._tables[at] = pq.read_table(self._file("data_path", "data", episode))
        return self._tables[at]

    def _file(self, template: str, part: str, episode: Row) -> Path:
        place = {name: episode[f"{part}/{name}"] for name in ("chunk_index", "file_index")}
        return self.root / str(self.info[template]).format(video_key=CAMERA, **place)

    def _picture(self, episode: Row, second: float) -> torch.Tensor:
        """The picture that is shown from ``second`` of the episode on."""
        file = self._file("video_path", f"videos/{CAMERA}", episode)
        wanted = episode[f"videos/{CAMERA}/from_timestamp"] + second
        near = 0.5 / self.info["fps"]
        with av.open(str(file)) as opened:
            stream = opened.streams.video[0]
            opened.seek(int(wanted / stream.time_base), stream=stream)
            for frame in opened.decode(stream):
                if frame.time is not None and frame.time > wanted - near:
                    pixels = frame.to_ndarray(format="rgb24")
                    return torch.from_numpy(pixels).permute(2, 0, 1) / 255
        raise NoRelease(f"{file.name} ends before {second:.2f} s: the release is not whole")


def opened(root: Path) -> Dataset[Row]:
    """By lerobot's own loader where it is installed; ``NoRelease`` where there is no dataset."""
    if not (root / "meta" / "info.json").is_file():
        raise NoRelease(f"{root} is no LeRobot dataset: make a release with the format lerobot")
    try:
        from lerobot.datasets.lerobot_dataset import LeRobotDataset
    except ImportError:
        return ByLayout(root)
    return LeRobotDataset("local/release", root=root, video_backend="pyav")


def batches(data: Dataset[Row], steps: int) -> Iterator[Row]:
    """``steps`` batches in a random order that is the same each time."""

    def joined(rows: list[Row]) -> Row:
        return {name: torch.stack([torch.as_tensor(row[name]) for row in rows]) for name in USED}

    order = torch.Generator().manual_seed(0)
    loader = DataLoader(data, BATCH, shuffle=True, generator=order, collate_fn=joined)
    done = 0
    while done < steps:
        for batch in loader:
            yield batch
            done += 1
            if done == steps:
                return


def train(data: Dataset[Row], steps: int) -> list[float]:
    """The loss of every batch: only of what was seen in this frame and in the next."""
    torch.manual_seed(0)
    losses: list[float] = []
    model: torch.nn.Linear | None = None
    for batch in batches(data, steps):
        state, change = batch[STATE].float(), batch[ACTION].float()
        if model is None:
            model = torch.nn.Linear(state.shape[1] + 1, change.shape[1])
            learn = torch.optim.Adam(model.parameters(), RATE)
        light = batch[CAMERA].mean(dim=(1, 2, 3)).unsqueeze(1)
        known = batch["valid.action"] & batch["valid.state"]
        off = (model(torch.cat([state, light], dim=1)) - change)[known]
        if not len(off):
            continue  # nothing was seen in any frame of this batch
        loss = (off**2).mean()
        learn.zero_grad()
        loss.backward()
        learn.step()
        losses.append(loss.item())
    return losses


def main(argv: list[str] | None = None) -> int:
    """0 when the loop ran, 1 with one sentence when it could not."""
    parser = argparse.ArgumentParser(prog="python -m examples.train.lerobot_loop")
    parser.add_argument("release", type=Path, help="the folder of a release with lerobot")
    parser.add_argument("--steps", type=int, default=40, help="batches of 16 frames (40)")
    given = parser.parse_args(argv)
    try:
        data = opened(given.release / "data" / "lerobot")
        losses = train(data, given.steps)
    except NoRelease as error:
        sys.stderr.write(f"{error}\n")
        return 1
    tenth = max(len(losses) // 10, 1)
    first, last = np.mean(losses[:tenth]), np.mean(losses[-tenth:])
    sys.stdout.write(
        f"{len(data)} frames read by {type(data).__name__}; {len(losses)} batches; loss of the"  # type: ignore[arg-type]
        f" first tenth {first:.2e}, of the last {last:.2e}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
