"""One run of the whole way as a user does it: commands, a fresh data folder, a worker process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from benchmarks.common import ROOT


def ours(recording: Path, language: str = "en") -> dict[str, Any]:
    """Wall seconds from ``ingest`` to the end of ``process --wait``, and what was found."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "SONMAT_DATA": f"{folder}/data",
            "SONMAT_SITE_KEY_FILE": f"{folder}/site.key",
        }
        procedure = Path(folder) / "job.yaml"
        procedure.write_text(_procedure(language))
        name = _sonmat(environment, "procedure", "import", procedure)["procedure"]
        watch = Watch(folder)
        started = time.monotonic()
        session = _sonmat(
            environment, "ingest", recording, "--procedure", name, "--expert", "bench"
        )["session"]
        _sonmat(environment, "process", session, "--wait")
        wall = time.monotonic() - started
        peak = watch.stop()
        shown = _sonmat(environment, "show", session)
        motion = shown["motion"] or {}
        words = sum(len(u["words"]) or len(u["text"].split()) for u in shown["utterances"])
        return {
            "duration_s": round(shown["duration_s"], 2),
            "words": words,
            "dropped": len(shown["dropped"]),
            "frames": motion.get("frames", 0),
            "pose_rate": motion.get("pose_rate"),
            "hand_rate": motion.get("hand_rate"),
            "wall_s": round(wall, 2),
            "wall_over_duration": round(wall / max(shown["duration_s"], 1e-9), 3),
            "worker_peak_mb": round(peak),
        }


def raw(recording: Path) -> float:
    """Wall seconds of plain openai-whisper and then plain mediapipe on the same file."""
    started = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "app.demo.raw", str(recording)],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return time.monotonic() - started


class Watch:
    """Largest resident size of the worker process that serves a data folder, in MB."""

    def __init__(self, folder: str) -> None:
        self._needle = f"SONMAT_DATA={folder}/data".encode()
        self._peak = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        self._over.set()
        self._thread.join()
        return self._peak

    def _look(self) -> None:
        while not self._over.wait(0.5):
            for process in Path("/proc").glob("[0-9]*"):
                try:
                    if b"worker" not in (process / "cmdline").read_bytes():
                        continue
                    if self._needle not in (process / "environ").read_bytes():
                        continue
                    for line in (process / "status").read_text().splitlines():
                        if line.startswith("VmHWM"):
                            self._peak = max(self._peak, int(line.split()[1]) / 1024)
                except (OSError, ValueError):
                    continue


def _sonmat(environment: dict[str, str], *arguments: Any) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", *map(str, arguments), "--json"],
        env=environment, cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode != 0:
        raise RuntimeError(f"sonmat {arguments[0]} failed: {done.stderr.strip()}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _procedure(language: str) -> str:
    titles = {
        "en": ("Prepare the place", "Do the work", "Check the result"),
        "ko": ("자리를 준비한다", "작업한다", "결과를 확인한다"),
    }[language]
    steps = "\n".join(f"  - {{id: s{n}, title: {t}}}" for n, t in enumerate(titles, 1))
    return f"title: Benchmark\nlanguage: {language}\nsteps:\n{steps}\n"
