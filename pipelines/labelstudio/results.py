"""Labels to Label Studio's result items and back. Times come back equal to the bit.

One stretch is several items with the same id: the label, and what stands in its fields. The server
checks neither labels nor names nor times, so all of it is checked here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, TypeAlias, get_args

from data_schemas.annotation import OUTSIDE, Labelled, Labelling, Lane, Review
from pipelines.labelstudio import config
from pipelines.labelstudio.vocabulary import vocabulary

Item: TypeAlias = dict[str, Any]
# How far over the end a browser may round what lies at the end.
OVER_THE_END_S = 0.25
_LANES: dict[str, tuple[Lane, str]] = {
    config.STEP: ("steps", config.STEP_LANE),
    config.TAG: ("speech", config.SPEECH_LANE),
}
_OF_LANE = {lane: (name, to) for name, (lane, to) in _LANES.items()}
_NOTES = {config.STEP_NOTE: "steps", config.TEXT: "speech"}
_NOTE_OF = {lane: name for name, lane in _NOTES.items()}


@dataclass(frozen=True)
class Known:
    """What may stand in an annotation: the steps of the procedure, and up to which second."""

    steps: Collection[str]
    duration_s: float

    def labels(self, lane: Lane) -> Collection[str]:
        return {*self.steps, OUTSIDE} if lane == "steps" else vocabulary().codes


@dataclass(frozen=True)
class Read:
    """What an annotation says. With anything ``odd`` in it, none of it is to be believed.

    ``odd`` are sentences for whoever looks after the annotators.
    """

    labelling: Labelling = field(default_factory=Labelling)
    odd: tuple[str, ...] = ()


def to_items(labelling: Labelling) -> list[Item]:
    """The ``result`` of a prediction or an annotation."""
    items = [item for one in labelling.stretches for item in _items_of(one)]
    if labelling.review:
        choice = {"choices": [labelling.review]}
        items.append(_whole("review", config.REVIEW, "choices", choice))
    if labelling.note:
        items.append(_whole("note", config.QUESTION, "textarea", {"text": [labelling.note]}))
    return items


def from_items(items: object, known: Known) -> Read:
    """What the ``result`` of an annotation says; never raises, whatever somebody posted."""
    if not isinstance(items, list):
        return Read(odd=("The annotation has no list of results.",))
    regions: dict[str, list[Item]] = {}
    whole: list[Item] = []
    odd: list[str] = []
    for item in items:
        name = item.get("from_name") if isinstance(item, dict) else None
        if name in (config.REVIEW, config.QUESTION):
            whole.append(item)
        elif name in (*_LANES, *_NOTES, config.SENSES) and isinstance(item.get("id"), str):
            regions.setdefault(item["id"], []).append(item)
        else:
            odd.append(f"It holds something that the screen does not have: {_short(name)}.")
    stretches = []
    for one, parts in regions.items():
        found, wrong = _stretch(one, parts, known)
        odd += wrong
        stretches += [found] if found else []
    review, note, wrong = _of_whole(whole)
    odd += wrong
    stretches.sort(key=lambda one: (one.start_s, one.end_s, one.id))
    if odd:
        return Read(odd=tuple(odd))
    return Read(Labelling(stretches=tuple(stretches), review=review, note=note))


def _items_of(one: Labelled) -> Iterator[Item]:
    name, to = _OF_LANE[one.lane]
    place = {"start": one.start_s, "end": one.end_s, "channel": 0}

    def item(from_name: str, kind: str, value: Mapping[str, object]) -> Item:
        return {
            "id": one.id, "from_name": from_name, "to_name": to, "type": kind,
            "value": {**place, **value},
        }  # fmt: skip

    label = item(name, "labels", {"labels": list(one.labels)})
    yield label if one.score is None else {**label, "score": one.score}
    if one.text:
        yield item(_NOTE_OF[one.lane], "textarea", {"text": [one.text]})
    if one.senses:
        yield item(config.SENSES, "choices", {"choices": list(one.senses)})


def _whole(name: str, from_name: str, kind: str, value: Mapping[str, object]) -> Item:
    return {
        "id": name, "from_name": from_name, "to_name": config.VIDEO, "type": kind,
        "value": dict(value),
    }  # fmt: skip


def _stretch(name: str, parts: Sequence[Item], known: Known) -> tuple[Labelled | None, list[str]]:
    labelled = [part for part in parts if part["from_name"] in _LANES]
    if len(labelled) != 1:
        what = "no label" if not labelled else "two labels of different kinds"
        return None, [f"The region {_short(name)} has {what}."]
    lane, to = _LANES[labelled[0]["from_name"]]
    wrong = [
        f"The region {_short(name)} mixes two lanes."
        for part in parts
        if part.get("to_name") != to or _NOTES.get(part["from_name"], lane) != lane
    ]
    value = _value(labelled[0])
    times, what = _times(value, known.duration_s)
    labels = _strings(value.get("labels"))
    wrong += [f"The region {_short(name)} {what}."] if what else []
    if not labels:
        wrong.append(f"The region {_short(name)} has no label.")
    allowed = known.labels(lane)
    wrong += [f"The label {_short(one)} is not known." for one in labels if one not in allowed]
    if lane == "steps" and len(labels) > 1:
        wrong.append(f"The region {_short(name)} has several steps.")
    senses = _strings(_value_of(parts, config.SENSES).get("choices"))
    known_senses = set(vocabulary().senses)
    wrong += [f"The sense {_short(one)} is not known." for one in senses if one not in known_senses]
    if wrong:
        return None, wrong
    text = " ".join(_strings(_value_of(parts, _NOTE_OF[lane]).get("text")))
    return Labelled(
        id=name, lane=lane, labels=labels, text=text, senses=senses, score=_score(labelled[0]),
        start_s=times[0], end_s=times[1],
    ), []  # fmt: skip


def _times(value: Item, duration_s: float) -> tuple[tuple[float, float], str]:
    """Seconds, and what is wrong with them. A browser may round a little over the end."""
    start, end = value.get("start"), value.get("end")
    if not (_is_number(start) and _is_number(end)):
        return (0.0, 0.0), "has no times"
    start_s, end_s = float(start), float(end)  # type: ignore[arg-type]
    if start_s < 0:
        return (0.0, 0.0), "begins before the recording"
    if end_s > duration_s + OVER_THE_END_S or start_s >= duration_s:
        return (0.0, 0.0), "lies behind the end of the recording"
    if end_s <= start_s:
        return (0.0, 0.0), "ends before it begins"
    return (start_s, min(end_s, duration_s)), ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _score(item: Item) -> float | None:
    score = item.get("score")
    return float(score) if _is_number(score) and 0 <= score <= 1 else None  # type: ignore[arg-type, operator]


def _of_whole(items: Iterable[Item]) -> tuple[Review, str, list[str]]:
    review: Review = ""
    note, odd = "", []
    for item in items:
        value = _value(item)
        if item["from_name"] == config.QUESTION:
            note = " ".join(_strings(value.get("text")))
            continue
        choices = _strings(value.get("choices"))
        if len(choices) == 1 and choices[0] in get_args(Review):
            review = choices[0]  # type: ignore[assignment]
        else:
            odd.append("It says of the whole what the screen does not offer.")
    return review, note, odd


def _value(item: Item) -> Item:
    value = item.get("value")
    return value if isinstance(value, dict) else {}


def _value_of(parts: Sequence[Item], from_name: str) -> Item:
    return next((_value(part) for part in parts if part["from_name"] == from_name), {})


def _strings(value: object) -> tuple[str, ...]:
    many = [value] if isinstance(value, str) else value
    return tuple(one for one in many if isinstance(one, str)) if isinstance(many, list) else ()


def _short(value: object) -> str:
    text = str(value)
    return repr(text if len(text) <= 40 else text[:40] + "...")
