"""A bundle of a few small files under the real installer and list: enough to be refused."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.bundle import sums
from tools.bundle.parts import WRITTEN

WHEEL = "wheels/six-1.17.0-py2.py3-none-any.whl"
MODEL = "models/whisper-base/model.pt"


@dataclass(frozen=True)
class Told:
    """How the installer ended, and what it said."""

    code: int
    said: str

    @property
    def last(self) -> str:
        return self.said.strip().splitlines()[-1]


def make(folder: Path, needs_mb: int = 1) -> Path:
    """The bundle, whole and unsigned."""
    for path in WRITTEN.iterdir():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / path.name)
    for name in (WHEEL, MODEL, "site/NOTICE", "models/whisper-base/made.json"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"the bytes of {name}\n")
    (folder / "bundle.txt").write_text(f"sonmat 0.1.0\nneeds_mb {needs_mb}\n")
    sums.write(folder)
    return folder


def install(
    bundle: Path, *words: str | Path, cwd: Path | None = None, within: Sequence[str] = ()
) -> Told:
    """As a user types it, with an empty home beside the bundle."""
    home = bundle.parent / "home"
    home.mkdir(exist_ok=True)
    done = subprocess.run(
        [*within, "sh", str(bundle / "install.sh"), *map(str, words)],
        capture_output=True, text=True, check=False, cwd=cwd or home,
        env={"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"},
    )  # fmt: skip
    return Told(done.returncode, done.stderr + done.stdout)


def everything(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))
