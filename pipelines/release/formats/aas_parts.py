"""What stands in the submodels, as rows: names and meanings are those of the IDTA templates.

IDTA 02058-1-0 *Artificial Intelligence Dataset* (its spelling mistakes are part of its names) and
IDTA 02002-1-0 *Contact Information*.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data_schemas.release import ReleaseTerms
from pipelines.release.bundle import Bundle
from pipelines.release.formats.croissant_about import GENERATED, WHAT
from pipelines.release.formats.hf import step_names
from pipelines.release.policy import ACTIONS, NOT_STATED
from pipelines.release.split import SPLITS

AI = "https://admin-shell.io/idta/AIDataset"
CLASSES = f"{AI}/labeled/Classification"
CONTACT = "https://admin-shell.io/zvei/nameplate/1/0/ContactInformations"
SIZES = {"train": ("TrainSize", f"{AI}/SizeInformation/TrainSize/1/0"),
         "validation": ("ValSize", f"{AI}/SizeInformationValSize/1/0"),
         "test": ("TestSize", f"{AI}/SizeInformation/TestSize/1/0")}  # fmt: skip
MADE = {
    frozenset({True}): {"en": "synthetic", "ko": "합성"},
    frozenset({False}): {"en": "real", "ko": "실제"},
    frozenset({True, False}): {"en": "mixed", "ko": "혼합"},
}
ENDINGS = {"hf": ".parquet", "coco": ".json", "wav": ".wav", "vtt": ".vtt", "srt": ".srt"}


@dataclass(frozen=True)
class Row:
    """One element: a text, a text by language, a reference to the submodel ``refers``, or a
    collection of ``parts``."""

    short: str
    meaning: str
    value: Any = None
    parts: tuple[Row, ...] = ()
    refers: str = ""
    told: Mapping[str, str] | None = None


def contact(holders: Sequence[str]) -> Row:
    """Whom to ask: the rights holders that the consents name."""
    company = {"en": ", ".join(holders) or NOT_STATED}
    who = Row("Company", "0173-1#02-AAW001#001", company)
    inside = Row("ContactInformation", f"{CONTACT}/ContactInformation", parts=(who,))
    return Row("ContactInformations", CONTACT, parts=(inside,))


def dataset(bundle: Bundle, terms: ReleaseTerms, formats: Sequence[str], name: str) -> Row:
    """The submodel *AI Dataset*; ``formats`` are folders of the release, ``name`` its URI."""
    told = {
        language: text + (GENERATED[language] if bundle.synthetic else "")
        for language, text in WHAT.items()
    }
    return Row(
        "AIDataset",
        "https://admin-shell.io/idta/SubmodelTemplate/AIDataset/1/0",
        told=told,
        parts=(
            Row("URIOfTheProduct", "0112/2///61987#ABN590#002", name),
            Row("Version", "0173-1#02-AAS354#002", _flat(bundle.name)),
            Row("ContactInformation", f"{AI}/ContactInformation/1/0", refers=f"{name}?contact"),
            Row("Storage", f"{AI}/Storage/1/0", "data/"),
            Row("Labeled", f"{AI}/labeled/1/0", parts=(_classification(bundle),)),
            _sizes(bundle),
            _meta(bundle, terms, formats),
            _conditions(bundle),
        ),
    )


def _classification(bundle: Bundle) -> Row:
    """Every class of the step labels with the number of its segments, also where that is none."""
    counts = Counter(f"{r.procedure}/{r.step_id}" for r in bundle.records if r.step_id is not None)
    names = step_names(bundle)
    labels = tuple(
        Row(
            f"Label{number:04d}",
            f"{CLASSES}/Labels/Label/1/0",
            parts=(
                Row("ClassName", f"{CLASSES}/Labels/Label/ClassName/1/0", one),
                Row("NumberOfSamples", f"{CLASSES}/Labels/Label/NumberOfSamples/1/0",
                    str(counts[one])),
            ),
        )
        for number, one in enumerate(names)
    )  # fmt: skip
    number = Row("NumberLables", f"{CLASSES}/NumberLabels/1/0", str(len(names)))
    listed = (Row("Labels", f"{CLASSES}/Labels/1/0", parts=labels),) if labels else ()
    return Row("Classification", f"{AI}/Labeled/Classification/1/0", parts=(number, *listed))


def _sizes(bundle: Bundle) -> Row:
    counts = Counter(one.split for one in bundle.records)
    used = [one for one in SPLITS if counts[one]]
    ratio = ":".join(str(counts[one]) for one in used)
    complete = Row(
        "CompleteSize", f"{AI}//SizeInformation/CompleteSize/1/0", str(len(bundle.records))
    )
    parts = [Row(*SIZES[one], str(counts[one])) for one in used]
    parts.append(Row("SplitRatio", f"{AI}/SizeInformation/SplitRatio/1/0", ratio))
    return Row("SizeInformation", f"{AI}/SizeInformation/1/0", parts=(complete, *parts))


def _meta(bundle: Bundle, terms: ReleaseTerms, formats: Sequence[str]) -> Row:
    endings = tuple(dict.fromkeys(ENDINGS.get(one, f".{one}") for one in formats)) or (".aasx",)
    types = tuple(
        Row(f"FileType{number:02d}", f"{AI}/MetaData/FileType/1/0", one)
        for number, one in enumerate(endings)
    )
    more = Row(
        "AdditionalInformation",
        f"{AI}/MetaData/AdditionalInformation/1/0",
        parts=tuple(
            Row(short, f"{AI}/MetaData/AdditionalInformation/Info/1/0", value)
            for short, value in _more(bundle, terms, formats)
        ),
    )
    return Row("MetaData", f"{AI}/MetaData/1/0", parts=(*types, more))


def _more(bundle: Bundle, terms: ReleaseTerms, formats: Sequence[str]) -> list[tuple[str, str]]:
    allowed = "; ".join(ACTIONS[one][1] for one in terms.purposes) or "none"
    models = [f"{name} {digest}" for name, digest in bundle.provenance.models]
    return [
        ("ProtectionClass", terms.protection_class.value),
        ("Licence", ", ".join(terms.licences) or NOT_STATED),
        ("AllowedPurposes", allowed),
        ("Languages", ", ".join(sorted({one.language for one in bundle.records}))),
        ("Formats", ", ".join(formats) or "aas"),
        ("Software", bundle.provenance.software),
        ("Models", ", ".join(models) or "none"),
    ]


def _conditions(bundle: Bundle) -> Row:
    home = f"{AI}/BoundaryConditions"
    made = MADE[frozenset(one.synthetic for one in bundle.records)]
    return Row(
        "BoundaryConditions",
        f"{home}/1/0",
        parts=(Row("SyntheticData", f"{home}/SyntheticData/1/0", made),),
    )


def _flat(text: str) -> str:
    return " ".join(text.split())
