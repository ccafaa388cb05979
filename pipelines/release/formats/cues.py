"""What experts perceive, and by which sense: a row a cue of a know-how card, as JSON lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from data_schemas.knowledge import Cue, KnowledgeUnit
from data_schemas.release import Split
from pipelines.release.bundle import Bundle, Part
from pipelines.release.formats.jsonl import Card, Column, write_rows
from pipelines.release.formats.unit_rows import (
    OF_UNIT,
    RIGHTS,
    STAYS,
    WHERE,
    of_unit,
    ordered_units,
    rights_of,
    spans_of,
    where_of,
)

COLUMNS = (
    *WHERE,
    Column("sense", "string", "sight, hearing, touch, smell or taste; empty: not said"),
    Column("description", "string", "what is perceived"),
    Column("normal", "string", "what it is like when all is well"),
    Column("abnormal", "string", "what it is like when it is not"),
    Column("threshold", "string", "where the one becomes the other, as it was said"),
    Column("threshold_value", "float64", "the same as a number; null: none was said"),
    Column("threshold_unit", "string", "its unit"),
    Column("text", "string", "the words of the whole card"),
    *OF_UNIT,
    *RIGHTS,
)
CARD = Card(
    "Cues",
    "One row a cue: something that the expert sees, hears, feels, smells or tastes and acts on."
    f" {STAYS}",
    COLUMNS,
)


def write(bundle: Bundle, out: Path) -> None:
    """Write ``<split>.jsonl`` and ``README.md`` into ``out``."""
    write_rows(out, _rows(bundle), CARD)


def _rows(bundle: Bundle) -> Iterator[tuple[Split, dict[str, Any]]]:
    for part, unit in ordered_units(bundle):
        for number, cue in enumerate(unit.cues):
            yield bundle.split_of(part), _row(part, unit, cue, number)


def _row(part: Part, unit: KnowledgeUnit, cue: Cue, number: int) -> dict[str, Any]:
    limit = cue.threshold
    return {
        "id": f"{part.session.id}/{unit.id}/{number}",
        **where_of(part, unit.step_id),
        "sense": cue.modality or "",
        "description": cue.description,
        "normal": cue.normal,
        "abnormal": cue.abnormal,
        "threshold": (limit.text or limit.name) if limit else "",
        "threshold_value": limit.value if limit else None,
        "threshold_unit": limit.unit if limit else "",
        "text": unit.text,
        **of_unit(part, unit),
        "spans": spans_of(part, unit.seconds_of(cue)),
        **rights_of(part),
    }
