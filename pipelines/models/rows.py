"""The rows of ``models.toml``, and where the folders of weights lie."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from data_schemas.errors import ModelError
from pipelines.models.sources import Part, Source

_MANIFEST = Path(__file__).with_name("models.toml")


@dataclass(frozen=True)
class Model:
    """A row of the manifest. ``file`` is empty where the folder itself is the model.

    What is ``optional`` is fetched, listed and checked only where somebody asks for it by name.
    """

    name: str
    licence: str
    convert: str
    sources: tuple[Source, ...]
    file: str = ""
    content: str = ""
    optional: bool = False

    @property
    def digest(self) -> str:
        """What stands in results: of the tensors if we convert them, else of the raw file."""
        return self.content or self.sources[0].sha256


@cache
def manifest() -> dict[str, Model]:
    """All models by name."""
    rows = tomllib.loads(_MANIFEST.read_text(encoding="utf-8"))
    return {name: _model(name, row) for name, row in rows.items()}


def models_folder() -> Path:
    """Where weights live; shared by all data folders."""
    default = Path.home() / ".cache" / "sonmat" / "models"
    return Path(os.environ.get("SONMAT_MODELS") or default).expanduser().absolute()


def known(name: str) -> Model:
    """The row of a model; ``ModelError`` naming all of them if there is none."""
    model = manifest().get(name)
    if model is None:
        raise ModelError(f"There is no model {name!r}: choose one of {', '.join(manifest())}.")
    return model


def path_of(model: Model) -> Path:
    """Its file or its folder, be it here or not."""
    folder = models_folder() / model.name
    return folder / model.file if model.file else folder


def _model(name: str, row: dict[str, Any]) -> Model:
    sources = tuple(
        Source(**{**source, "wheels": tuple(Part(**part) for part in source.get("wheels", ()))})
        for source in row.pop("sources")
    )
    return Model(name=name, sources=sources, **row)
