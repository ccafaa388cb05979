"""``sonmat`` in a process of its own for each call, forked from one that has imported everything.

Starting Python and importing takes two seconds, which hundreds of calls would wait for. What a
fresh interpreter does is tried in ``test_cli.py``, with ``python -m app.cli``.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LONGEST_S = 300


class Commands:
    """Calls of the command line, one after the other."""

    def __init__(self) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.command"], cwd=ROOT, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def call(
        self, words: Sequence[str], env: Mapping[str, str], cwd: Path = ROOT, given: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Like ``subprocess.run`` with captured text and ``given`` as input.

        After five minutes the call is ended by SIGALRM, which is its status then.
        """
        with tempfile.TemporaryDirectory() as folder:
            streams = [str(Path(folder, name)) for name in ("in", "out", "err")]
            Path(streams[0]).write_text(given, "utf-8")
            asked = {"words": [*words], "env": {**env}, "cwd": str(cwd), "streams": streams}
            assert self._server.stdin is not None and self._server.stdout is not None
            self._server.stdin.write(json.dumps(asked) + "\n")
            self._server.stdin.flush()
            status = int(self._server.stdout.readline())
            out, err = (Path(one).read_text("utf-8") for one in streams[1:])
            return subprocess.CompletedProcess([*words], status, out, err)

    def close(self) -> None:
        self._server.communicate()


def serve() -> None:
    """Read calls, fork for each, and answer with its exit status."""
    _import_everything()
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            _become(asked)
        _, ended = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(ended)}\n")
        sys.stdout.flush()


def _import_everything() -> None:
    """What most commands import; nothing of it starts a thread."""
    for name in ("app.cli.base", "capture.ingest", "capture.procedures", "capture.site"):
        import_module(name)


def _become(asked: dict[str, Any]) -> None:
    from app.cli import main

    signal.alarm(LONGEST_S)
    os.environ.clear()
    os.environ.update(asked["env"])
    os.chdir(asked["cwd"])
    for number, path in enumerate(asked["streams"]):
        flags = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT
        os.dup2(os.open(path, flags, 0o600), number)
    sys.argv = ["sonmat", *asked["words"]]
    status = 1
    try:
        main()
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    serve()
