"""Weights are data: listed in ``models.toml``, fetched only on request, pinned by SHA-256.

They live in ``SONMAT_MODELS`` (default ``~/.cache/sonmat/models``), one folder a model, together
with ``made.json``: the digests of the files that conversion made, so that ``verify`` notices
later damage.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import shutil
import tomllib
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from data_schemas.errors import ModelError, Tampered
from data_schemas.value import Value
from pipelines.model_packs import read_pack, write_pack
from pipelines.model_places import locked, put_in_place, workshop
from pipelines.model_sources import Get, Part, Source, Unreachable, accept, file_digest, get

Progress = Callable[[str, float], None]

_MANIFEST = Path(__file__).with_name("models.toml")
_MADE = "made.json"


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


# Opens the pack of a model that a site keeps; None where it keeps none.
Kept = Callable[[Model], BinaryIO | None]


class ModelInfo(Value):
    """``sha256`` is of what lies at ``path`` (a folder: of its list of files), else the pin."""

    name: str
    path: Path
    sha256: str
    present: bool
    licence: str
    source: str


@dataclass(frozen=True)
class Check:
    """The outcome of verifying one model; ``reason`` is a sentence."""

    name: str
    sound: bool
    reason: str


@cache
def manifest() -> dict[str, Model]:
    """All models by name."""
    rows = tomllib.loads(_MANIFEST.read_text(encoding="utf-8"))
    return {name: _model(name, row) for name, row in rows.items()}


def models_folder() -> Path:
    """Where weights live; shared by all data folders."""
    default = Path.home() / ".cache" / "sonmat" / "models"
    return Path(os.environ.get("SONMAT_MODELS") or default).expanduser().absolute()


def list_models(everything: bool = False) -> tuple[ModelInfo, ...]:
    """Every model that is needed or here; with ``everything`` those that could be fetched too."""
    rows = ((model, _info(model)) for model in manifest().values())
    return tuple(info for model, info in rows if everything or info.present or not model.optional)


def model_path(name: str) -> Path:
    """The file or folder of a model; ``ModelError`` if it is not here."""
    model = _known(name)
    if _made(model) is None:
        raise ModelError(f"The model {name} is not on this machine: run `sonmat models fetch`.")
    return _path(model)


def model_digest(name: str) -> str:
    """The pinned digest of a model's weights, in hex; the same on every machine."""
    return _known(name).digest


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
    wanted = [_known(name) for name in names or _needed()]
    folder = models_folder()
    folder.mkdir(parents=True, exist_ok=True)
    report = progress or (lambda _name, _share: None)
    fetched = []
    for model in wanted:
        report(model.name, 0.0)
        with locked(folder, model.name):
            if not _check(model).sound:
                if not _take_kept(model, folder, kept):
                    _fetch_one(model, folder, get_raw)
                fetched.append(model.name)
        report(model.name, 1.0)
    return tuple(fetched)


def pack(name: str, out: BinaryIO) -> None:
    """Write a model's files for ``fetch`` on another machine. ``ModelError`` if they are not the
    pinned ones."""
    model = _known(name)
    folder = models_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder, name):
        found = _check(model)
        if not found.sound or not _is_pinned(model, folder / name):
            raise ModelError(f"The weights of {name} are not shared. {found.reason}")
        write_pack(folder / name, out)


def check(names: Sequence[str] | None = None) -> tuple[Check, ...]:
    """Read every file of the models again and compare it with what conversion made."""
    return tuple(_check(_known(name)) for name in names or _needed())


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


def _model(name: str, row: dict[str, Any]) -> Model:
    sources = tuple(
        Source(**{**source, "wheels": tuple(Part(**part) for part in source.get("wheels", ()))})
        for source in row.pop("sources")
    )
    return Model(name=name, sources=sources, **row)


def _known(name: str) -> Model:
    model = manifest().get(name)
    if model is None:
        raise ModelError(f"There is no model {name!r}: choose one of {', '.join(manifest())}.")
    return model


