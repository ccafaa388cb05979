"""Two versions of one recording's labels, as the board draws them, in the page's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.language import _, current, later
from data_schemas.annotation import OUTSIDE, Labelled, Labelling, Lane, Review
from data_schemas.procedure import Procedure
from pipelines.labelstudio.config import colour
from pipelines.labelstudio.difference import Change
from pipelines.labelstudio.versions import LANES, Pair, Side, pairs
from pipelines.labelstudio.vocabulary import Worded, vocabulary

NAMES: dict[Side, str] = {"one": later("Version A"), "other": later("Version B")}
LANE_NAMES: dict[Lane, str] = {"steps": later("Steps"), "speech": later("What is said")}
CHANGES: dict[Change, str] = {
    "moved": later("other seconds"),
    "relabelled": later("another label"),
    "retold": later("other words"),
    "added": later("only in version B"),
    "removed": later("only in version A"),
}
_GREY = "#888888"


@dataclass(frozen=True)
class Labels:
    """What a label is called and how it is coloured."""

    titles: Mapping[str, str]
    colours: Mapping[str, str]

    @classmethod
    def of(cls, procedure: Procedure) -> Labels:
        steps = list(enumerate(procedure.steps, 1))
        found = vocabulary()
        return cls(
            titles={
                **{step.id: f"{n}. {step.title}" for n, step in steps},
                **{tag.code: worded(tag.title) for tag in found.tags},
                OUTSIDE: worded(found.words[OUTSIDE]),
            },
            colours={
                **{step.id: colour(n) for n, step in steps},
                **{tag.code: tag.colour for tag in found.tags},
            },
        )

    def name(self, labels: Iterable[str]) -> str:
        return ", ".join(self.titles.get(one, one) for one in labels)


def board_of(one: Labelling, other: Labelling, labels: Labels) -> dict[str, Any]:
    """Lanes that have anything, all pairs, and what each side says of the whole."""
    every = pairs(one, other)
    return {
        "lanes": [lane for lane in LANES if any(pair.lane == lane for pair in every)],
        "rows": [_row(pair, labels) for pair in every],
        "said": {"one": _said(one), "other": _said(other)},
        "labels": words(every),
    }


def worded(one: Worded) -> str:
    return one.in_("ko" if current() == "ko" else "en")


def words(every: Iterable[Pair]) -> dict[str, Any]:
    """What the board says by itself."""
    differing = [pair for pair in every if pair.differs]
    hardly = sum(pair.hardly for pair in differing)
    count = len(differing) - hardly
    return {
        "recording": _("The recording"),
        "axis": _("Both versions on one time axis"),
        "zoom": _("Enlarge"),
        "keys": _("J and K: next and previous difference. 1 and 2: take A or B. P: play or stop."),
        "whole": _("Where you choose nothing else, this version counts"),
        "keep": _("Keep this choice"),
        "sides": {side: _(name) for side, name in NAMES.items()},
        "lanes": {lane: _(name) for lane, name in LANE_NAMES.items()},
        "none": _("not in this version"),
        "count": _("Differences: {n}").format(n=count) if count else _("They do not differ"),
        "hardly": _("Edges less than half a second apart: {n}").format(n=hardly),
        "chosen": _("Chosen otherwise: {n}"),
        "wait": _("One moment"),
    }


def _row(pair: Pair, labels: Labels) -> dict[str, Any]:
    shown = pair.one or pair.other
    assert shown is not None
    return {
        "id": pair.id,
        "lane": pair.lane,
        "name": labels.name(shown.labels),
        "said": ", ".join(_(CHANGES[what]) for what in pair.what if what in CHANGES),
        "differs": pair.differs,
        "hardly": pair.hardly,
        "one": _stretch(pair.one, labels),
        "other": _stretch(pair.other, labels),
    }


def _stretch(one: Labelled | None, labels: Labels) -> dict[str, Any] | None:
    if one is None:
        return None
    senses = {str(code): worded(name) for code, name in vocabulary().senses.items()}
    name = labels.name(one.labels)
    return {
        "start": one.start_s,
        "end": one.end_s,
        "name": name,
        "short": name if one.lane == "steps" else one.text,
        "text": one.text,
        "senses": ", ".join(senses.get(sense, sense) for sense in one.senses),
        "colour": labels.colours.get(one.labels[0], _GREY),
    }


def _said(labelling: Labelling) -> str:
    reviews: Mapping[Review, Worded] = vocabulary().reviews
    name = worded(reviews[labelling.review]) if labelling.review in reviews else ""
    return ": ".join(part for part in (name, labelling.note) if part)
