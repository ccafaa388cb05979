"""One run of the whole way as a user does it: commands, a data folder, a worker process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.common import ROOT

TITLES = {
    "en": ("Prepare the place", "Do the work", "Check the result"),
    "ko": ("자리를 준비한다", "작업한다", "결과를 확인한다"),
}


class Desk:
    """A fresh data folder with its own key, worked with by commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "SONMAT_DATA": str(folder / "data"),
            "SONMAT_SITE_KEY_FILE": str(folder / "site.key"),
        }

    def sonmat(self, *arguments: Any) -> dict[str, Any]:
        """The JSON answer of one command."""
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", *map(str, arguments), "--json"],
            env=self.environment, cwd=ROOT, check=False, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode != 0:
            raise RuntimeError(f"sonmat {arguments[0]} failed: {done.stderr.strip()}")
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def procedure(self, language: str) -> str:
        """Id of a plain procedure of three steps."""
        steps = "\n".join(
            f"  - {{id: s{number}, title: {title}}}"
            for number, title in enumerate(TITLES[language], 1)
        )
        path = self.folder / f"{language}.yaml"
        path.write_text(f"title: Benchmark\nlanguage: {language}\nsteps:\n{steps}\n")
        return str(self.sonmat("procedure", "import", path)["procedure"])

    def through(self, recording: Path, procedure: str) -> dict[str, Any]:
        """Wall seconds from ``ingest`` to the end of ``process --wait``, and what was found."""
        watch = Watch(self.folder)
        started = time.monotonic()
        taken = self.sonmat("ingest", recording, "--procedure", procedure, "--expert", "bench")
        self.sonmat("process", taken["session"], "--wait")
        wall = time.monotonic() - started
        peak = watch.stop()
        shown = self.sonmat("show", taken["session"])
        motion = shown["motion"] or {}
        return {
            "duration_s": round(shown["duration_s"], 2),
            "words": sum(len(u["words"]) or len(u["text"].split()) for u in shown["utterances"]),
            "dropped": len(shown["dropped"]),
            "frames": motion.get("frames", 0),
            "pose_rate": motion.get("pose_rate"),
            "hand_rate": motion.get("hand_rate"),
            "wall_s": round(wall, 2),
            "wall_over_duration": round(wall / max(shown["duration_s"], 1e-9), 3),
            "worker_peak_mb": round(peak),
        }


@contextmanager
def desk(worker: bool) -> Iterator[Desk]:
    """A fresh data folder; with ``worker`` one is running and warm before anything is timed."""
    with tempfile.TemporaryDirectory() as folder:
        made = Desk(Path(folder))
        helper = None
        if worker:
            made.procedure("en")
            helper = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "worker"],
                env=made.environment, cwd=ROOT, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        try:
            yield made
        finally:
            if helper is not None:
                helper.terminate()
                helper.wait()


def ours(recording: Path) -> dict[str, Any]:
    """The whole way from nothing: fresh folder, worker start-up and model loading included."""
    with desk(worker=False) as made:
        return made.through(recording, made.procedure("en"))


def raw(recording: Path) -> float:
    """Wall seconds of plain openai-whisper and then plain mediapipe on the same file."""
    started = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "app.demo.raw", str(recording)],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return time.monotonic() - started


class Watch:
    """Largest resident size seen, in MB, of the worker process that serves a data folder."""

    def __init__(self, folder: Path) -> None:
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
                    if b"worker" in (process / "cmdline").read_bytes() and self._needle in (
                        (process / "environ").read_bytes()
                    ):
                        self._peak = max(self._peak, _resident_mb(process))
                except (OSError, ValueError):
                    continue  # it ended while we looked


def _resident_mb(process: Path) -> float:
    for line in (process / "status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0
