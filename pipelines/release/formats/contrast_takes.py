"""A step as it was done in a take that shows it well, beside one that shows it otherwise. Pure.

Only takes of one person at one version of a job stand side by side: whatever else differs between
two people would be learnt as the defect.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from data_schemas.knowledge import Evidence
from data_schemas.release import MadeBy, Split
from data_schemas.rights import ProtectionClass, stricter
from data_schemas.take import TakeLabel
from data_schemas.timeline import Segment
from pipelines.release.bundle import Part
from pipelines.release.formats.unit_rows import rights_of, spans_of, where_of
from pipelines.release.narrow import made_by
from pipelines.release.takes import on_its_own, take_of

SURER: tuple[MadeBy, ...] = get_args(MadeBy)


@dataclass(frozen=True)
class Done:
    """A step in a take: all the times that it was done there."""

    where: dict[str, Any]
    spans: list[dict[str, Any]]
    made_by: MadeBy


@dataclass(frozen=True)
class Take:
    """A take that somebody said something of, with what is written of it, so that no session is
    held. ``alike``: only takes with the same may stand side by side."""

    session: str
    alike: tuple[str, str, int, Split]
    label: TakeLabel
    language: str
    rights: dict[str, Any]
    steps: dict[str, Done]


def takes_of(part: Part, split: Split) -> Iterator[Take]:
    """Without steps of which anything was struck or masked."""
    procedure = part.procedure
    for number, label in sorted(part.variants.items()):
        own = [one for one in part.segments if take_of(part, one) == number]
        times: dict[str, list[Segment]] = {}
        for one in own:
            if one.step_id is not None:
                times.setdefault(one.step_id, []).append(one)
        yield Take(
            session=part.session.id,
            alike=(part.session.expert, procedure.id, procedure.version, split),
            label=label,
            language=part.language or procedure.language,
            rights=rights_of(part),
            steps={
                step: _done(part, step, found)
                for step, found in times.items()
                if not any(part.withholds(one) for one in found)
            },
        )


def shown(part: Part, one: Segment) -> Evidence:
    """The seconds that show a section."""
    return Evidence(**on_its_own(part, one).model_dump(), track="video")


def rows_of(takes: Sequence[Take]) -> Iterator[tuple[Split, dict[str, Any]]]:
    """A row a step, a take that shows it well, and one that shows it otherwise."""
    alike: dict[tuple[str, str, int, Split], list[Take]] = {}
    for one in takes:
        alike.setdefault(one.alike, []).append(one)
    for key, found in alike.items():
        for good in _that_are(found, good=True):
            for other in _that_are(found, good=False):
                for step in [one for one in good.steps if one in other.steps]:
                    yield key[-1], _row(good, other, step)


def _done(part: Part, step: str, found: Sequence[Segment]) -> Done:
    return Done(
        where=where_of(part, step),
        spans=spans_of(part, (shown(part, one) for one in found)),
        made_by=_least(made_by(one) for one in found),
    )


def _that_are(takes: Iterable[Take], good: bool) -> list[Take]:
    return [one for one in takes if (one.label.variant == "good") == good]


def _least(makers: Iterable[MadeBy]) -> MadeBy:
    """Of a machine as soon as anything of it is."""
    return min(makers, key=SURER.index)


def _row(good: Take, other: Take, step: str) -> dict[str, Any]:
    well, otherwise = good.steps[step], other.steps[step]
    sides = (f"{one.session}/take-{one.label.take}" for one in (good, other))
    return {
        "id": "/".join((*sides, step)),
        **well.where,
        "other_session": other.session,
        "basis": "takes",
        "label": other.label.variant,
        "sense": "sight",
        "subject": well.where["step_title"],
        "good": good.label.note,
        "other": other.label.note,
        "good_spans": well.spans,
        "other_spans": otherwise.spans,
        "good_take": good.label.take,
        "other_take": other.label.take,
        "good_unit": "",
        "other_unit": "",
        "made_by": _least((well.made_by, otherwise.made_by)),
        "language": other.language,
        **_rights(good.rights, other.rights),
    }


def _rights(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """What holds for both: every licence, the stricter class."""
    classes = (ProtectionClass(side["protection_class"]) for side in (one, other))
    licences = dict.fromkeys(side["licence"] for side in (one, other))
    return {
        "licence": "; ".join(filter(None, licences)),
        "protection_class": stricter(*classes).value,
        "synthetic": one["synthetic"] or other["synthetic"],
    }
