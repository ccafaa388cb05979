"""The files of one model as one stream of bytes (tar), for a store that keeps whole things."""

from __future__ import annotations

import re
import shutil
import tarfile
from pathlib import Path
from typing import IO

from data_schemas.errors import ModelError

_NAME = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_.-]*/){0,2}[A-Za-z0-9_][A-Za-z0-9_.-]*")
_BLOCK = 1 << 20


def write_pack(folder: Path, out: IO[bytes]) -> None:
    """Every file of ``folder``, in the order of names and without owners and times."""
    with tarfile.open(fileobj=out, mode="w|", bufsize=_BLOCK) as pack:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            entry = tarfile.TarInfo(path.relative_to(folder).as_posix())
            entry.size = path.stat().st_size
            with path.open("rb") as file:
                pack.addfile(entry, file)


def read_pack(source: IO[bytes], folder: Path) -> None:
    """The files of a pack into the empty ``folder``, and nothing outside of it.

    ModelError for what ``write_pack`` did not write.
    """
    try:
        with tarfile.open(fileobj=source, mode="r|", bufsize=_BLOCK) as pack:
            for entry in pack:
                file = pack.extractfile(entry) if entry.isreg() else None
                if file is None or not _NAME.fullmatch(entry.name):
                    raise ModelError("This is no pack of weights.")
                target = folder / entry.name
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("xb") as out:
                    shutil.copyfileobj(file, out, _BLOCK)
    except (tarfile.TarError, EOFError, FileExistsError) as error:
        raise ModelError("This is no pack of weights.") from error
