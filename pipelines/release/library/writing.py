"""A catalogue as a folder: ours to merge, DCAT and Croissant for others, two pages for people."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from capture.outgoing import writing
from data_schemas.catalogue import Catalogue
from pipelines.deidentify.say import Tongues
from pipelines.release.library.croissant import croissant
from pipelines.release.library.dcat import dcat
from pipelines.release.library.merging import FILE
from pipelines.release.library.page import PAGES, page

FIRST = (1980, 1, 1, 0, 0, 0)


def write(catalogue: Catalogue, out: Path, forbidden: Path, tongues: Tongues) -> tuple[str, ...]:
    """Write it to the new folder ``out``, whole or not at all; its files.

    ``forbidden`` is the data folder. The same catalogue gives the same bytes. Raises InputError
    for a place that cannot be used, and StorageFull.
    """
    names = []
    with writing(out, forbidden) as draft:
        for name, text in files(catalogue, tongues):
            (draft / name).parent.mkdir(exist_ok=True)
            (draft / name).write_text(text, encoding="utf-8", newline="\n")
            names.append(name)
    return tuple(names)


def files(catalogue: Catalogue, tongues: Tongues) -> Iterator[tuple[str, str]]:
    """(path in the folder, content) of each file."""
    yield FILE, catalogue.model_dump_json(indent=1) + "\n"
    yield "catalogue.jsonld", _text(dcat(catalogue))
    for language, name in PAGES.items():
        yield name, page(catalogue, tongues(language), language)
    for one in catalogue.offerings:
        yield f"croissant/{one.id}.json", _text(croissant(one))


def zipped(catalogue: Catalogue, tongues: Tongues) -> bytes:
    """The same folder as one ZIP file; the same catalogue gives the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files(catalogue, tongues):
            # The first moment that ZIP knows: the time of writing is nobody's matter.
            archive.writestr(zipfile.ZipInfo(f"data-library/{name}", FIRST), text)
    return made.getvalue()


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
