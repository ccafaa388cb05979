"""``python -m benchmarks.train [--smoke]``: does a release train a recogniser of steps?

27 generated takes (each of nine people does each of three jobs once) are written as a release with
the exact truth as labels; ``examples.train``, which imports nothing of Sonmat, then trains on it
and is measured on people held out. All is generated: no figure says anything about real work.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.common import ROOT, keep, say

SAMPLE = ROOT / "examples" / "sample_release"
TAKES, FOLDS = 27, 3
PEERS = ("majority", "uniform", "duration", "times and order")


def measure(smoke: bool) -> dict[str, Any]:
    """The sample release in two groups of people, or the whole corpus in three."""
    if smoke:
        return _trained(SAMPLE, 2)
    with tempfile.TemporaryDirectory() as folder:
        release = Path(folder) / "release"
        made = [sys.executable, "-m", "examples.generated", "--takes", str(TAKES)]
        subprocess.run([*made, "--out", str(release)], cwd=ROOT, check=True)
        return {"takes": TAKES, **_trained(release, FOLDS)}


def _trained(release: Path, folds: int) -> dict[str, Any]:
    started = time.monotonic()
    command = [
        sys.executable,
        "-m",
        "examples.train",
        str(release),
        "--folds",
        str(folds),
        "--json",
    ]
    done = subprocess.run(
        command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"HF_HUB_OFFLINE": "1"},
    )  # fmt: skip
    scores = json.loads(done.stdout)
    minutes = round((time.monotonic() - started) / 60, 1)
    return {"folds": folds, "minutes": minutes, "scores": scores, "above": _above(scores)}


def _above(scores: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Of each recogniser over each peer: points of right rows, and sessions that are better."""
    return {
        name: {
            peer: {
                "points": round(100 * (one["right"] - scores[peer]["right"]), 1),
                "better_sessions": sum(
                    a > b for a, b in zip(one["sessions"], scores[peer]["sessions"], strict=True)
                ),
                "sessions": len(one["sessions"]),
            }
            for peer in PEERS
        }
        for name, one in scores.items()
        if name not in PEERS
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="the sample release, nothing kept")
    smoke = parser.parse_args().smoke
    say("generated people only: no figure of this is accuracy in the field")
    keep("train", {"command": "python -m benchmarks.train", **measure(smoke)}, smoke)


if __name__ == "__main__":
    main()
