"""Asset Administration Shell: the release as IDTA 02058-1-0 *AI Dataset* in ``dataset.aasx``.

The submodel says what the dataset is, its classes, sizes and rights, in Korean and English, and
where in the release the files lie; it holds none of them. Written with basyx-python-sdk as JSON
(its XML is of another version of the metamodel than many readers know).
"""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

from data_schemas.errors import NeedsSoftware
from pipelines.release.bundle import Bundle
from pipelines.release.formats.aas_parts import Row, contact, dataset
from pipelines.release.named import named
from pipelines.release.policy import holders, terms_of

# The earliest time a zip can hold: the same release gives the same bytes.
NO_TIME = (1980, 1, 1, 0, 0, 0)
NEEDED = "The format aas needs basyx-python-sdk: run `pip install 'sonmat[aas]'`."


def write(bundle: Bundle, out: Path) -> None:
    """Write ``dataset.aasx`` into ``out``; ``NeedsSoftware`` without basyx-python-sdk."""
    try:
        from basyx.aas import model
        from basyx.aas.adapter import aasx
    except ImportError as error:
        raise NeedsSoftware(NEEDED) from error
    name = named(bundle)
    consents = [part.consent for part in bundle.ordered]
    terms = terms_of(consents)
    formats = sorted(one.name for one in out.parent.iterdir() if one.is_dir() and one != out)
    who = _submodel(model, contact(holders(consents)), f"{name}?contact")
    what = _submodel(model, dataset(bundle, terms, formats, name), f"{name}?dataset")
    shell = model.AssetAdministrationShell(
        id_=f"{name}?shell",
        id_short="Release",
        asset_information=model.AssetInformation(model.AssetKind.INSTANCE, global_asset_id=name),
        submodel={model.ModelReference.from_referable(one) for one in (what, who)},
    )
    store = model.DictIdentifiableStore([shell, what, who])
    written = io.BytesIO()
    with aasx.AASXWriter(written) as package:
        package.write_aas([shell.id], store, aasx.DictSupplementaryFileContainer(), write_json=True)
    (out / "dataset.aasx").write_bytes(_the_same(written.getvalue()))


def _submodel(model: ModuleType, row: Row, name: str) -> Any:
    return model.Submodel(
        id_=name,
        id_short=row.short,
        semantic_id=_meaning(model, row.meaning),
        submodel_element=[_element(model, one) for one in row.parts],
        **_told(model, row),
    )


def _element(model: ModuleType, row: Row) -> Any:
    common = {"semantic_id": _meaning(model, row.meaning), **_told(model, row)}
    if row.parts:
        parts = [_element(model, one) for one in row.parts]
        return model.SubmodelElementCollection(row.short, parts, **common)
    if row.refers:
        key = model.Key(model.KeyTypes.SUBMODEL, row.refers)
        return model.ReferenceElement(
            row.short, model.ModelReference((key,), model.Submodel), **common
        )
    if isinstance(row.value, dict):
        texts = model.MultiLanguageTextType(row.value)
        return model.MultiLanguageProperty(row.short, texts, **common)
    return model.Property(row.short, model.datatypes.String, row.value, **common)


def _told(model: ModuleType, row: Row) -> dict[str, Any]:
    return {"description": model.MultiLanguageTextType(row.told)} if row.told else {}


def _meaning(model: ModuleType, name: str) -> Any:
    key = model.Key(model.KeyTypes.GLOBAL_REFERENCE, name)
    return model.ExternalReference((key,))


def _the_same(package: bytes) -> bytes:
    """The same zip without the time of writing and without the order of Python's sets."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(target, "w") as new:
        for name in sorted(old.namelist()):
            entry = zipfile.ZipInfo(name, NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            content = old.read(name)
            new.writestr(entry, _ordered(content) if name.endswith(".json") else content)
    return target.getvalue()


def _ordered(content: bytes) -> bytes:
    found = json.loads(content)
    found["submodels"].sort(key=json.dumps)
    for shell in found["assetAdministrationShells"]:
        shell["submodels"].sort(key=json.dumps)
    return json.dumps(found, ensure_ascii=False, indent=1).encode()
