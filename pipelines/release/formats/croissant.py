"""Croissant 1.1: what the Parquet of a release holds, under which terms, as JSON-LD.

Written by hand as plain JSON; mlcroissant reads records with it, offline (in the tests). A record
set describes one Parquet file, since mlcroissant joins files only if they lie below the JSON:
``segments-<split>`` and ``frames-<session>``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.release.bag import sha256
from pipelines.release.bundle import Bundle
from pipelines.release.formats.croissant_about import CONTEXT, TERMS, about
from pipelines.release.formats.hf import step_names, write_segments
from pipelines.release.formats.hf_schema import Column, frame_columns, segment_columns
from pipelines.release.named import named
from pipelines.release.policy import policy, terms_of

TYPES = {
    "string": "sc:Text", "bool": "sc:Boolean", "float32": "cr:Float32", "float64": "cr:Float64",
    "int32": "cr:Int32", "int64": "cr:Int64",
}  # fmt: skip
# What a column is beside its type.
MEANT = {"split": "cr:Split", "step": "cr:Label"}


@dataclass(frozen=True)
class Table:
    """One Parquet file; ``url`` leads to it from the folder of ``croissant.json``."""

    name: str
    path: Path
    url: str
    columns: Sequence[Column]


def write(bundle: Bundle, out: Path) -> None:
    """Write ``croissant.json`` into ``out``, over the Parquet of the format ``hf`` beside it.

    A release without ``hf`` gets the segments as Parquet of its own in ``out``.
    """
    home = out.parent / "hf"
    if not home.is_dir():
        write_segments(bundle, out, step_names(bundle))
        home = out
    tables = tuple(_tables(home, "" if home == out else "../hf/"))
    files = [_file(one) for one in tables]
    url = named(bundle)
    consents = [part.consent for part in bundle.ordered]
    found = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        **about(bundle, consents, url),
        "usageInfo": {**policy(terms_of(consents), url), **TERMS},
        "distribution": files,
        "recordSet": [_steps(bundle), *(_record_set(one) for one in tables)],
    }
    text = json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False)
    (out / "croissant.json").write_text(f"{text}\n", encoding="utf-8", newline="\n")


def _tables(home: Path, way: str) -> Iterator[Table]:
    kinds = (("segments", segment_columns([])), ("frames", frame_columns([])))
    for kind, columns in kinds:
        for path in sorted((home / kind).glob("*.parquet")):
            yield Table(_named(kind, path), path, f"{way}{kind}/{path.name}", columns)


def _named(kind: str, path: Path) -> str:
    """``segments-train`` for ``train-00000-of-00001``, ``frames-ses-a`` for ``train-ses-a``."""
    split, _, rest = path.stem.partition("-")
    if kind == "frames":
        return f"frames-{rest}"
    return f"segments-{split}" if rest.startswith("00000") else f"segments-{path.stem}"


def _file(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": f"{table.name}.parquet",
        "contentUrl": table.url,
        "contentSize": f"{table.path.stat().st_size} B",
        "encodingFormat": "application/x-parquet",
        "sha256": sha256(table.path),
    }


def _record_set(table: Table) -> dict[str, Any]:
    key = "id" if table.name.startswith("segments") else "row"
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "key": {"@id": f"{table.name}/{key}"},
        "field": [_field(table, one) for one in table.columns],
    }


def _field(table: Table, column: Column) -> dict[str, Any]:
    shape, inner = [], column.feature
    while inner["_type"] == "List":
        shape.append(str(inner["length"]))
        inner = inner["feature"]
    kind = TYPES[inner.get("dtype", "int64")]
    array = {"isArray": True, "arrayShape": ",".join(shape)} if shape else {}
    return {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "description": {"en": column.meaning},
        "dataType": [kind, MEANT[column.name]] if column.name in MEANT else kind,
        **array,
        "source": {
            "fileObject": {"@id": f"{table.name}.parquet"},
            "extract": {"column": column.name},
        },
    }


def _steps(bundle: Bundle) -> dict[str, Any]:
    """The classes: what the number in the column ``step`` means."""
    fields = (("number", "cr:Int64"), ("name", "sc:Text"))
    return {
        "@type": "cr:RecordSet",
        "@id": "steps",
        "dataType": "sc:Enumeration",
        "description": {"en": "The numbers of the column `step`: procedure and step of each."},
        "key": {"@id": "steps/number"},
        "field": [
            {"@type": "cr:Field", "@id": f"steps/{name}", "dataType": kind} for name, kind in fields
        ],
        "data": [
            {"steps/number": number, "steps/name": name}
            for number, name in enumerate(step_names(bundle))
        ],
    }
