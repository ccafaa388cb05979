"""``python -m benchmarks.readers [--smoke]``: a thousand readers of two recordings at once.

Each asks for random ranges of one of two sessions and holds what it gets against the bytes that
were sealed: another session's, or a wrong place, would be seen. The memory of the server is sampled
all the while. The same readers then ask a bare file server (Starlette's own) for the same bytes in
plain files; the ratio says what permission, decryption and the log cost.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.common import ROOT, keep, say
from benchmarks.readers.asking import Target, ask_for

SIZE = 8 << 20
READERS, SECONDS = 1000, 60.0
SMALL_READERS, SMALL_SECONDS = 20, 2.0
SERVERS = {
    "sonmat": "from benchmarks.readers.served import sonmat; sonmat()",
    "bare": "from benchmarks.readers.served import bare; bare()",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="twenty readers, nothing kept")
    smoke = parser.parse_args().smoke
    readers, seconds = (SMALL_READERS, SMALL_SECONDS) if smoke else (READERS, SECONDS)
    files = _raise_file_limit()
    with tempfile.TemporaryDirectory(prefix="sonmat-readers-") as folder:
        here = Path(folder)
        plain = tuple(os.urandom(SIZE) for _ in range(2))
        for n, data in enumerate(plain):
            (here / f"{n}.bin").write_bytes(data)
        figures = {name: _measured(name, here, plain, readers, seconds) for name in SERVERS}
    ratio = figures["sonmat"]["mb_s"] / figures["bare"]["mb_s"]
    figures |= {
        "command": "python -m benchmarks.readers",
        "readers": readers,
        "seconds": seconds,
        "open_files_allowed": files,
        "throughput_to_bare_ratio": round(ratio, 3),
    }
    say(f"throughput_to_bare_ratio {ratio:.3f}")
    keep("readers", figures, smoke)
    wrong = sum(figures[name]["wrong"] + figures[name]["failed"] for name in SERVERS)
    sys.exit(1 if wrong else 0)


def _raise_file_limit() -> dict[str, int]:
    """As many files as this user may open, for the servers as well, who inherit it."""
    before, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return {"soft_before": before, "used": most}


def _measured(
    name: str, folder: Path, plain: tuple[bytes, ...], readers: int, seconds: float
) -> dict[str, Any]:
    with _serving(name, folder) as (process, addresses):
        targets = tuple(
            Target(*address, data) for address, data in zip(addresses, plain, strict=True)
        )
        memory: list[int] = []
        done = asyncio.run(
            ask_for(targets, readers, seconds, lambda: memory.append(_rss_mb(process.pid)))
        )
    third = max(1, len(memory) // 3)
    middle, last = memory[third : 2 * third] or memory, memory[-third:]
    found = {
        "requests": done.requests,
        "mb_s": round(done.read / 1e6 / done.took_s, 1),
        "wrong": done.wrong,
        "failed": done.failed,
        "failures": sorted(done.kinds),
        "rss_mb_first": memory[0],
        "rss_mb_peak": max(memory),
        "rss_last_to_middle_third": round(statistics.median(last) / statistics.median(middle), 3),
        "rss_samples": len(memory),
    }
    say(f"{name}: {found}")
    return found


@contextmanager
def _serving(
    name: str, folder: Path
) -> Iterator[tuple[subprocess.Popen[bytes], list[tuple[str, int, str]]]]:
    """A server in a process of its own, and (host, port, path) of both recordings."""
    told = folder / f"{name}.told"
    environment = {**os.environ, "SONMAT_BENCH_FOLDER": str(folder), "SONMAT_BENCH_TOLD": str(told)}
    process = subprocess.Popen([sys.executable, "-c", SERVERS[name]], cwd=ROOT, env=environment)
    try:
        while not told.exists():
            if process.poll() is not None:
                raise SystemExit(f"the server {name} did not start")
            time.sleep(0.1)
        lines = [line.split() for line in told.read_text().splitlines()]
        yield process, [(host, int(port), path) for host, port, path in lines]
    finally:
        process.terminate()
        process.wait(timeout=60)


def _rss_mb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) // 1024


if __name__ == "__main__":
    main()
