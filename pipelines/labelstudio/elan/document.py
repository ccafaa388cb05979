"""An ELAN document opened: which session it is of, and its annotations, before they are judged.

A tier's type says what it holds, whatever its name. Tiers of other types are the annotator's own:
they are named and left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as Xml

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from pydantic import ValidationError

from data_schemas.errors import TextError
from pipelines.labelstudio.elan import codes
from pipelines.labelstudio.elan.sheet import FORMAT, PROPERTY, Sheet

LIMIT = 32 << 20
_MOST_MS = 10**10
_ALIGNED, _REF = "ALIGNABLE_ANNOTATION", "REF_ANNOTATION"
# What lies below a stretch, and of which kind that is.
BELOW = {codes.STEP_NOTE: codes.STEPS, codes.TAGS: codes.SPEECH, codes.SENSES: codes.SPEECH}
KNOWN = (codes.STEPS, codes.SPEECH, codes.REVIEW, codes.QUESTION, *BELOW)


@dataclass(frozen=True)
class Document:
    """A file that is one of ours, before its labels are read. ``beside`` are tiers left alone."""

    sheet: Sheet
    root: Xml.Element
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One annotation. ``times`` are milliseconds, None where a time cannot be read."""

    name: str
    tier: str
    kind: str
    value: str
    refers: str | None
    times: tuple[int | None, int | None] = (None, None)
    parent: str = ""


def open_eaf(data: bytes) -> Document:
    """Raises TextError, in one sentence, for what is no ELAN file or none that Sonmat wrote."""
    if len(data) > LIMIT:
        raise TextError(f"This file is larger than {LIMIT >> 20} MB, which no ELAN file should be.")
    try:
        root = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise TextError("This file declares entities, which no ELAN file does.") from None
    except (Xml.ParseError, ValueError, LookupError):
        raise TextError("This is no whole ELAN file: save it anew in ELAN.") from None
    if root.tag != "ANNOTATION_DOCUMENT":
        raise TextError("This is no ELAN file.")
    header = root.find("HEADER")
    if header is None or header.get("TIME_UNITS", "milliseconds") != "milliseconds":
        raise TextError("The times of this ELAN file are no milliseconds.")
    others = [one for one in root.iter("TIER") if one.get("LINGUISTIC_TYPE_REF") not in KNOWN]
    beside = tuple(one.get("TIER_ID", "") for one in others if len(one))
    return Document(_sheet(header), root, beside)


def _sheet(header: Xml.Element) -> Sheet:
    told = [one.text or "" for one in header.iter("PROPERTY") if one.get("NAME") == PROPERTY]
    if len(told) != 1:
        raise TextError(
            "This ELAN file does not say of which session it is: have Sonmat write one, and"
            " annotate in that."
        )
    try:
        sheet = Sheet.model_validate_json(told[0])
    except ValidationError:
        raise TextError("What Sonmat wrote into this ELAN file has been changed.") from None
    if sheet.format != FORMAT:
        raise TextError("Another version of Sonmat wrote this ELAN file: write it anew.")
    return sheet


def parts_of(document: Document) -> Iterator[Part]:
    """Every annotation of a tier that is ours. Raises TextError for what points to nothing."""
    slots = {
        one.get("TIME_SLOT_ID", ""): _millisecond(one) for one in document.root.iter("TIME_SLOT")
    }
    names: set[str] = set()
    for tier in document.root.iter("TIER"):
        kind = tier.get("LINGUISTIC_TYPE_REF", "")
        for one in tier.iter() if kind in KNOWN else ():
            if one.tag not in (_ALIGNED, _REF):
                continue
            name = one.get("ANNOTATION_ID", "")
            if not name or name in names:
                raise TextError("Two annotations of this ELAN file have the same name.")
            names.add(name)
            yield Part(
                name=name, tier=tier.get("TIER_ID", ""), kind=kind,
                value=one.findtext("ANNOTATION_VALUE") or "", refers=one.get("CVE_REF"),
                times=_times(one, slots), parent=one.get("ANNOTATION_REF", ""),
            )  # fmt: skip


def _times(one: Xml.Element, slots: Mapping[str, int | None]) -> tuple[int | None, int | None]:
    names = [one.get(f"TIME_SLOT_REF{number}", "") for number in (1, 2)]
    if one.tag == _ALIGNED and any(name not in slots for name in names):
        raise TextError("This ELAN file names times that are not in it: save it anew in ELAN.")
    start, end = (slots.get(name) for name in names)
    return start, end


def _millisecond(slot: Xml.Element) -> int | None:
    """None for one that lies nowhere, and for what is no number."""
    text = slot.get("TIME_VALUE", "")
    try:
        at = int(text[:12])
    except ValueError:
        return None
    return at if len(text) <= 12 and abs(at) < _MOST_MS else None
