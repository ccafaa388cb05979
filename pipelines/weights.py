"""Weights of speech by name or by path, read again and compared before they are used.

A name is a row of ``models.toml``. A path is a checkpoint of openai-whisper (``.pt``), or a folder
that holds one, or a CTranslate2 folder (``model.bin``); what is converted from it is kept under
``SONMAT_MODELS`` so that it is made once.
"""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from data_schemas.errors import ModelError
from pipelines.models import model_digest, model_path, models_folder, verify
from pipelines.models.places import locked
from pipelines.models.sources import file_digest

_DERIVED = ".derived"
_DONE = ".done"


def is_path(name: str) -> bool:
    """Whether ``name`` means a place on this machine and not a row of the manifest."""
    return "/" in name or "\\" in name or name.endswith((".pt", ".bin"))


def is_here(name: str) -> bool:
    """Whether this machine has the weights; ``verify`` reads them, too."""
    try:
        return (_local(name) if is_path(name) else model_path(name)).exists()
    except ModelError:
        return False


def weights_digest(name: str) -> str:
    """What stands in results: the manifest's digest, or the SHA-256 of a local file."""
    if not is_path(name):
        return model_digest(name)
    source = _local(name)
    stat = source.stat()
    return _digest(source, stat.st_size, stat.st_mtime_ns)


def checkpoint(name: str) -> Path:
    """The openai-whisper checkpoint of a model. ``ModelError`` if it is missing or damaged."""
    if not is_path(name):
        verify([name])
        return model_path(name)
    source = _local(name)
    if source.suffix == ".pt":
        return source
    return derived(name, "pt", lambda out: _from_ct2(source, out)) / "model.pt"


def derived(name: str, form: str, make: Callable[[Path], None]) -> Path:
    """The folder that ``make`` fills once for these weights; it appears whole or not at all."""
    home = models_folder() / _DERIVED
    home.mkdir(parents=True, exist_ok=True)
    label = f"{weights_digest(name)[:32]}-{form}"
    folder = home / label
    with locked(home, label):
        if not (folder / _DONE).exists():
            with tempfile.TemporaryDirectory(dir=home, prefix=f".fetch-{label}-") as temporary:
                made = Path(temporary) / "made"
                made.mkdir()
                make(made)
                (made / _DONE).touch()
                made.rename(folder)
    return folder


def _local(name: str) -> Path:
    path = Path(name).expanduser()
    for found in (path, path / "model.pt", path / "model.bin"):
        if found.is_file():
            return found.absolute()
    raise ModelError(
        f"There are no Whisper weights at {name}: name a .pt file, or a folder with model.pt or "
        "model.bin in it."
    )


@cache
def _digest(path: Path, _size: int, _changed: int) -> str:
    return file_digest(path)


def _from_ct2(source: Path, out: Path) -> None:
    importlib.import_module("pipelines.convert.whisper_ct2").convert(source, out)
