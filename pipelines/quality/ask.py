"""The web server's side of ``helper``: one process, one request at a time, and no error from it.

Importing this loads no model.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from data_schemas.errors import MediaError, SonmatError
from data_schemas.quality import Measures

BLOCK = 1 << 20
# The first request waits for the models to be loaded.
PATIENCE_S = {"picture": 45.0, "clip": 180.0}
Blocks = Callable[[], Iterable[bytes]]
BUSY = "Another picture is being looked at: send the next one a little later."


class Busy(SonmatError):
    """The process is looking at something else."""


class Asker:
    """Starts the process at the first request; ``idle_s``: after so long without one it ends."""

    def __init__(self, idle_s: float = 60.0) -> None:
        self._idle_s = idle_s
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def picture(self, jpeg: bytes) -> Measures | None:
        """The figures of one picture; None where nobody can tell now, because the process died.

        Busy while something else is looked at, MediaError if the picture is refused.
        """
        if not self._turn.acquire(blocking=False):
            raise Busy(BUSY)
        try:
            return self._ask({"what": "picture", "size": len(jpeg)}, lambda: [jpeg])
        finally:
            self._turn.release()

    def clip(self, source: BinaryIO, size: int, spoken: str) -> Measures | None:
        """The figures of a test clip of ``size`` bytes, read in blocks; waits for its turn."""

        def blocks() -> Iterable[bytes]:
            source.seek(0)
            return iter(lambda: source.read(BLOCK), b"")

        with self._turn:
            return self._ask({"what": "clip", "size": size, "spoken": spoken}, blocks)

    def stop(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()

    @property
    def pid(self) -> int | None:
        """Of the process, None while there is none."""
        running = self._process is not None and self._process.poll() is None
        return self._process.pid if running and self._process else None

    def _ask(self, request: dict[str, Any], blocks: Blocks) -> Measures | None:
        was_there = self.pid is not None
        line = self._answer(request, blocks)
        if line is None and was_there and self.pid is None:
            line = self._answer(request, blocks)  # it had just ended because nobody asked
        if line is None:
            self.stop()
            return None
        said = json.loads(line)
        if "refused" in said:
            raise MediaError(said["refused"])
        return Measures.model_validate(said["measures"]) if "measures" in said else None

    def _answer(self, request: dict[str, Any], blocks: Blocks) -> bytes | None:
        """The whole line that came back; None if the process died or took too long."""
        try:
            asked, answers = self._pipes()
            asked.write(json.dumps(request).encode() + b"\n")
            for block in blocks():
                asked.write(block)
            asked.flush()
            line = _read_line(answers, time.monotonic() + PATIENCE_S[request["what"]])
        except OSError:
            line = b""
        if line.endswith(b"\n"):
            return line
        with suppress(subprocess.TimeoutExpired):
            if self._process is not None:
                self._process.wait(1)  # its pipe is closed a moment before it is gone
        return None

    def _pipes(self) -> tuple[BinaryIO, BinaryIO]:
        if self.pid is None:
            self.stop()
            home = str(Path(__file__).parents[2])
            paths = [home, os.environ.get("PYTHONPATH", "")]
            self._process = subprocess.Popen(
                [sys.executable, "-m", "pipelines.quality.helper", str(self._idle_s)],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        assert self._process and self._process.stdin and self._process.stdout
        return self._process.stdin, self._process.stdout  # type: ignore[return-value]


def _read_line(answers: BinaryIO, until: float) -> bytes:
    """Up to the end of the line, or what came of it by then."""
    line = b""
    while not line.endswith(b"\n"):
        left = until - time.monotonic()
        if left <= 0 or not select.select([answers], [], [], left)[0]:
            return line
        block = os.read(answers.fileno(), 65536)
        if not block:
            return line
        line += block
    return line


ASKER = Asker()
