"""An ELAN document while it is written: its frame, time slots and the names of annotations. Pure.

By the rules of ELAN's published schema. Whole milliseconds, none before zero; one tier holds what
does not overlap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from math import floor
from typing import Protocol, TypeVar
from xml.etree import ElementTree as Xml

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"
# What no XML 1.0 document can hold.
_NO_TEXT = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Timed(Protocol):
    @property
    def start_s(self) -> float: ...
    @property
    def end_s(self) -> float: ...
    @property
    def id(self) -> str: ...


Stretch = TypeVar("Stretch", bound=Timed)


class Paper:
    """``root`` takes tiers, then their types; ``header`` takes properties."""

    def __init__(self, at: datetime) -> None:
        self.root = Xml.Element(
            "ANNOTATION_DOCUMENT",
            {
                "AUTHOR": "sonmat", "DATE": at.isoformat(timespec="seconds"),
                "FORMAT": "3.0", "VERSION": "3.0", "xmlns:xsi": _XSI,
                "xsi:noNamespaceSchemaLocation": _SCHEMA,
            },
        )  # fmt: skip
        self.header = put(self.root, "HEADER", MEDIA_FILE="", TIME_UNITS="milliseconds")
        self._order = put(self.root, "TIME_ORDER")
        self._slots: list[int] = []
        self._used = 0

    def aligned(self, tier: Xml.Element, times: tuple[int, int]) -> Xml.Element:
        """A new annotation of these milliseconds; its name is its ``ANNOTATION_ID``."""
        one = self._named(tier, "ALIGNABLE_ANNOTATION")
        for number, at in enumerate(times, 1):
            self._slots.append(at)
            one.set(f"TIME_SLOT_REF{number}", f"ts{len(self._slots)}")
        return one

    def below(self, tier: Xml.Element, parent: str, before: str = "") -> Xml.Element:
        """A new annotation that belongs to ``parent``, after ``before`` of the same."""
        one = self._named(tier, "REF_ANNOTATION")
        one.set("ANNOTATION_REF", parent)
        if before:
            one.set("PREVIOUS_ANNOTATION", before)
        return one

    def text(self) -> str:
        """The whole document, once all is in it. The same acts give the same text."""
        put(self.header, "PROPERTY", NAME="lastUsedAnnotationId").text = str(self._used)
        for at, number in sorted((at, number) for number, at in enumerate(self._slots, 1)):
            put(self._order, "TIME_SLOT", TIME_SLOT_ID=f"ts{number}", TIME_VALUE=str(at))
        Xml.indent(self.root, "    ")
        told = Xml.tostring(self.root, encoding="unicode")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{told}'

    def _named(self, tier: Xml.Element, kind: str) -> Xml.Element:
        self._used += 1
        return put(put(tier, "ANNOTATION"), kind, ANNOTATION_ID=f"a{self._used}")


def put(parent: Xml.Element, tag: str, **attributes: str) -> Xml.Element:
    return Xml.SubElement(parent, tag, attributes)


def plain(text: str) -> str:
    """The text as XML gives it back."""
    return _NO_TEXT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def milliseconds(one: Timed) -> tuple[int, int]:
    """Where a stretch begins and ends in ELAN, which knows none without length."""
    start = floor(one.start_s * 1000 + 0.5)
    return start, max(start + 1, floor(one.end_s * 1000 + 0.5))


def layers(stretches: Iterable[Stretch]) -> list[list[Stretch]]:
    """Stretches over as few tiers as need be, so that none overlaps its neighbour."""
    found: list[list[Stretch]] = []
    for one in sorted(stretches, key=lambda one: (*milliseconds(one), one.id)):
        start, _ = milliseconds(one)
        layer = next((lane for lane in found if milliseconds(lane[-1])[1] <= start), None)
        if layer is None:
            found.append([one])
        else:
            layer.append(one)
    return found
