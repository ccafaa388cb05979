"""``python -m benchmarks.first [--smoke]``: from an empty machine to the first result.

A clone of what is committed, an empty home and empty caches, then what ``make demo`` does, step by
step: installing, fetching weights, serving. It is told when the app answers, when the recording
plays and when the first session is understood. The peer is the time at which all of the demo is
built, dataset included, in the same run: that long one waited before anything was served.

The network's share is that of the machine's registry. ``--smoke`` installs nothing.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.common import ROOT, keep, say
from capture import artifacts, sessions
from capture.access import OWNER
from capture.settings import Settings
from capture.site import Site
from data_schemas.artifact import Kind
from pipelines.models import models_folder
from tests.app.serving import free_port

ANSWERS, BUILT = "Sonmat is at", "Synthetic demo session"
LONGEST_S, POLL_S = 3600.0, 0.5
ROUNDS = 2
Seconds = dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="what is installed, until it plays")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    rounds: list[Seconds] = []
    for _ in range(1 if options.smoke else options.rounds):
        with tempfile.TemporaryDirectory(prefix="sonmat-first-") as folder:
            rounds.append((_here if options.smoke else _from_nothing)(Path(folder)))
        say(f"round {len(rounds)}: {rounds[-1]}")
        keep("first", _summed(rounds), options.smoke)


def _from_nothing(folder: Path) -> Seconds:
    place = folder / "sonmat"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(place)], check=True)
    python = place / ".venv" / "bin" / "python"
    demo = Demo(folder, place, str(python), _bare(folder))
    spent = {
        "install_s": demo.timed("make", "-s", ".venv/.demo"),
        "weights_s": demo.timed(str(python), "-m", "app.cli", "models", "fetch"),
    }
    before, seen = sum(spent.values()), demo.served(until_built=True)
    whole = before + seen["built_s"]
    return {
        **spent,
        **seen,
        "whole_s": round(whole, 1),
        "plays_ratio": round((before + seen["plays_s"]) / whole, 3),
        "understood_ratio": round((before + seen["understood_s"]) / whole, 3),
    }


def _here(folder: Path) -> Seconds:
    environment = {**_bare(folder), "SONMAT_MODELS": str(models_folder())}
    return Demo(folder, ROOT, sys.executable, environment).served(until_built=False)


def _bare(folder: Path) -> dict[str, str]:
    """A home of its own with nothing in it; how the registry is reached stays as it is."""
    own = ("SONMAT_", "XDG_", "PYTHON", "VIRTUAL_ENV", "MAKE")
    kept = {name: text for name, text in os.environ.items() if not name.startswith(own)}
    home = folder / "home"
    home.mkdir()
    return {
        **kept, "HOME": str(home), "PIP_NO_CACHE_DIR": "1", "SONMAT_DATA": str(folder / "data"),
        "SONMAT_SITE_KEY_FILE": str(folder / "site.key"),
    }  # fmt: skip


@dataclass(frozen=True)
class Demo:
    """The demo of one checkout, served by one Python."""

    folder: Path
    place: Path
    python: str
    environment: dict[str, str]

    def timed(self, *words: str) -> float:
        started = time.monotonic()
        subprocess.run(
            words, cwd=self.place, env=self.environment, check=True, stdout=subprocess.DEVNULL
        )
        return round(time.monotonic() - started, 1)

    def served(self, until_built: bool) -> Seconds:
        """Seconds from the last command to each thing that it brings."""
        seen: Seconds = {}
        started = time.monotonic()
        with self._running() as said:

            def see(name: str, there: Callable[[], bool]) -> None:
                while not there():
                    if time.monotonic() - started > LONGEST_S:
                        raise RuntimeError(f"{name} did not come: {said.read_text()[-2000:]}")
                    time.sleep(POLL_S)
                seen[name] = round(time.monotonic() - started, 1)

            see("answers_s", lambda: ANSWERS in said.read_text())
            site = Site.open(
                Settings(data=self.folder / "data", site_key_file=self.folder / "site.key")
            )
            see("plays_s", lambda: _has(site, Kind.PROXY))
            if until_built:
                see("understood_s", lambda: _has(site, Kind.TIMELINE))
                see("built_s", lambda: BUILT in said.read_text())
            site.close()
        return seen

    @contextmanager
    def _running(self) -> Iterator[Path]:
        said = self.folder / "said"
        words = ["demo", "--port", str(free_port()), "--out", str(self.folder / "out")]
        with said.open("w") as out:
            served = subprocess.Popen(
                [self.python, "-m", "app.cli", *words],
                cwd=self.place, env=self.environment, stdout=out, stderr=out,
            )  # fmt: skip
        try:
            yield said
        finally:
            served.terminate()
            served.wait(timeout=60)


def _has(site: Site, kind: Kind) -> bool:
    found = sessions.list_sessions(site, OWNER)
    return any(artifacts.newest(site, session.id, kind) for session in found)


def _summed(rounds: list[Seconds]) -> dict[str, Any]:
    names = rounds[0].keys()
    return {
        "command": "python -m benchmarks.first",
        "peer": "the same demo built whole before anything is served, in the same run",
        "n": len(rounds),
        **{name: round(median(one[name] for one in rounds), 3) for name in names},
        **{
            f"{name}_{end.__name__}": end(one[name] for one in rounds)
            for name in names
            if name.endswith("ratio")
            for end in (min, max)
        },
        "rounds": rounds,
    }


if __name__ == "__main__":
    main()
