"""Write a release: beside its place first, then moved there in one step, whole or not at all."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from data_schemas.errors import InputError, StorageFull
from data_schemas.value import Value
from pipelines.release.bag import write_tags
from pipelines.release.bundle import Bundle
from pipelines.release.formats import FORMATS

MARK = ".sonmat-partial"


class Packaged(Value):
    """``digest`` is over the sorted list of payload files with their hashes."""

    digest: str
    formats: tuple[str, ...]
    files: int
    size: int


def package(bundle: Bundle, formats: Iterable[str], out: Path, forbidden: Path) -> Packaged:
    """Write ``out`` as a BagIt folder with one folder a format under ``data/``.

    The same bundle gives the same bytes. ``forbidden`` is the data folder: no readable copy goes
    inside it. ``InputError`` for a place or a format that cannot be used; after any failure
    nothing readable is left, and what a killed process left is cleared by the next attempt.
    """
    chosen = _chosen(formats)
    if not bundle.records:
        raise InputError("the release would be empty; choose sessions with at least one segment")
    with writing(out, forbidden) as draft:
        for name in chosen:
            folder = draft / "data" / name
            folder.mkdir(parents=True)
            FORMATS[name](bundle, folder)
        digest = write_tags(draft, bundle.name, bundle.created_at, bundle.provenance.software)
        payload = [path for path in (draft / "data").rglob("*") if path.is_file()]
        made = Packaged(
            digest=digest,
            formats=chosen,
            files=len(payload),
            size=sum(path.stat().st_size for path in payload),
        )
    return made


@contextmanager
def writing(out: Path, forbidden: Path) -> Iterator[Path]:
    """A folder beside ``out`` to write into, which becomes ``out`` at the end of the block.

    ``forbidden`` is the data folder. InputError and StorageFull as in ``package``.
    """
    target = _place(out, forbidden)
    with _speaking(target), _draft(target) as draft:
        yield draft
        _settle(draft, target)


def _chosen(formats: Iterable[str]) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(formats))
    unknown = [name for name in chosen if name not in FORMATS]
    if unknown or not chosen:
        what = f"there is no release format {unknown[0]!r}" if unknown else "no format was chosen"
        raise InputError(f"{what}; choose from {', '.join(sorted(FORMATS))}")
    return chosen


def _place(out: Path, forbidden: Path) -> Path:
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
def _draft(target: Path) -> Iterator[Path]:
    """``<target>.partial``, open to this user only; gone at the end unless it was moved."""
    draft = target.with_name(f"{target.name}.partial")
    target.parent.mkdir(parents=True, exist_ok=True)
    lock = _claim(draft)
    try:
        yield draft
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    finally:
        os.close(lock)


def _claim(draft: Path) -> int:
    """Lock on the folder, empty but for its mark. What a dead process left is cleared first."""
    if draft.is_symlink() or (draft.exists() and not draft.is_dir()):
        raise InputError(f"{draft.name} stands in the way; remove it")
    draft.mkdir(mode=0o700, exist_ok=True)
    lock = os.open(draft, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _clear(draft)
    except BlockingIOError:
        os.close(lock)
        raise InputError("another release is being written there; wait for it to end") from None
    except BaseException:
        os.close(lock)
        raise
    return lock


def _clear(draft: Path) -> None:
    left = {path.name for path in draft.iterdir()}
    if left and not left & {MARK, "bagit.txt"}:
        raise InputError(f"{draft.name} holds files that are not of a release; move them away")
    (draft / MARK).touch(mode=0o600)
    for name in left - {MARK}:
        path = draft / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
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
def _speaking(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull(
                f"no room is left where {target.name} goes; free some space and try again"
            ) from error
        raise InputError(
            f"{target.name} cannot be written ({error.strerror or 'no reason given'}); "
            "choose another folder"
        ) from error
