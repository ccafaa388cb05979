"""Columns of the two configs: Arrow type for the file, feature for ``datasets``, words for people.

Keypoints are nested lists of fixed length. ``datasets`` reads ``List`` from version 4 on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from data_schemas.motion import HAND_POINTS, POSE_POINTS, Status

Feature = dict[str, Any]


@dataclass(frozen=True)
class Column:
    name: str
    type: pa.DataType
    feature: Feature
    meaning: str


def schema(columns: list[Column]) -> pa.Schema:
    return pa.schema([(column.name, column.type) for column in columns])


def segment_columns(names: list[str]) -> list[Column]:
    return [
        text("id", "session and segment; unique"),
        text("session", "the recording session"),
        text("expert", "random id of the person; the same in all sessions of that person"),
        text("procedure", "id of the procedure"),
        _number("procedure_version", pa.int64(), "its version"),
        _number("start_s", pa.float64(), "start on the session's clock, in seconds"),
        _number("end_s", pa.float64(), "end, not included"),
        text("step_id", "step of the procedure; null: work outside the steps"),
        _label("step", names, "the same as a class `procedure/step`"),
        text("step_title", "title of the step"),
        _number("occurrence", pa.int64(), "which time this step was done in the session, from 1"),
        _number("confidence", pa.float64(), "calibrated probability; 1 where a person decided"),
        text("status", "auto, needs_review, confirmed or corrected (by a person)"),
        text("made_by", "machine; confirmed: a machine, and a person said yes; or person"),
        _texts("made_with", "what made steps, words and motion: versions and digests of models"),
        text("narration", "what was said about it, mostly before the action; may be empty"),
        text("language", "language of the narration"),
        _number("take", pa.int64(), "which take of the session, from 1"),
        text("variant", "what the take was for: good, defect or what_if; empty: nobody said"),
        text("split", "train, validation or test; all sessions of a person share one"),
        text("licence", "as the consent states it; empty: none stated"),
        text("protection_class", "how far this may go"),
        _flag("synthetic", "true: generated, not a person at work"),
        text("artifact", "id of the time line that this row was read from"),
        _number("first_row", pa.int64(), "first row of the session in `frames`; null: no motion"),
        _number("end_row", pa.int64(), "end of its rows, not included"),
    ]


def frame_columns(names: list[str]) -> list[Column]:
    status = [status.name.lower() for status in Status]
    columns = [
        text("session", "the recording session"),
        text("expert", "random id of the person"),
        _number("row", pa.int32(), "number of the row within the session, from 0"),
        _number("t_s", pa.float64(), "time on the session's clock, in seconds"),
        text("step_id", "step under way; null: none"),
        _label("step", names, "the same as a class `procedure/step`"),
        points("pose", (POSE_POINTS, 3), "x, y in 0..1 of the image, z as MediaPipe gives it"),
        points("pose_world", (POSE_POINTS, 3), "metres from the middle of the hips"),
        points("pose_visibility", (POSE_POINTS,), "0..1"),
        points("pose_presence", (POSE_POINTS,), "0..1"),
        _label("pose_status", status, "what the points rest on"),
    ]
    for side in ("left", "right"):
        columns += [
            points(f"{side}_hand", (HAND_POINTS, 3), "x, y in 0..1 of the image, z as given"),
            points(f"{side}_hand_world", (HAND_POINTS, 3), "metres from the hand's centre"),
            _number(f"{side}_hand_score", pa.float32(), "0..1, confidence in the side"),
            _label(f"{side}_hand_status", status, "what the points rest on"),
        ]
    return columns


def type_name(feature: Feature) -> str:
    """A feature in words for people: ``float32 [33, 3]``, ``class``, ``string``."""
    lengths: list[int | str] = []
    while feature["_type"] == "List":
        lengths += [feature["length"]] if feature["length"] >= 0 else ["any"]
        feature = feature["feature"]
    name = "class" if feature["_type"] == "ClassLabel" else str(feature["dtype"])
    return f"{name} {lengths}" if lengths else name


def text(name: str, meaning: str) -> Column:
    return Column(name, pa.string(), {"dtype": "string", "_type": "Value"}, meaning)


def _texts(name: str, meaning: str) -> Column:
    feature: Feature = {"feature": {"dtype": "string", "_type": "Value"}, "_type": "List"}
    return Column(name, pa.list_(pa.string()), {**feature, "length": -1}, meaning)


def _flag(name: str, meaning: str) -> Column:
    return Column(name, pa.bool_(), {"dtype": "bool", "_type": "Value"}, meaning)


def _number(name: str, kind: pa.DataType, meaning: str) -> Column:
    dtype = {"double": "float64", "float": "float32"}.get(str(kind), str(kind))
    return Column(name, kind, {"dtype": dtype, "_type": "Value"}, meaning)


def _label(name: str, names: list[str], meaning: str) -> Column:
    return Column(name, pa.int64(), {"names": names, "_type": "ClassLabel"}, meaning)


def points(name: str, shape: tuple[int, ...], meaning: str) -> Column:
    kind: pa.DataType = pa.float32()
    feature: Feature = {"dtype": "float32", "_type": "Value"}
    for length in reversed(shape):
        kind = pa.list_(kind, length)
        feature = {"feature": feature, "length": length, "_type": "List"}
    return Column(name, kind, feature, meaning)
