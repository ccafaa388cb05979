"""An ELAN document as labels, checked as an annotation of Label Studio is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from data_schemas.annotation import Labelled, Labelling, Lane
from data_schemas.procedure import Procedure
from pipelines.elan.paper import milliseconds, plain
from pipelines.labelstudio import config
from pipelines.labelstudio.elan import codes
from pipelines.labelstudio.elan.codes import Chosen, codes_of
from pipelines.labelstudio.elan.document import BELOW, Document, Part, parts_of
from pipelines.labelstudio.results import Item, Known, Read, from_items

_LANES: dict[str, tuple[Lane, str, str]] = {
    codes.STEPS: ("steps", config.STEP, config.STEP_LANE),
    codes.SPEECH: ("speech", config.TAG, config.SPEECH_LANE),
}


@dataclass(frozen=True)
class Origin:
    """What the file was written from, and what may stand in it."""

    labelling: Labelling
    procedure: Procedure
    duration_s: float


def labels_of(document: Document, origin: Origin) -> Read:
    """What the file says, or, where some of it cannot be, sentences that say what and where.

    Raises TextError for a file that points to what is not in it.
    """
    return _Reading(document, origin).read()


class _Reading:
    def __init__(self, document: Document, origin: Origin) -> None:
        self._origin = origin
        self._known = Known([step.id for step in origin.procedure.steps], origin.duration_s)
        every = codes_of(origin.procedure)
        self._chosen = {name: Chosen(name, many) for name, many in every.items()}
        self._parts = tuple(parts_of(document))
        self._below: dict[str, list[Part]] = {}
        for one in self._parts:
            if one.parent:
                self._below.setdefault(one.parent, []).append(one)
        self._base = _Base(origin.labelling, document.sheet.regions)

    def read(self) -> Read:
        stretches: list[Labelled] = []
        regions = [one for one in self._parts if one.kind in _LANES]
        odd = [f"{_place(one)}: it belongs to no stretch." for one in self._lost(regions)]
        for one in self._base.named(regions):
            found = from_items(list(self._items(*one)), self._known)
            stretches += found.labelling.stretches
            odd += [f"{_place(one[0])}: {sentence}" for sentence in found.odd]
        whole = from_items(list(self._of_whole()), self._known)
        odd += whole.odd
        if odd:
            return Read(odd=tuple(odd))
        stretches.sort(key=lambda one: (one.start_s, one.end_s, one.id))
        return Read(whole.labelling.model_copy(update={"stretches": tuple(stretches)}))

    def _lost(self, regions: Iterable[Part]) -> Iterator[Part]:
        kinds = {one.name: one.kind for one in regions}
        for one in self._parts:
            if one.kind in BELOW and kinds.get(one.parent) != BELOW[one.kind]:
                yield one

    def _items(self, part: Part, name: str, before: Labelled | None) -> Iterator[Item]:
        _, label, to = _LANES[part.kind]
        edges = zip(("start", "end"), self._base.seconds(part, before), strict=True)
        place = {"channel": 0, **{edge: at for edge, at in edges if at is not None}}

        def item(from_name: str, kind: str, **value: object) -> Item:
            return {
                "id": name, "from_name": from_name, "to_name": to, "type": kind,
                "value": {**place, **value},
            }  # fmt: skip

        below = self._below.get(part.name, [])
        if part.kind == codes.STEPS:
            labels = [self._code(part, codes.STEPS)]
            texts = [one.value for one in below if one.kind == codes.STEP_NOTE]
            field = config.STEP_NOTE
        else:
            labels = self._codes(below, codes.TAGS)
            texts, field = [part.value], config.TEXT
            senses = self._codes(below, codes.SENSES)
            if senses:
                yield item(config.SENSES, "choices", choices=senses)
        made = item(label, "labels", labels=labels)
        yield {**made, "score": before.score} if before and before.score is not None else made
        text = _as_before(" ".join(texts), before.text if before else "")
        if text:
            yield item(field, "textarea", text=[text])

    def _code(self, part: Part, name: str) -> str:
        return self._chosen[name].code(part.value, part.refers)

    def _codes(self, below: Iterable[Part], name: str) -> list[str]:
        return list(dict.fromkeys(self._code(one, name) for one in below if one.kind == name))

    def _of_whole(self) -> Iterator[Item]:
        """The word on the whole; two of them are one that the screen does not offer."""
        said = [one for one in self._parts if one.kind == codes.REVIEW]
        asked = [one.value for one in self._parts if one.kind == codes.QUESTION]
        if said:
            choices = [self._code(one, codes.REVIEW) for one in said]
            yield {"from_name": config.REVIEW, "value": {"choices": choices}}
        note = _as_before(" ".join(asked), self._origin.labelling.note)
        if note:
            yield {"from_name": config.QUESTION, "value": {"text": [note]}}


class _Base:
    """What the file was written from, which holds wherever nobody changed anything."""

    def __init__(self, labelling: Labelling, regions: Mapping[str, str]) -> None:
        self._stretches = {one.id: one for one in labelling.stretches}
        self._regions = regions

    def named(self, parts: Iterable[Part]) -> Iterator[tuple[Part, str, Labelled | None]]:
        """Each annotation with its region's id, and with the stretch that it was."""
        free = dict(self._stretches)
        for part in parts:
            before = free.get(self._regions.get(part.name, ""))
            if before is not None and before.lane == _LANES[part.kind][0]:
                yield part, before.id, free.pop(before.id)
                continue
            name = f"eaf-{part.name}"
            while name in self._stretches:
                name = f"eaf-{name}"
            yield part, name, None

    @staticmethod
    def seconds(part: Part, before: Labelled | None) -> tuple[float | None, float | None]:
        """Of an edge that nobody moved the exact second, else that of its millisecond."""
        exact = (before.start_s, before.end_s) if before else (0.0, 0.0)
        shown = milliseconds(before) if before else (None, None)
        start, end = (
            None if at is None else second if at == was else at / 1000
            for at, was, second in zip(part.times, shown, exact, strict=True)
        )
        return start, end


def _as_before(text: str, before: str) -> str:
    """What was said exactly, where the file still says the same."""
    return before if text == plain(before) else text


def _place(part: Part) -> str:
    """Where somebody finds it in ELAN."""
    if part.times[0] is None:
        return f"On the tier {part.tier[:40]!r}"
    minutes, milli = divmod(max(0, part.times[0]), 60_000)
    return f"On the tier {part.tier[:40]!r} at {minutes}:{milli / 1000:06.3f}"
