"""The folder of weights: a model appears in it whole or not at all, for one process at a time."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(folder: Path, name: str) -> Iterator[None]:
    """One process at a time for each model; leftovers of a killed one are removed."""
    with (folder / f".lock-{name}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in folder.glob(f"{_temporary(name)}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


@contextmanager
def workshop(folder: Path, name: str) -> Iterator[Path]:
    """A folder of its own in which a model is made, gone afterwards; the caller has the lock."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=_temporary(name)) as temporary:
        yield Path(temporary)


def put_in_place(made: Path, target: Path) -> None:
    """Make ``made``, in a workshop beside it, the model ``target``; a damaged one goes away."""
    _sync(made)
    if target.exists():
        target.rename(made.with_name("damaged"))
    made.rename(target)
    _sync_folder(target.parent)


def _temporary(name: str) -> str:
    return f".fetch-{name}-"


def _sync(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o644)
            with path.open("rb") as file:
                os.fsync(file.fileno())
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
