"""Labels as an ELAN document (EAF 3.0), by the rules of ELAN's published schema.

One tier holds what does not overlap, so that stretches over each other lie on a second one. What
belongs to a stretch lies on tiers below it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.etree import ElementTree as Xml

from data_schemas.annotation import Labelled, Labelling, Lane
from data_schemas.procedure import Language, Procedure
from pipelines.elan.paper import Paper, layers, milliseconds, plain, put
from pipelines.labelstudio.elan import codes
from pipelines.labelstudio.elan.codes import codes_of, entry_id
from pipelines.labelstudio.elan.frame import put_rules, tier
from pipelines.labelstudio.elan.sheet import PROPERTY, Sheet

# Fills a tier with one layer of stretches, gives the tiers below it; the suffix names the layer.
_Fill = Callable[[Xml.Element, str, Sequence[Labelled]], list[Xml.Element]]


@dataclass(frozen=True)
class Look:
    """How the file looks: names of its vocabularies, and the film that lies beside it."""

    procedure: Procedure
    duration_s: float
    language: Language = "ko"
    film: str = ""
    at: datetime = datetime(1970, 1, 1, tzinfo=UTC)


def to_eaf(labelling: Labelling, sheet: Sheet, look: Look) -> str:
    """The whole document. The same values give the same text."""
    return _Writing(labelling, sheet, look).document()


@dataclass
class _Writing:
    labelling: Labelling
    sheet: Sheet
    look: Look
    _regions: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._paper = Paper(self.look.at)
        self._codes = codes_of(self.look.procedure)
        self._worded = {
            name: {one.code: one.shown.in_(self.look.language) for one in many}
            for name, many in self._codes.items()
        }

    def document(self) -> str:
        paper = self._paper
        paper.root.extend(self._tiers())
        self._tell(paper.header)
        put_rules(paper.root, self._codes)
        return paper.text()

    def _tell(self, header: Xml.Element) -> None:
        """Once all annotations have their names."""
        if self.look.film:
            put(
                header, "MEDIA_DESCRIPTOR", MEDIA_URL=f"file:///{self.look.film}",
                MIME_TYPE="video/mp4", RELATIVE_MEDIA_URL=f"./{self.look.film}",
            )  # fmt: skip
        told = self.sheet.model_copy(update={"regions": self._regions})
        put(header, "PROPERTY", NAME=PROPERTY).text = told.model_dump_json()

    def _tiers(self) -> Iterator[Xml.Element]:
        yield from self._lane("steps", self._fill_steps)
        yield from self._lane("speech", self._fill_speech)
        found, whole = self.labelling, (0, max(1, round(self.look.duration_s * 1000)))
        for kind, value in ((codes.REVIEW, found.review), (codes.QUESTION, found.note)):
            made = self._tier(kind, "")
            if value:
                self._aligned(made, whole, value, codes.REVIEW if kind == codes.REVIEW else "")
            yield made

    def _lane(self, lane: Lane, fill: _Fill) -> Iterator[Xml.Element]:
        for number, layer in enumerate(layers(self.labelling.lane(lane)) or [[]], 1):
            suffix = f" {number}" if number > 1 else ""
            made = self._tier(lane, suffix)
            yield made
            yield from fill(made, suffix, layer)

    def _fill_steps(
        self, made: Xml.Element, suffix: str, layer: Sequence[Labelled]
    ) -> list[Xml.Element]:
        notes = self._tier(codes.STEP_NOTE, suffix, made)
        for one in layer:
            name = self._region(made, one, one.labels[0], codes.STEPS)
            if one.text:
                self._below(notes, name, one.text)
        return [notes]

    def _fill_speech(
        self, made: Xml.Element, suffix: str, layer: Sequence[Labelled]
    ) -> list[Xml.Element]:
        below = {kind: self._tier(kind, suffix, made) for kind in (codes.TAGS, codes.SENSES)}
        for one in layer:
            name = self._region(made, one, one.text)
            for kind, values in ((codes.TAGS, one.labels), (codes.SENSES, one.senses)):
                before = ""
                for value in values:
                    before = self._below(below[kind], name, value, kind, before)
        return list(below.values())

    def _tier(self, kind: str, suffix: str, above: Xml.Element | None = None) -> Xml.Element:
        return tier(kind + suffix, kind, self.look.language, above)

    def _region(self, made: Xml.Element, one: Labelled, value: str, choice: str = "") -> str:
        name = self._aligned(made, milliseconds(one), value, choice)
        self._regions[name] = one.id
        return name

    def _aligned(
        self, made: Xml.Element, times: tuple[int, int], value: str, choice: str = ""
    ) -> str:
        return self._say(self._paper.aligned(made, times), value, choice)

    def _below(
        self, made: Xml.Element, parent: str, value: str, choice: str = "", before: str = ""
    ) -> str:
        return self._say(self._paper.below(made, parent, before), value, choice)

    def _say(self, one: Xml.Element, value: str, choice: str) -> str:
        if choice:
            one.set("CVE_REF", entry_id(choice, value))
            value = self._worded[choice].get(value, value)
        put(one, "ANNOTATION_VALUE").text = plain(value)
        return one.attrib["ANNOTATION_ID"]
