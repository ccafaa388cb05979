"""Records as formats need them that know no time before a video's start or after its end."""

from __future__ import annotations

from data_schemas.release import Record
from pipelines.release.bundle import Bundle, Part


def placed(bundle: Bundle, part: Part) -> tuple[Record, ...]:
    """A session's records cut to ``[0, duration)`` of its clock; what lies outside is left out."""
    end_s = part.duration_s
    cut = ((one, one.clipped(0.0, end_s)) for one in bundle.records_of(part))
    return tuple(
        one.model_copy(update={"start_s": inside.start_s, "end_s": inside.end_s})
        for one, inside in cut
        if inside.length_s > 0
    )


def label_of(record: Record) -> str:
    """The class of a record, ``procedure/step`` as in the format ``hf``; "" outside the steps."""
    return "" if record.step_id is None else f"{record.procedure}/{record.step_id}"
