"""An independent reader of the truth: does a take's files agree with each other?

It uses nothing of the generator: it reads the JSON, the Parquet and the recording as anybody
would. ``python -m examples.demo check DIR...`` prints what does not fit and fails if anything
does not.
"""

import argparse
import json
import sys
import wave
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

Truth = dict[str, Any]
Array = NDArray[Any]
TIMED = ("segments", "actions", "decoys", "speech", "events", "moments", "mistakes", "undos")
TIMED += ("sounds", "masks", "contacts", "passers")
PIXEL = 2e-3  # share of the picture by which a stored and a projected joint may differ
ON_HAND = 0.9  # share of visible joints that have to lie on something of the hand's colour
COLOUR = 0.075  # how far a pixel's chromaticity may be from the hand's
LOOKED_AT = 12  # frames of a recording that are looked at
LOUD, QUIET = 0.02, 0.5  # rms of speech; and how much quieter its absence has to be


def overlap(a: dict[str, Any], b: dict[str, Any]) -> float:
    """Seconds that two rows share."""
    return float(min(a["end_s"], b["end_s"]) - max(a["start_s"], b["start_s"]))


def times(truth: Truth) -> Iterator[str]:
    """Every interval lies inside the recording, and segments do not overlap."""
    for key in TIMED:
        for row in truth[key]:
            if not 0 <= row["start_s"] < row["end_s"] <= truth["duration_s"] + 1e-6:
                yield f"{key}: {row} is no interval of the recording"
    for a, b in pairwise(truth["segments"]):
        if a["end_s"] > b["start_s"] + 1e-6:
            yield f"segments {a['step_id']} and {b['step_id']} overlap"


def order(truth: Truth) -> Iterator[str]:
    """The segments are what the order says was done, skipped, repeated and undone."""
    visits = [row["step_id"] for row in truth["segments"]]
    said, first = truth["order"], list(dict.fromkeys(visits))
    if first != [name for name in said["done"] if name in first]:
        yield f"the segments come as {first}, the order says {said['done']}"
    for name in set(said["skipped"]) & set(first):
        yield f"the step {name} is said to be skipped and has a segment"
    for kind in ("repeated", "undone") if truth["whole"] else ():
        for name in said[kind]:
            if visits.count(name) < 2:
                yield f"the step {name} is said to be {kind} and is there only once"


def words(truth: Truth) -> Iterator[str]:
    """Silent actions are silent, spoken ones are spoken of; decoys are no actions."""
    named = {act for row in truth["speech"] for act in row["acts"]}
    for act in truth["actions"]:
        if act["spoken"] != (act["id"] in named):
            yield f"action {act['id']}: spoken is {act['spoken']}, the speech says otherwise"
        if not any(
            row["step_id"] == act["step_id"]
            and overlap(row, act) > 0.99 * (act["end_s"] - act["start_s"])
            for row in truth["segments"]
        ):
            yield f"action {act['id']} lies in no segment of its step"
        for row in truth["speech"]:
            if not act["spoken"] and row["on_topic"] and overlap(row, act) > 0:
                yield f"action {act['id']} is silent, but somebody says {row['text']!r} in it"
        for decoy in truth["decoys"]:
            if overlap(decoy, act) > 1e-6:
                yield f"decoy {decoy['kind']} overlaps action {act['id']}"
    silent = sum(not act["spoken"] for act in truth["actions"])
    if truth["whole"] and len(truth["decoys"]) < silent:
        yield f"{len(truth['decoys'])} decoys for {silent} silent actions"


def sound(truth: Truth, channels: Array, rate: int) -> Iterator[str]:
    """The voice is where the truth says so; away from it, it is quieter."""
    if abs(channels.shape[1] / rate - truth["duration_s"]) > 0.2:
        yield f"the sound lasts {channels.shape[1] / rate:.2f} s, not {truth['duration_s']} s"
    wanted = {"expert": 0, "interviewer": len(channels) - 1}
    clear = truth["variation"]["noise_db"] is None
    for row in truth["speech"]:
        part = channels[wanted[row["speaker"]]]
        inside = part[round(row["start_s"] * rate) : round(row["end_s"] * rate)]
        level = float(np.sqrt((inside**2).mean())) if inside.size else 0.0
        if level < LOUD:
            yield f"nothing is heard of {row['text']!r}"
        before = part[round((row["start_s"] - 0.2) * rate) : round((row["start_s"] - 0.05) * rate)]
        others = [r for r in [*truth["sounds"], *truth["events"], *truth["speech"]] if r is not row]
        gap = {"start_s": row["start_s"] - 0.3, "end_s": row["start_s"]}
        alone = clear and gap["start_s"] > 0 and not any(overlap(gap, r) > -0.1 for r in others)
        if alone and float(np.sqrt((before**2).mean())) > QUIET * level:
            yield f"{row['text']!r} is heard before it starts"


def projected(camera: Array, points: Array) -> Array:
    """World points [F, J, 3] through one matrix a frame [F, 4, 4] to 0..1 [F, J, 2]."""
    ones = np.concatenate([points, np.ones_like(points[..., :1])], axis=2)
    clip = np.einsum("fij,fnj->fni", camera, ones)
    flat = clip[..., :2] / clip[..., 3:]
    return np.asarray(np.stack([flat[..., 0] + 1, 1 - flat[..., 1]], axis=2) / 2)


