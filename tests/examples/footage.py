"""What the tests of generated recordings share: reading them, and looking into them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pyarrow.parquet as pq

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "examples" / "demo"
RECORDING = DEMO / "recording"


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def generate(out: Path, *options: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "examples.demo", *options, "--out", str(out)]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | env, capture_output=True, text=True, check=False
    )


def check_joints(path: Path, truth: Any) -> None:
    table = pq.read_table(path)
    meta = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    assert meta["synthetic"] == "true"
    names = {"hand": json.loads(meta["hand_joints"]), "body": json.loads(meta["body_points"])}
    assert len(names["hand"]) == 21
    assert len(names["body"]) >= 8
    assert table.num_rows == round(truth["duration_s"] * truth["fps"])
    times = table["t_us"].to_numpy()
    assert times.dtype == np.int64
    assert np.all(np.abs(np.diff(times) - 1e6 / truth["fps"]) <= 1)
    for part in ("left_hand", "right_hand", "body"):
        count = len(names[part.split("_")[-1]])
        metres = np.array(table[f"{part}_m"].to_pylist()).reshape(-1, count, 3)
        picture = np.array(table[f"{part}_px"].to_pylist()).reshape(-1, count, 2)
        assert np.isfinite(metres).all()
        assert np.abs(metres).max() < 3
        if part != "body":
            assert picture.min() > 0
            assert picture.max() < 1
            assert metres[..., 2].min() > 0.98  # no hand goes through the bench


def check_video(path: Path, truth: Any) -> None:
    with av.open(str(path)) as video:
        assert "SYNTHETIC" in video.metadata["title"]
        assert "SYNTHETIC" in video.metadata["comment"]
        picture, sound = video.streams.video[0], video.streams.audio[0]
        assert (picture.codec_context.name, sound.codec_context.name) == ("h264", "aac")
        assert picture.average_rate == truth["fps"]
        keys, count, contrast = [], 0, []
        width, height = truth["size"]
        for frame in video.decode(picture):
            count += 1
            if frame.key_frame:
                keys.append(float(frame.time))
                band = frame.to_ndarray(format="gray")[-height // 18 :, width // 4 : -width // 4]
                contrast.append(int(band.max()) - int(band.min()))
        assert (frame.width, frame.height) == (width, height)
    assert count == round(truth["duration_s"] * truth["fps"])
    assert max(np.diff([*keys, truth["duration_s"]])) <= 2.01
    assert min(contrast) > 100, "the words SYNTHETIC DEMO are not in every key frame"


def frames(path: Path) -> Iterator[Any]:
    with av.open(str(path)) as video:
        for frame in video.decode(video=0):
            yield frame.to_ndarray(format="rgb24")


def sound_of(path: Path) -> tuple[Any, int]:
    with av.open(str(path)) as video:
        parts = [frame.to_ndarray()[0] for frame in video.decode(audio=0)]
        return np.concatenate(parts), video.streams.audio[0].rate


def check_sound(path: Path, truth: Any) -> None:
    """It talks where the truth says so, and is near silent where nobody speaks or knocks."""
    sound, rate = sound_of(path)
    assert abs(len(sound) / rate - truth["duration_s"]) < 0.15
    voiced = np.zeros(len(sound), bool)
    for row in truth["speech"]:
        voiced[round(row["start_s"] * rate) : round(row["end_s"] * rate)] = True
    noisy = voiced.copy()
    for row in [*truth["events"], *truth["speech"]]:
        noisy[round((row["start_s"] - 0.15) * rate) : round((row["end_s"] + 0.3) * rate)] = True
    assert np.abs(sound[voiced]).std() > 0.03
    assert np.abs(sound[~noisy]).max() < 0.05
