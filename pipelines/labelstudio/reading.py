"""What the SDK gives, as values of our own; of another shape it raises Python's own errors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from pipelines.labelstudio.remote import SESSION, Annotation, Json, Prediction, Task


def task_of(
    found: Any,
    annotations: Sequence[Annotation] = (),
    predictions: Sequence[Prediction] = (),
) -> Task:
    data = dict(found.data or {})
    session = data.get(SESSION)
    project = getattr(found, "project", 0)
    return Task(
        id=int(found.id), project=int(getattr(project, "id", project) or 0),
        session=session if isinstance(session, str) else "", data=data,
        updated_at=moment_of(found.updated_at), annotations_total=int(found.total_annotations or 0),
        skips_total=int(found.cancelled_annotations or 0),
        predictions_total=int(found.total_predictions or 0),
        annotations=tuple(annotations), predictions=tuple(predictions),
    )  # fmt: skip


def prediction_of(found: Any) -> Prediction:
    return Prediction(
        int(found.id), str(found.model_version or ""), found.score, list(found.result or ())
    )


def annotation_of(found: Json) -> Annotation:
    who = found["completed_by"]
    return Annotation(
        id=int(found["id"]), unique_id=f"{found['id']}@{moment_of(found['created_at'])}",
        annotator=int(who["id"] if isinstance(who, dict) else who or 0),
        result=list(found["result"] or ()), cancelled=bool(found["was_cancelled"]),
        updated_at=moment_of(found["updated_at"]), parent_prediction=found["parent_prediction"],
    )  # fmt: skip


def text_of(found: Any) -> str:
    """The SDK lets everything pass: what is missing is None there."""
    if not isinstance(found, str):
        raise ValueError("no text")
    return found


def list_of(found: Any) -> list[Any]:
    """The same for what is listed: nothing there is not the same as nothing told."""
    if not isinstance(found, list):
        raise ValueError("no list")
    return found


def moment_of(moment: datetime | str) -> str:
    """UTC in the one form that the server's filter reads; as text it sorts as time does."""
    found = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
