"""What lies on this machine of a model, and whether it is what was made of the pinned bytes."""

from __future__ import annotations

import importlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.models.rows import Model, models_folder
from pipelines.models.sources import file_digest

MADE = "made.json"


@dataclass(frozen=True)
class Check:
    """The outcome of verifying one model; ``reason`` is a sentence."""

    name: str
    sound: bool
    reason: str


def made_here(model: Model) -> dict[str, Any] | None:
    """What was noted when the model was made; None if it is not here or another one is pinned."""
    made = note_in(models_folder() / model.name)
    return made if made is not None and made.get("digest") == model.digest else None


def note_in(folder: Path) -> dict[str, Any] | None:
    """What making noted in a folder; None where nothing readable is."""
    try:
        note = json.loads((folder / MADE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return note if isinstance(note, dict) else None


def check_one(model: Model) -> Check:
    """Read every file of a model again."""
    made = made_here(model)
    if made is None:
        return Check(model.name, False, "It is not on this machine: run `sonmat models fetch`.")
    folder = models_folder() / model.name
    if digests_of(folder) != made["files"]:
        return Check(model.name, False, "Its files are damaged: run `sonmat models fetch`.")
    return Check(model.name, True, "Its files are the pinned ones.")


def is_pinned(model: Model, made: Path) -> bool:
    """Whether the files are those of their note, and what is pinned of them is as pinned."""
    note = note_in(made)
    if note is None or note.get("digest") != model.digest or note.get("files") != digests_of(made):
        return False
    pins = {model.content} if model.content else {source.sha256 for source in model.sources}
    try:
        return converter(model).digest_of(made) in pins
    except Exception:  # whatever a library says of what is no model
        return False


def digests_of(folder: Path) -> dict[str, str]:
    """SHA-256 in hex of every file but the note, by its path in the folder."""
    return {
        str(path.relative_to(folder).as_posix()): file_digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MADE
    }


def converter(model: Model) -> Any:
    """The module that makes a model of its raw file (``pipelines/convert``)."""
    return importlib.import_module(f"pipelines.convert.{model.convert}")
