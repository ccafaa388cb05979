"""The same thing done or told well and otherwise: labelled pairs, as JSON lines.

A pair comes from takes that somebody said to be good, a defect or another case, and from what there
is without anybody filming a defect on purpose: a cue that says what is normal and what is not, a
card about a mistake or another case beside what the step is done by, and a step that was taken back
and done again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from data_schemas.knowledge import Evidence, KnowledgeUnit
from data_schemas.release import Split
from data_schemas.timeline import Segment
from pipelines.release.bundle import Bundle, Part
from pipelines.release.formats.contrast_takes import Take, rows_of, shown, takes_of
from pipelines.release.formats.jsonl import Card, Column, write_rows
from pipelines.release.formats.unit_rows import (
    RIGHTS,
    STAYS,
    WHERE,
    rights_of,
    spans_of,
    where_of,
)
from pipelines.release.narrow import made_by
from pipelines.release.takes import take_of

# What a card tells of its step, seen from how it is done well.
OTHERWISE = {
    "novice_error": "defect", "hazard": "defect", "what_if": "what_if", "exception": "what_if",
}  # fmt: skip
WELL = ("key_point", "step", "knack", "rule")
COLUMNS = (
    *WHERE,
    Column("other_session", "string", "the work session of the other: the same one, unless takes of"
           " two sessions stand side by side"),
    Column("basis", "string", "cue, cards, or takes: where the pair comes from"),
    Column("label", "string", "what the other is: defect, what_if, or taken_back (done again)"),
    Column("sense", "string", "by which sense it is told; empty: not said"),
    Column("subject", "string", "what is compared"),
    Column("good", "string", "what it is like, or what is done, when all is well; takes: what was"
           " noted about the take, may be empty"),
    Column("other", "string", "the same for the other"),
    Column("good_spans", "[span]", "the seconds that show or say it; none: there is no footage"),
    Column("other_spans", "[span]", "the same for the other"),
    Column("good_take", "int64", "which take of its session shows it; null: no take is meant"),
    Column("other_take", "int64", "the same for the other"),
    Column("good_unit", "string", "the know-how card; empty: none"),
    Column("other_unit", "string", "the same for the other"),
    Column("made_by", "string", "who placed the steps of takes: machine (any of them), confirmed or"
           " person; cards: confirmed by the expert, so person"),
    Column("language", "string", "language of the words"),
    *RIGHTS,
)  # fmt: skip
CARD = Card(
    "Contrast pairs",
    "One row a pair: how it is when all is well, and how it is otherwise. With the basis `takes`"
    " the labels `defect` and `what_if` are what a person said of a whole take: each step that it"
    " shares with a take that was called good, of the same person at the same version of the job,"
    " is a row, with all the times that it was done. Which of the steps is the one that differs"
    " only the note tells, if anything. `taken_back` is a step that the expert undid and did"
    " again. "
    f"{STAYS}",
    COLUMNS,
)


@dataclass(frozen=True)
class _Side:
    text: str = ""
    evidence: tuple[Evidence, ...] = ()
    unit: str = ""
    take: int | None = None


@dataclass(frozen=True)
class _Pair:
    id: str
    step_id: str | None
    basis: str
    label: str
    good: _Side
    other: _Side
    sense: str = ""
    subject: str = ""
    made_by: str = "person"
    language: str = ""


def write(bundle: Bundle, out: Path) -> None:
    """Write ``<split>.jsonl`` and ``README.md`` into ``out``."""
    write_rows(out, _rows(bundle), CARD)


def _rows(bundle: Bundle) -> Iterator[tuple[Split, dict[str, Any]]]:
    takes: list[Take] = []
    for part in bundle.ordered:
        split = bundle.split_of(part)
        for pair in (*_of_cues(part), *_of_cards(part), *_taken_back(part)):
            yield split, _row(part, pair)
        takes += takes_of(part, split)
    yield from rows_of(takes)


def _of_cues(part: Part) -> Iterator[_Pair]:
    for unit in part.units:
        for number, cue in enumerate(unit.cues):
            if cue.normal and cue.abnormal:
                spans = unit.seconds_of(cue)
                yield _Pair(
                    id=f"{unit.id}/{number}", step_id=unit.step_id, basis="cue", label="defect",
                    good=_Side(cue.normal, spans, unit.id),
                    other=_Side(cue.abnormal, spans, unit.id),
                    sense=cue.modality or "", subject=cue.description, language=unit.language,
                )  # fmt: skip


def _of_cards(part: Part) -> Iterator[_Pair]:
    """Each card about a mistake or another case beside the first that tells how it is done."""
    units = part.units
    for unit in units:
        well = [one for one in units if one.kind in WELL and one.step_id == unit.step_id]
        if unit.kind in OTHERWISE and unit.step_id is not None and well:
            yield _Pair(
                id=f"{well[0].id}/{unit.id}", step_id=unit.step_id, basis="cards",
                label=OTHERWISE[unit.kind], good=_told(well[0]), other=_told(unit),
                subject=where_of(part, unit.step_id)["step_title"], language=unit.language,
            )  # fmt: skip


def _told(unit: KnowledgeUnit) -> _Side:
    return _Side(unit.text, unit.evidence, unit.id)


def _taken_back(part: Part) -> Iterator[_Pair]:
    """A step that was taken back, and the next time that it was done."""
    undone = {one.step_id for one in part.timeline.findings if one.kind == "undone"}
    for step in sorted(undone):
        times = [one for one in part.segments if one.step_id == step]
        for first, again in pairwise(times):
            if not any(part.withholds(one) for one in (first, again)):
                yield _Pair(
                    id=f"{first.id}/{again.id}", step_id=step, basis="takes", label="taken_back",
                    good=_seen(part, again), other=_seen(part, first), sense="sight",
                    subject=where_of(part, step)["step_title"], made_by=made_by(again),
                    language=part.language,
                )  # fmt: skip


def _seen(part: Part, one: Segment) -> _Side:
    return _Side(evidence=(shown(part, one),), take=take_of(part, one))


def _row(part: Part, pair: _Pair) -> dict[str, Any]:
    return {
        "id": f"{part.session.id}/{pair.id}",
        **where_of(part, pair.step_id),
        "other_session": part.session.id,
        "basis": pair.basis,
        "label": pair.label,
        "sense": pair.sense,
        "subject": pair.subject,
        "good": pair.good.text,
        "other": pair.other.text,
        "good_spans": spans_of(part, pair.good.evidence),
        "other_spans": spans_of(part, pair.other.evidence),
        "good_take": pair.good.take,
        "other_take": pair.other.take,
        "good_unit": pair.good.unit,
        "other_unit": pair.other.unit,
        "made_by": pair.made_by,
        "language": pair.language or part.language or part.procedure.language,
        **rights_of(part),
    }
