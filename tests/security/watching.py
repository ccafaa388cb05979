"""A run in which every attempt to reach another machine is written down and refused.

Two watches know nothing of each other. One lies on ``PYTHONPATH`` and sees what Python asks for, as
any user, and refuses it. The other is ``strace``, where it can be had: it sees every ``connect``
and every datagram of all processes of the run, whatever language they are written in; a look-up of
a name shows as a datagram to a name server.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.conftest import ROOT

WATCH = Path(__file__).parent / "watch"
CALLS = "connect,sendto,sendmsg,sendmmsg"
_ADDRESS = re.compile(r'(?:inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)")')
_HERE = ("127.", "::1", "::ffff:127.", "0.0.0.0")


@dataclass(frozen=True)
class Watched:
    """Both watches write into ``folder``."""

    folder: Path

    def environment(self, plain: dict[str, str]) -> dict[str, str]:
        """``plain`` with the watch on it. Nothing that says "offline" to a library is kept."""
        kept = {key: value for key, value in plain.items() if "OFFLINE" not in key}
        path = os.pathsep.join((str(WATCH), str(ROOT)))
        return {**kept, "PYTHONPATH": path, "SONMAT_TEST_WATCH": str(self.folder / "asked")}

    def command(self, command: list[str]) -> list[str]:
        if not can_trace():
            return command
        traced = str(self.folder / f"calls.{len(list(self.folder.iterdir()))}")
        flags = ["-D", "-f", "--seccomp-bpf", "-qq", "-e", f"trace={CALLS}", "-e", "signal=none"]
        return ["strace", *flags, "-o", traced, *command]

    def processes(self) -> int:
        """How many Python processes were watched."""
        return sum(line.startswith("watching") for line in self._asked())

    def foreign(self) -> list[str]:
        """Every attempt to reach something that is not this machine."""
        asked = [line for line in self._asked() if not line.startswith("watching")]
        return asked + [line for line in self._calls() if _is_foreign(line)]

    def _asked(self) -> list[str]:
        path = self.folder / "asked"
        return path.read_text().splitlines() if path.exists() else []

    def _calls(self) -> list[str]:
        files = self.folder.glob("calls.*")
        return [line for path in files for line in path.read_text(errors="replace").splitlines()]


def _is_foreign(call: str) -> bool:
    hosts = [one or other for one, other in _ADDRESS.findall(call)]
    return any(not host.startswith(_HERE) for host in hosts)


@cache
def can_trace() -> bool:
    """Whether ``strace`` is there and may look at our own processes."""
    if shutil.which("strace") is None:
        return False
    tried = [
        "strace",
        "-f",
        "--seccomp-bpf",
        "-qq",
        "-e",
        f"trace={CALLS}",
        "-o",
        os.devnull,
        "true",
    ]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0
