"""Know-how cards as questions and answers: JSON lines, split by person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from data_schemas.knowledge import KnowledgeUnit
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
    where_of,
)
from pipelines.release.told import Inquiry

COLUMNS = (
    *WHERE,
    Column("asked", "bool", "false: it was told unasked, so the question is empty"),
    Column("question", "string", "as it was put, in the language of the answer"),
    Column("question_ko", "string", "the same in Korean"),
    Column("question_en", "string", "the same in English"),
    Column("answer", "string", "the card's words, to which the expert said yes"),
    Column("answer_ko", "string", "a translation; empty: none"),
    Column("answer_en", "string", "a translation; empty: none"),
    Column("normalised", "string", "the same said tidily; empty: nobody did"),
    *OF_UNIT,
    *RIGHTS,
)
CARD = Card(
    "Questions and answers",
    f"One row a know-how card: what the expert was asked, and what they know. {STAYS}",
    COLUMNS,
)


def write(bundle: Bundle, out: Path) -> None:
    """Write ``<split>.jsonl`` and ``README.md`` into ``out``."""
    write_rows(out, _rows(bundle), CARD)


def _rows(bundle: Bundle) -> Iterator[tuple[Split, dict[str, Any]]]:
    for part, unit in ordered_units(bundle):
        put = next((one for one in part.asked if unit.id in one.units), None)
        yield bundle.split_of(part), row_of(part, unit, put)


def row_of(part: Part, unit: KnowledgeUnit, put: Inquiry | None) -> dict[str, Any]:
    told = of_unit(part, unit)
    return {
        "id": f"{part.session.id}/{unit.id}",
        **where_of(part, unit.step_id),
        **question_of(put, told["language"]),
        "answer": unit.text,
        "answer_ko": unit.text_ko,
        "answer_en": unit.text_en,
        "normalised": unit.normalised,
        **told,
        **rights_of(part),
    }


def question_of(put: Inquiry | None, language: str) -> dict[str, Any]:
    """The question in the answer's language; in English where that is neither of the two."""
    if put is None:
        return {"asked": False, "question": "", "question_ko": "", "question_en": ""}
    ko, en = put.question.ko, put.question.en
    chosen = ko if language == "ko" else en
    return {"asked": True, "question": chosen, "question_ko": ko, "question_en": en}
