"""``python -m benchmarks.pipeline [--smoke] [--pairs N] [--more] [--only PART...]``.

*speed*: the whole way against plain openai-whisper and then plain mediapipe on one joined
recording of 10 minutes, wall and processor, both with start-up and model loading, interleaved
pairs, and how much of sound and picture went on side by side. A pair takes 15 minutes and a quiet
machine; each is kept as it is measured, and ``--more`` adds to those.
*beside*: what overlap alone costs a processor: the plain engines side by side and one after the
other, nothing of ours.
*faces*: looking for faces in what may leave, against plain CenterFace.
*together*: 1, 2, 4 and 8 sessions at once on one worker, beside one alone.
*real*: every clip of the development data through the whole way, one worker for all (the first
row holds its model loading).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.common import ROOT, bench_data, keep, kept, say
from benchmarks.pipeline.beside import beside_pair, summed_beside
from benchmarks.pipeline.joined import beginning, join
from benchmarks.pipeline.run import desk
from benchmarks.pipeline.speed import faces_pair, pair, summed, summed_faces
from benchmarks.pipeline.together import (
    COUNTS,
    ROUNDS,
    SECONDS,
    SMOKE_COUNTS,
    SMOKE_SECONDS,
    together,
)

HANDS = "intel_asl_book.mkv"
VOICES = ("az_en_train1.wav", "az_en_train2.wav", "jfk.flac", "lh_2412-153948-0000.flac")
DEMO = ROOT / "examples" / "demo" / "recording" / "recording.mp4"
PARTS = ("speed", "beside", "faces", "together", "real")
SMOKE_PARTS = ("speed", "together")
# Kept by pairs, too: the longest recording in seconds, one pair, and what all amount to.
SHORTER = {
    "beside": (180.0, beside_pair, summed_beside),
    "faces": (60.0, faces_pair, summed_faces),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="a little of each, nothing kept")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--more", action="store_true", help="add pairs to those that are kept")
    parser.add_argument("--only", nargs="+", choices=PARTS)
    options = parser.parse_args()
    if options.smoke:
        options.pairs, options.seconds = 1, 6
    parts = options.only or (SMOKE_PARTS if options.smoke else PARTS)
    if "speed" in parts:
        speed(options)
    for part in SHORTER:
        if part in parts:
            shorter(options, part)
    if "together" in parts:
        at_once(options.smoke)
    rows = real() if "real" in parts else []
    if rows:
        keep("pipeline-real", {"recordings": rows}, options.smoke)


def speed(options: argparse.Namespace) -> None:
    pairs = kept("pipeline-speed").get("pairs", []) if options.more else []
    with tempfile.TemporaryDirectory() as folder:
        recording = _recording(Path(folder), options.seconds)
        for _ in range(options.pairs):
            pairs.append(pair(recording, first=len(pairs) % 2))
            say(f"pair {len(pairs)}: {pairs[-1]}")
            keep("pipeline-speed", summed(pairs, recording, options.seconds), options.smoke)


def shorter(options: argparse.Namespace, part: str) -> None:
    longest_s, one_pair, summed_up = SHORTER[part]
    pairs: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        seconds = min(options.seconds, longest_s)
        recording = _recording(Path(folder), seconds)
        for number in range(options.pairs):
            pairs.append(one_pair(recording, number % 2))
            say(f"{part} {len(pairs)}: {pairs[-1]}")
            keep(f"pipeline-{part}", summed_up(pairs, recording, seconds), options.smoke)


def at_once(smoke: bool) -> None:
    counts, rounds, seconds = (
        (SMOKE_COUNTS, 1, SMOKE_SECONDS) if smoke else (COUNTS, ROUNDS, SECONDS)
    )
    with tempfile.TemporaryDirectory() as folder:
        found = together(_recording(Path(folder), seconds), counts, rounds)
    about = {
        "command": "python -m benchmarks.pipeline --only together",
        "peer": "one session alone on the same worker, in the same run",
        "seconds_each": seconds,
    }
    keep("pipeline-together", {**about, **found}, smoke)


def _recording(folder: Path, seconds: float) -> Path:
    """Real hands under real speech; the synthetic demo where there is no bench data."""
    video, speech = bench_data("video"), bench_data("speech")
    if video is None or speech is None:
        return beginning(DEMO, folder / "demo.mp4", seconds)
    out = folder / "joined.mp4"
    join(video / HANDS, [speech / name for name in VOICES], out, seconds)
    return out


def real() -> list[dict[str, Any]]:
    video, speech = bench_data("video"), bench_data("speech")
    if video is None or speech is None:
        return []
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        joined = Path(folder) / "joined_book_and_jfk.mp4"
        join(video / HANDS, [speech / "jfk.flac"], joined, 60)
        files = [*_media(video), *_media(speech), joined]
        with desk(worker=True) as made:
            procedures = {language: made.procedure(language) for language in ("en", "ko")}
            for path in files:
                language = "ko" if "_ko_" in path.name else "en"
                rows.append({"file": path.name, **made.through(path, procedures[language])})
                say(f"{rows[-1]}")
    return rows


def _media(folder: Path) -> list[Path]:
    return sorted(p for p in folder.iterdir() if p.suffix not in (".md", ".txt", ".tsv"))


if __name__ == "__main__":
    main()
