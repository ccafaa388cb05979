"""A folder of a release in an object store, whole or not there: its last file is the mark of it.

A store has no rename, so files come one by one. Until the last is there, a marker says that they
belong to a release that is not whole; a later attempt may write over them, nobody else's files.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import fsspec

from capture.finished import Finished
from data_schemas.errors import InputError, NeedsSoftware, StoreAway, StoreError

STORES = ("s3", "gs", "az")
MARK = "sonmat-partial"
CHUNK = 1 << 20
AWAY = "The object store does not answer: check its address and credentials."


def is_remote(out: str) -> bool:
    """Whether ``out`` is a URL, such as ``s3://bucket/release``, and no folder."""
    return "://" in out


def push(folder: Path, names: Sequence[str], url: str, finished: Finished) -> None:
    """Copy the files ``names`` of ``folder`` to ``url``, in this order; the last makes it whole.

    ``finished`` knows what an attempt that was killed had copied. Raises InputError for a place
    that is not empty, StoreError where the store does not answer; then nothing is left there.
    """
    with reaching():
        fs, root = _opened(url)
        found = _look(fs, root)
        fs.pipe_file(f"{root}/{MARK}", b"a release that is not whole yet\n")
        try:
            for name in found - {MARK, *names}:
                fs.rm_file(f"{root}/{name}")
            for name in names[:-1]:
                put = partial(fs.put_file, str(folder / name), f"{root}/{name}")
                finished.step(f"sent/{name}", put, again=name not in found)
            fs.pipe_file(f"{root}/{names[-1]}", (folder / names[-1]).read_bytes())
        except BaseException:
            with suppress(Exception):
                _remove(fs, root)
            raise
        fs.rm_file(f"{root}/{MARK}")


def pieces(url: str, name: str) -> Generator[bytes, None, None]:
    """The bytes of the file ``name`` at ``url``, as they come.

    Raises InputError where there is none, StoreError where the store does not answer.
    """
    with reaching():
        fs, root = _opened(url)
        try:
            with fs.open(f"{root}/{name}", "rb") as file:
                while piece := file.read(CHUNK):
                    yield piece
        except FileNotFoundError:
            raise InputError(
                f"There is no {name} at that address: check it, or ask its site."
            ) from None


def refuse_used(url: str) -> None:
    """InputError if there is anything at ``url`` but what an attempt that was killed left."""
    with reaching():
        fs, root = _opened(url)
        _look(fs, root)


@contextmanager
def reaching() -> Iterator[None]:
    """Each client library has its own errors for one thing: the store was not reached."""
    try:
        yield
    except (InputError, StoreError, NeedsSoftware):
        raise
    except Exception as error:
        raise StoreAway(AWAY) from error


def _opened(url: str) -> tuple[Any, str]:
    kind = url.split("://")[0]
    if kind not in STORES:
        known = ", ".join(f"{one}://" for one in STORES)
        raise InputError(f"{kind}:// is no store that a release can go to; choose from {known}")
    try:
        fs, root = fsspec.core.url_to_fs(url)
    except ImportError:
        raise NeedsSoftware(
            "An object store needs an extra: run pip install 'sonmat[s3]'."
        ) from None
    fs.invalidate_cache()
    return fs, str(root).rstrip("/")


def _look(fs: Any, root: str) -> set[str]:
    try:
        found = {str(one)[len(root) :].lstrip("/") for one in fs.find(root)}
    except FileNotFoundError:
        found = set()
    if found and MARK not in found:
        raise InputError("there is something at that address already; choose a new one")
    return found


def _remove(fs: Any, root: str) -> None:
    for one in fs.find(root):
        fs.rm_file(str(one))
