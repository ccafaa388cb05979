"""Know-how cards told by hand."""

from __future__ import annotations

from datetime import UTC, datetime

from data_schemas.knowledge import KnowledgeUnit

NUMBERS = iter(range(1, 100_000))


def unit(kind: str = "key_point", step: str | None = "s1", **changes: object) -> KnowledgeUnit:
    """A card on seconds of its own that no other one rests on, unless it is told which."""
    number = next(NUMBERS)
    at_s = changes.pop("at_s", 10.0 * number)
    assert isinstance(at_s, float)
    fields: dict[str, object] = {
        "id": f"unit-{number}", "session": "ses-1", "expert": "exp-1", "step_id": step,
        "kind": kind, "text": f"text {number}", "language": "en", "origin": "interview",
        "evidence": ({"recording": "rec-1", "start_s": at_s, "end_s": at_s + 2, "track": "audio"},),
        "created": {"by": "usr-1", "at": datetime(2026, 5, 4, tzinfo=UTC)},
    }  # fmt: skip
    return KnowledgeUnit.model_validate({**fields, **changes})
