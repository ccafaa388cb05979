"""One run of the whole way as a user does it: commands, a data folder, a worker process."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from benchmarks.common import ROOT
from benchmarks.pipeline.lanes import Ran, ran

# Plain openai-whisper and then plain mediapipe; plain CenterFace.
RAW, FACES = "app.demo.raw", "benchmarks.pipeline.faces"
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
            "SONMAT_LOG": "json",  # its worker then says when each stage was done
        }
        self.log = folder / "log"

    def sonmat(self, *arguments: Any) -> dict[str, Any]:
        """The JSON answer of one command."""
        # A file and no pipe: the worker that a command begins holds it open after the command.
        with self.log.open("a") as said:
            done = subprocess.run(
                [sys.executable, "-m", "app.cli", *map(str, arguments), "--json"],
                env=self.environment, cwd=ROOT, check=False, stdout=subprocess.PIPE, stderr=said,
                text=True,
            )  # fmt: skip
        if done.returncode != 0:
            last = self.log.read_text().strip().splitlines()[-1:]
            raise RuntimeError(f"sonmat {arguments[0]} failed: {' '.join(last)}")
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

    def taken_in(self, recording: Path, procedure: str) -> str:
        """Id of a session of which nothing is meant to leave."""
        taken = self.sonmat("ingest", recording, "--procedure", procedure, "--expert", "bench")
        return str(taken["session"])

    def faces(self, session: str) -> tuple[float, float]:
        """Wall and processor seconds of looking for the faces in it."""
        started, cpu = time.monotonic(), self._cpu_s()
        self.sonmat("process", session, "--faces", "--wait")
        return time.monotonic() - started, self._cpu_s() - cpu

    def through(self, recording: Path, procedure: str) -> dict[str, Any]:
        """Wall and processor seconds from ``ingest`` to the end of ``process --wait``, and what was
        found. The processor's are those of the commands and of the worker."""
        watch = Watch(self.folder)
        started, cpu = time.monotonic(), self._cpu_s()
        session = self.taken_in(recording, procedure)
        self.sonmat("process", session, "--wait")
        wall, cpu = time.monotonic() - started, self._cpu_s() - cpu
        peak = watch.stop()
        shown = self.sonmat("show", session)
        motion = shown["motion"] or {}
        return {
            "duration_s": round(shown["duration_s"], 2),
            "words": sum(len(u["words"]) or len(u["text"].split()) for u in shown["utterances"]),
            "dropped": len(shown["dropped"]),
            "frames": motion.get("frames", 0),
            "pose_rate": motion.get("pose_rate"),
            "hand_rate": motion.get("hand_rate"),
            "wall_s": round(wall, 2),
            "cpu_s": round(cpu, 2),
            "wall_over_duration": round(wall / max(shown["duration_s"], 1e-9), 3),
            "worker_peak_mb": round(peak),
        }

    def stages(self) -> list[Ran]:
        """Every stage that its workers have done, as their log tells."""
        return ran(self.log.read_text())

    def end(self) -> None:
        """End the workers that commands began: they would idle beside what is measured next."""
        for process in workers_of(self.folder):
            with suppress(OSError):
                os.kill(int(process.name), signal.SIGTERM)

    def worker_cpu_s(self) -> float:
        """Processor seconds of its workers so far."""
        return sum(map(_cpu_s, workers_of(self.folder)))

    def _cpu_s(self) -> float:
        return commands_cpu_s() + self.worker_cpu_s()


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
            made.end()


def ours(recording: Path) -> dict[str, Any]:
    """The whole way from nothing: fresh folder, worker start-up and model loading included.

    ``stages`` are what the worker did; ``first_stage_s`` passed before it did any.
    """
    with desk(worker=False) as made:
        procedure = made.procedure("en")
        began = time.time()
        told, stages = made.through(recording, procedure), made.stages()
        return {**told, "stages": stages, "first_stage_s": stages[0].start_s - began}


def raw(recording: Path, engines: str) -> tuple[float, float]:
    """Wall and processor seconds of ``RAW`` or ``FACES`` on a file, start-up included."""
    started, cpu = time.monotonic(), commands_cpu_s()
    subprocess.run(
        [sys.executable, "-m", engines, str(recording)],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return time.monotonic() - started, commands_cpu_s() - cpu


def commands_cpu_s() -> float:
    """Processor seconds of all commands that were waited for so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def workers_of(folder: Path) -> list[Path]:
    """The entries in ``/proc`` of the worker processes that serve a data folder."""
    needle = f"SONMAT_DATA={folder}/data".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended while we looked
            if b"worker" in (process / "cmdline").read_bytes() and needle in (
                (process / "environ").read_bytes()
            ):
                found.append(process)
    return found


class Watch:
    """Largest resident size seen, in MB, of the worker process that serves a data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
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
            for process in workers_of(self._folder):
                with suppress(OSError, ValueError):
                    self._peak = max(self._peak, _resident_mb(process))


def _cpu_s(process: Path) -> float:
    """Of all its threads, and of what it waited for (proc(5): the fields after the name)."""
    try:
        fields = (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _resident_mb(process: Path) -> float:
    for line in (process / "status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0
