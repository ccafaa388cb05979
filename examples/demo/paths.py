"""Where frozen voices and the baked body are kept, and how files are written."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class DemoError(RuntimeError):
    """Something the user can mend; the message is one clear sentence."""


def cache_dir() -> Path:
    """The demo's cache: ``SONMAT_CACHE``/demo, or ``~/.cache/sonmat/demo``."""
    root = os.environ.get("SONMAT_CACHE")
    folder = (Path(root) if root else Path.home() / ".cache" / "sonmat") / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def atomic(path: Path) -> Iterator[Path]:
    """Yield a temporary name beside ``path``; it becomes ``path`` only on success."""
    temp = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        yield temp
        with temp.open("rb") as done:
            os.fsync(done.fileno())
        temp.replace(path)
    finally:
        temp.unlink(missing_ok=True)
