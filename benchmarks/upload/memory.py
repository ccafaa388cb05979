"""The peak of a process by the kernel's own count."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

MB = 1e6


class Peak:
    """From ``start`` on: how much more than then a process has held at most."""

    def __init__(self, pid: int) -> None:
        self.folder = Path("/proc") / str(pid)
        self.before_mb = self._mb("VmRSS")
        (self.folder / "clear_refs").write_text("5")  # the peak is counted from now on
        self.started = time.monotonic()

    def stop(self) -> dict[str, Any]:
        wall_s = time.monotonic() - self.started
        return {
            "before_mb": round(self.before_mb, 1),
            "peak_more_mb": round(self._mb("VmHWM") - self.before_mb, 1),
            "after_more_mb": round(self._mb("VmRSS") - self.before_mb, 1),
            "wall_s": round(wall_s, 1),
        }

    def _mb(self, name: str) -> float:
        for line in (self.folder / "status").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) * 1024 / MB
        raise LookupError(name)
