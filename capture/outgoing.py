"""Folders that leave the vault readable: written beside their place, then moved there in one step.

Whole or not at all. After a failure nothing is left. What a killed process left, for this user's
eyes alone, is cleared by the next attempt, which keeps of it only what it would write again just so
(``capture.finished``).
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from capture.finished import Finished
from data_schemas.errors import InputError, StorageFull

MARK = ".sonmat-partial"


@contextmanager
def writing(out: Path, forbidden: Path, finished: Finished | None = None) -> Iterator[Path]:
    """A folder beside ``out`` to write into, which becomes ``out`` at the end of the block.

    ``forbidden`` is the data folder; ``finished`` knows what holds of an attempt that was killed.
    Raises InputError for a place that cannot be used, and StorageFull.
    """
    target = place(out, forbidden)
    with speaking(target.name):
        target.parent.mkdir(parents=True, exist_ok=True)
        with _draft(beside(target), finished or Finished()) as draft:
            yield draft
            _settle(draft, target)


@contextmanager
def passing(goal: str, forbidden: Path, finished: Finished | None = None) -> Iterator[Path]:
    """A folder of this user's alone to write into what then goes to ``goal`` by another way.

    It lies in the folder for temporary files (``TMPDIR``), never at ``goal``, and is gone at the
    end, also after a failure. Raises InputError and StorageFull.
    """
    draft = passage(goal)
    if draft.is_relative_to(forbidden.resolve()):
        raise InputError("TMPDIR lies inside the data folder, where nothing may be readable")
    with speaking(draft.name), _draft(draft, finished or Finished()):
        yield draft
        shutil.rmtree(draft)


def passage(goal: str) -> Path:
    """Where ``passing`` writes what goes to ``goal``."""
    name = hashlib.sha256(goal.encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()).resolve() / f"sonmat-{os.getuid()}-{name}.partial"


def beside(target: Path) -> Path:
    """Where ``writing`` writes what becomes ``target``."""
    return target.with_name(f"{target.name}.partial")


def place(out: Path, forbidden: Path) -> Path:
    """``out`` without links. InputError inside the data folder, or where there is something."""
    target = out.resolve()
    if target.is_relative_to(forbidden.resolve()):
        raise InputError(
            f"{out.name} lies inside the data folder, where nothing may be readable; "
            "choose a folder outside of it"
        )
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputError(f"{out.name} exists already and is not empty; choose a new folder")
    return target


@contextmanager
def _draft(draft: Path, finished: Finished) -> Iterator[Path]:
    """``draft``, open to this user only; gone at the end unless it was moved."""
    lock = _claim(draft, finished)
    try:
        yield draft
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    finally:
        os.close(lock)


def _claim(draft: Path, finished: Finished) -> int:
    """Lock on the folder, empty but for its mark and what holds of a process that was killed."""
    if draft.is_symlink() or (draft.exists() and not draft.is_dir()):
        raise InputError(f"{draft.name} stands in the way; remove it")
    draft.mkdir(mode=0o700, exist_ok=True)
    lock = os.open(draft, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        _only_ours(draft.name, os.fstat(lock))
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _clear(draft, finished)
    except BlockingIOError:
        os.close(lock)
        raise InputError("another release is being written there; wait for it to end") from None
    except BaseException:
        os.close(lock)
        raise
    return lock


def _only_ours(name: str, found: os.stat_result) -> None:
    if found.st_uid != os.getuid():
        raise InputError(f"{name} belongs to somebody else; choose another place")


def _clear(draft: Path, finished: Finished) -> None:
    left = {path.name for path in draft.iterdir()}
    if left and not left & {MARK, f"{MARK}.new", "bagit.txt"}:
        raise InputError(f"{draft.name} holds files that are not of a release; move them away")
    mark = draft / MARK
    if mark.is_symlink() or stat.S_IMODE(draft.stat().st_mode) & 0o077:
        # whoever could write here could have written the list, too
        mark.unlink(missing_ok=True)
    draft.chmod(0o700)
    mark.touch(mode=0o600)
    kept = {mark, *finished.open(draft, mark)}
    for folder, folders, files in os.walk(draft, topdown=False):
        for path in (Path(folder) / name for name in (*files, *folders)):
            if path.is_dir() and not path.is_symlink():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path not in kept:
                path.unlink()


def _settle(draft: Path, target: Path) -> None:
    """Everything on the disk first, then the name."""
    for folder, _, files in os.walk(draft):
        for name in files:
            _sync(Path(folder) / name)
        _sync(Path(folder))
    (draft / MARK).unlink()
    _sync(draft)
    draft.rename(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Errors of the system as a sentence about ``name``, the place that is written to."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull(
                f"no room is left where {name} goes; free some space and try again"
            ) from error
        raise InputError(
            f"{name} cannot be written ({error.strerror or 'no reason given'}); "
            "choose another folder"
        ) from error
