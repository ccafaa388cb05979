"""Weights are data: listed in ``models.toml``, fetched only on request, pinned by SHA-256.

They live in ``SONMAT_MODELS`` (default ``~/.cache/sonmat/models``), one folder a model, together
with ``made.json``: the digests of the files that conversion made, so that ``verify`` notices
later damage.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from data_schemas.errors import ModelError
from data_schemas.value import Value
from pipelines.models import rows
from pipelines.models.here import Check, check_one, is_pinned, made_here
from pipelines.models.making import Kept, fetch_one, take_kept
from pipelines.models.packs import write_pack
from pipelines.models.places import locked
from pipelines.models.rows import Model, known, models_folder, path_of
from pipelines.models.sources import Get, get

__all__ = [
    "Check", "Model", "ModelInfo", "Progress", "check", "fetch", "list_models", "model_digest",
    "model_path", "models_folder", "pack", "verify",
]  # fmt: skip

Progress = Callable[[str, float], None]


class ModelInfo(Value):
    """``sha256`` is of what lies at ``path`` (a folder: of its list of files), else the pin."""

    name: str
    path: Path
    sha256: str
    present: bool
    licence: str
    source: str


def list_models(everything: bool = False) -> tuple[ModelInfo, ...]:
    """Every model that is needed or here; with ``everything`` those that could be fetched too."""
    found = ((model, _info(model)) for model in rows.manifest().values())
    return tuple(info for model, info in found if everything or info.present or not model.optional)


def model_path(name: str) -> Path:
    """The file or folder of a model; ``ModelError`` if it is not here."""
    model = known(name)
    if made_here(model) is None:
        raise ModelError(f"The model {name} is not on this machine: run `sonmat models fetch`.")
    return path_of(model)


def model_digest(name: str) -> str:
    """The pinned digest of a model's weights, in hex; the same on every machine."""
    return known(name).digest


def fetch(
    names: Sequence[str] | None = None,
    progress: Progress | None = None,
    get_raw: Get = get,
    kept: Kept = lambda _model: None,
) -> tuple[str, ...]:
    """Fetch what is missing or damaged; all that is needed if no names are given.

    What the site keeps (``kept``) is taken before anything else is asked. Returns the names of
    what was fetched.

    A model appears whole or not at all. Two processes may fetch at once: the second waits.
    ``ModelError`` where no source answers or the bytes are not the pinned ones.
    """
    wanted = [known(name) for name in names or _needed()]
    folder = models_folder()
    folder.mkdir(parents=True, exist_ok=True)
    report = progress or (lambda _name, _share: None)
    fetched = []
    for model in wanted:
        report(model.name, 0.0)
        with locked(folder, model.name):
            if not check_one(model).sound:
                if not take_kept(model, folder, kept):
                    fetch_one(model, folder, get_raw)
                fetched.append(model.name)
        report(model.name, 1.0)
    return tuple(fetched)


def pack(name: str, out: BinaryIO) -> None:
    """Write a model's files for ``fetch`` on another machine. ``ModelError`` if they are not the
    pinned ones."""
    model = known(name)
    folder = models_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder, name):
        found = check_one(model)
        if not found.sound or not is_pinned(model, folder / name):
            raise ModelError(f"The weights of {name} are not shared. {found.reason}")
        write_pack(folder / name, out)


def check(names: Sequence[str] | None = None) -> tuple[Check, ...]:
    """Read every file of the models again and compare it with what conversion made."""
    return tuple(check_one(known(name)) for name in names or _needed())


def verify(names: Sequence[str] | None = None) -> None:
    """``ModelError`` naming the models that are missing or damaged, if there are any."""
    unsound = [found.name for found in check(names) if not found.sound]
    if unsound:
        raise ModelError(
            f"These models are missing or damaged: {', '.join(unsound)}; run `sonmat models fetch`."
        )


def _needed() -> list[str]:
    """What is not optional, and what is optional but here."""
    return [model.name for model in list_models()]


def _info(model: Model) -> ModelInfo:
    made = made_here(model)
    return ModelInfo(
        name=model.name,
        path=path_of(model),
        sha256=_result_digest(model, made["files"]) if made else model.sources[0].sha256,
        present=made is not None,
        licence=model.licence,
        source=made["source"] if made else str(model.sources[0]),
    )


def _result_digest(model: Model, files: dict[str, str]) -> str:
    if model.file:
        return files[model.file]
    listing = "".join(f"{digest}  {name}\n" for name, digest in sorted(files.items()))
    return hashlib.sha256(listing.encode()).hexdigest()
