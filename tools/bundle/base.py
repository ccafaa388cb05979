"""What the parts of a bundle share: where things lie, and running a program that must succeed."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from data_schemas.errors import SonmatError

ROOT = Path(__file__).parents[2]


class CannotBundle(SonmatError):
    """A part of the bundle cannot be had here; the sentence says which, and what to do."""


def run(
    command: Sequence[str | Path],
    else_say: str,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
) -> str:
    """What the program prints. ``CannotBundle`` with ``else_say`` and its last words otherwise."""
    done = subprocess.run(
        [*map(str, command)], capture_output=True, text=True, check=False, cwd=cwd, env=env
    )
    if done.returncode:
        raise CannotBundle(f"{else_say} It says: {done.stderr.strip()[-2000:]}")
    return done.stdout
