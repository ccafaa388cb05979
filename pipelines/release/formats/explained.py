"""Moments that were asked about, with what they turned out to be; "nothing special" is kept, too.

A moment is explained by the know-how cards that the question led to and the expert said yes to.
One where the answer was that there is nothing to it is a negative example.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from data_schemas.clock import Span
from data_schemas.knowledge import KnowledgeUnit
from data_schemas.motion import MotionTrack
from data_schemas.release import Split
from pipelines.release.bundle import Bundle, Part
from pipelines.release.formats.jsonl import Card, Column, write_rows
from pipelines.release.formats.qa import question_of
from pipelines.release.formats.unit_rows import RIGHTS, STAYS, WHERE, rights_of, where_of
from pipelines.release.told import Inquiry

COLUMNS = (
    *WHERE,
    Column("recording", "string", "the recording in which it was seen"),
    Column("start_s", "float64", "start on the session's clock, in seconds"),
    Column("end_s", "float64", "end, not included"),
    Column("first_row", "int64", "first row in `frames` of the format hf; null: no motion there"),
    Column("end_row", "int64", "end of its rows, not included"),
    Column("found_by", "string", "machine, or person: somebody stopped there"),
    Column("kind", "string", "what a machine found, such as pause or regrip; empty: a person did"),
    Column("question", "string", "as it was put, in the language of the session"),
    Column("question_ko", "string", "the same in Korean"),
    Column("question_en", "string", "the same in English"),
    Column("outcome", "string", "explained, or nothing: asked, and there is nothing special"),
    Column("answer", "string", "the words of the cards; empty: nothing special"),
    Column("units", "[string]", "ids of the cards, as in the format qa"),
    Column("language", "string", "language of the answer"),
    *RIGHTS,
)
CARD = Card(
    "Explained moments",
    "One row a moment that the expert was asked about on replay: what it looked like, what was"
    " asked, and what it was. `outcome` `nothing` are negative examples. Questions that were put"
    f" off, declined, or led to no confirmed card are left out. {STAYS}",
    COLUMNS,
)


def write(bundle: Bundle, out: Path) -> None:
    """Write ``<split>.jsonl`` and ``README.md`` into ``out``."""
    write_rows(out, _rows(bundle), CARD)


def _rows(bundle: Bundle) -> Iterator[tuple[Split, dict[str, Any]]]:
    for part in bundle.ordered:
        units = {one.id: one for one in part.units}
        told = [(one, [units[name] for name in one.units if name in units]) for one in part.asked]
        told = [(one, led) for one, led in told if _is_example(part, one, led)]
        track = part.track() if told else None
        for one, led in told:
            yield bundle.split_of(part), _row(part, one, led, track)


def _is_example(part: Part, one: Inquiry, led: list[KnowledgeUnit]) -> bool:
    """What led to a card that may not leave is no "nothing special"."""
    if one.span is None or part.offset_s(one.span.recording) is None:
        return False
    return bool(led) or (one.outcome == "nothing" and not one.units)


def _row(
    part: Part, one: Inquiry, led: list[KnowledgeUnit], track: MotionTrack | None
) -> dict[str, Any]:
    assert one.span is not None
    language = led[0].language if led else ""
    language = language or part.language or part.procedure.language
    question = question_of(one, language)
    first, end = rows_of(part, one.span, track)
    offset = part.offset_s(one.span.recording) or 0.0
    return {
        "id": f"{part.session.id}/{one.target}",
        **where_of(part, one.step_id),
        "recording": one.span.recording,
        "start_s": one.span.start_s + offset,
        "end_s": one.span.end_s + offset,
        "first_row": first,
        "end_row": end,
        "found_by": "machine" if one.by_machine else "person",
        "kind": one.kind or "",
        **{name: question[name] for name in ("question", "question_ko", "question_en")},
        "outcome": "explained" if led else "nothing",
        "answer": "\n".join(unit.text for unit in led),
        "units": [unit.id for unit in led],
        "language": language,
        **rights_of(part),
    }


def rows_of(part: Part, span: Span, track: MotionTrack | None) -> tuple[int | None, int | None]:
    """Released motion rows of these seconds, ``[first, end)``; None without any."""
    offset = part.offset_s(span.recording)
    if track is None or offset is None:
        return None, None
    times = track.t_us[part.kept_rows(track)] / 1e6 + part.shift_s
    first, end = np.searchsorted(times, [span.start_s + offset, span.end_s + offset])
    return (int(first), int(end)) if end > first else (None, None)