def joints(truth: Truth, table: Any) -> Iterator[str]:
    """Joints in metres, seen through the stored camera, are the stored joints in the picture."""
    if table.num_rows != round(truth["duration_s"] * truth["fps"]):
        yield f"{table.num_rows} rows of joints for {truth['duration_s']} s"
    camera = _rows(table, "camera", (4, 4))
    for part in ("left_hand", "right_hand", "body"):
        metres = _rows(table, f"{part}_m", (-1, 3))
        picture = _rows(table, f"{part}_px", (-1, 2))
        ahead = np.einsum("fj,fnj->fn", camera[:, 3, :3], metres) + camera[:, 3:, 3]
        off = np.abs(projected(camera, metres) - picture).max(axis=2)
        if (off[ahead > 0.3] > PIXEL).any():
            yield f"{part}: a stored joint is {off[ahead > 0.3].max():.4f} off where it projects to"


def _rows(table: Any, name: str, shape: tuple[int, ...]) -> Array:
    return np.array(table[name].to_pylist(), float).reshape(table.num_rows, *shape)


def pictures(truth: Truth, camera: dict[str, Any], folder: Path, table: Any) -> Iterator[str]:
    """Visible hand joints lie on pixels of the hand's colour."""
    on, seen_any = 0, 0
    wanted = _chroma(np.array(truth["person"]["hand_colour"]))
    frames = set(np.linspace(0, table.num_rows - 1, LOOKED_AT).astype(int).tolist())
    arcs = [row for row in truth["sounds"] if row["kind"] == "arc"]
    with av.open(str(folder / camera["file"])) as video:
        count = 0
        for count, frame in enumerate(video.decode(video=0)):
            if count not in frames:
                continue
            at = {"start_s": count / truth["fps"] + camera["offset_s"]}
            if any(overlap(row, at | {"end_s": at["start_s"] + 0.1}) > 0 for row in arcs):
                continue
            image = frame.to_ndarray(format="rgb24").astype(float)
            found = _on_colour(image, table, count, wanted)
            on, seen_any = on + int(found.sum()), seen_any + len(found)
    if count + 1 != table.num_rows:
        yield f"{camera['file']} has {count + 1} frames for {table.num_rows} rows of joints"
    if seen_any and on < ON_HAND * seen_any:
        yield f"{camera['file']}: only {on} of {seen_any} visible joints lie on the hands"


def _on_colour(image: Array, table: Any, row: int, wanted: Array) -> NDArray[np.bool_]:
    """For each visible hand joint of a frame: is there a pixel of the hand's colour at it?"""
    height, width = image.shape[:2]
    out = []
    for hand in ("left_hand", "right_hand"):
        at = np.array(table[f"{hand}_px"][row].as_py()).reshape(-1, 2)
        seen = np.array(table[f"{hand}_seen"][row].as_py(), bool)
        for x, y in at[seen]:
            px, py = int(x * width), int(y * height)
            near = image[max(0, py - 1) : py + 2, max(0, px - 1) : px + 2].reshape(-1, 3)
            out.append(bool((np.abs(_chroma(near) - wanted).max(axis=1) < COLOUR).any()))
    return np.array(out, bool)


def _chroma(rgb: Array) -> Array:
    """Shares of red and green in a colour [..., 2]."""
    return np.asarray(rgb[..., :2] / np.maximum(rgb.sum(axis=-1, keepdims=True), 1e-6))


def _heard(folder: Path, truth: Truth) -> tuple[Array, int]:
    file = truth["cameras"][0]["file"]
    if file is None:
        with wave.open(str(folder / "speech.wav")) as source:
            raw = np.frombuffer(source.readframes(source.getnframes()), "<i2") / 32768
            return raw.reshape(-1, source.getnchannels()).T, source.getframerate()
    with av.open(str(folder / file)) as video:
        parts = [frame.to_ndarray() for frame in video.decode(audio=0)]
        return np.concatenate(parts, axis=1), int(video.streams.audio[0].rate)


def check(folder: Path) -> list[str]:
    """What does not fit in one take's folder; empty when all is well."""
    truth = json.loads((folder / "truth.json").read_text("utf-8"))
    rules: tuple[Callable[[Truth], Iterator[str]], ...] = (times, order, words)
    found = [fault for rule in rules for fault in rule(truth)]
    found += sound(truth, *_heard(folder, truth))
    for camera in truth["cameras"]:
        if camera["joints"] is None:
            continue
        table = pq.read_table(folder / camera["joints"])
        found += joints(truth, table)
        if camera["file"]:
            found += pictures(truth, camera, folder, table)
    return found


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    found = argparse.ArgumentParser(prog="python -m examples.demo check", description=__doc__)
    found.add_argument("folders", nargs="+", type=Path, help="takes, or a corpus")
    return found


def main(argv: list[str]) -> int:
    """Command line of ``python -m examples.demo check``."""
    bad = 0
    for folder in parser().parse_args(argv).folders:
        takes = sorted(path.parent for path in folder.glob("*/truth.json")) or [folder]
        for take in takes:
            try:
                faults = check(take)
            except (OSError, ValueError, KeyError, av.error.FFmpegError) as error:
                faults = [f"cannot be read: {error}"]
            bad += bool(faults)
            for fault in faults or ["consistent"]:
                sys.stdout.write(f"{take}: {fault}\n")
    return 1 if bad else 0
