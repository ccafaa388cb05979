"""``python -m benchmarks.pipeline [--smoke] [--pairs N] [--more] [--only speed|real]``.

*speed*: the whole way against plain openai-whisper and then plain mediapipe on one joined
recording of 10 minutes, both with start-up and model loading, interleaved pairs. A pair takes
12 minutes and a quiet machine; each is kept as it is measured, and ``--more`` adds to those.
*real*: every clip of the development data through the whole way, one worker for all (the first
row holds its model loading).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.common import ROOT, bench_data, commit, keep, kept, say
from benchmarks.pipeline.joined import join
from benchmarks.pipeline.run import desk, ours, raw

HANDS = "intel_asl_book.mkv"
VOICES = ("az_en_train1.wav", "az_en_train2.wav", "jfk.flac", "lh_2412-153948-0000.flac")
DEMO = ROOT / "examples" / "demo" / "recording" / "recording.mp4"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="one short pair, nothing kept")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--more", action="store_true", help="add pairs to those that are kept")
    parser.add_argument("--only", choices=("speed", "real"))
    options = parser.parse_args()
    if options.smoke:
        options.pairs, options.seconds, options.only = 1, 20, "speed"
    if options.only != "real":
        speed(options)
    if options.only != "speed":
        rows = real()
        if rows:
            keep("pipeline-real", {"recordings": rows}, options.smoke)


def speed(options: argparse.Namespace) -> None:
    pairs = kept("pipeline-speed").get("pairs", []) if options.more else []
    with tempfile.TemporaryDirectory() as folder:
        recording = _recording(Path(folder), options.seconds)
        for _ in range(options.pairs):
            pairs.append(_pair(recording, first=len(pairs) % 2))
            say(f"pair {len(pairs)}: {pairs[-1]}")
            keep("pipeline-speed", _summed(pairs, recording, options.seconds), options.smoke)


def _pair(recording: Path, first: int) -> dict[str, Any]:
    """Both sides once; every other pair starts with the other one, so that drift falls on both."""
    times = [0.0, 0.0]
    for side in (first, 1 - first):
        times[side] = raw(recording) if side else ours(recording)["wall_s"]
    return {
        "ours_s": round(times[0], 1),
        "raw_s": round(times[1], 1),
        "ratio": round(times[0] / times[1], 3),
        "commit": commit(),
    }


def _summed(pairs: list[dict[str, Any]], recording: Path, seconds: float) -> dict[str, Any]:
    ratios = [pair["ratio"] for pair in pairs]
    return {
        "command": "python -m benchmarks.pipeline --only speed",
        "peer": "plain openai-whisper, then plain mediapipe (app/demo/raw.py)",
        "recording": recording.name,
        "seconds": seconds,
        "n": len(pairs),
        "ratio_median": median(ratios),
        "ratio_min": min(ratios),
        "ratio_max": max(ratios),
        "pairs": pairs,
    }


def _recording(folder: Path, seconds: float) -> Path:
    """Real hands under real speech; the synthetic demo where there is no bench data."""
    video, speech = bench_data("video"), bench_data("speech")
    if video is None or speech is None:
        return DEMO
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