def _path(model: Model) -> Path:
    folder = models_folder() / model.name
    return folder / model.file if model.file else folder


def _made(model: Model) -> dict[str, Any] | None:
    """What was noted when the model was made; None if it is not here or another one is pinned."""
    made = _note(models_folder() / model.name)
    return made if made is not None and made.get("digest") == model.digest else None


def _note(folder: Path) -> dict[str, Any] | None:
    try:
        note = json.loads((folder / _MADE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return note if isinstance(note, dict) else None


def _info(model: Model) -> ModelInfo:
    made = _made(model)
    return ModelInfo(
        name=model.name,
        path=_path(model),
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


def _check(model: Model) -> Check:
    made = _made(model)
    if made is None:
        return Check(model.name, False, "It is not on this machine: run `sonmat models fetch`.")
    folder = models_folder() / model.name
    if _digests(folder) != made["files"]:
        return Check(model.name, False, "Its files are damaged: run `sonmat models fetch`.")
    return Check(model.name, True, "Its files are the pinned ones.")


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder).as_posix()): file_digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != _MADE
    }


def _fetch_one(model: Model, folder: Path, get_raw: Get) -> None:
    with workshop(folder, model.name) as shop:
        source = _raw(model, shop, get_raw)
        made = shop / model.name
        made.mkdir()
        if _converter(model).convert(shop / "raw", made) != model.content:
            raise ModelError(
                f"The converted weights of {model.name} are not the pinned ones: tell the "
                "maintainers which versions of torch and safetensors are installed."
            )
        note = {"digest": model.digest, "source": str(source), "files": _digests(made)}
        (made / _MADE).write_text(json.dumps(note, indent=2), encoding="utf-8")
        put_in_place(made, folder / model.name)


def _take_kept(model: Model, folder: Path, kept: Kept) -> bool:
    """Place what the site keeps of a model; False where it keeps nothing.

    What was made from other bytes than the pinned ones is refused, whoever put it there.
    """
    with workshop(folder, model.name) as shop:
        made = shop / model.name
        made.mkdir()
        try:
            source = kept(model)
            if source is None:
                return False
            with closing(source):
                read_pack(source, made)
            is_good = _is_pinned(model, made)
        except (ModelError, Tampered):
            is_good = False
        if not is_good:
            raise ModelError(
                f"The weights of {model.name} that the site keeps are not the pinned ones and were"
                f" thrown away: run `sonmat models share {model.name}` on a machine that has them."
            )
        put_in_place(made, folder / model.name)
    return True


def _is_pinned(model: Model, made: Path) -> bool:
    """Whether the files are those of their note, and what is pinned of them is as pinned."""
    note = _note(made)
    if note is None or note.get("digest") != model.digest or note.get("files") != _digests(made):
        return False
    pins = {model.content} if model.content else {source.sha256 for source in model.sources}
    try:
        return _converter(model).digest_of(made) in pins
    except Exception:  # whatever a library says of what is no model
        return False


def _converter(model: Model) -> Any:
    return importlib.import_module(f"pipelines.convert.{model.convert}")


def _raw(model: Model, workshop: Path, get_raw: Get) -> Source:
    """The raw file of the first source that answers, accepted by its pin."""
    refused: ModelError | None = None
    for number, source in enumerate(model.sources):
        downloads = workshop / f"from{number}"
        downloads.mkdir()
        raw = workshop / "raw"
        try:
            with raw.open("wb") as out:
                get_raw(source, downloads, out)
            accept(source, raw)
            return source
        except Unreachable:
            continue
        except ModelError as error:
            refused = error
        finally:
            shutil.rmtree(downloads)
    raise refused or ModelError(
        f"The model {model.name} cannot be fetched, neither its publisher nor the package "
        "registry answers: connect this machine or set up pip's registry, then try again."
    )
