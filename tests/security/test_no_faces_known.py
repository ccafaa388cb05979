"""Faces are looked for to hide them; whose they are is known to nothing here."""

from __future__ import annotations

from typing import Literal, get_args, get_origin

import numpy as np
import pytest
from pydantic import BaseModel

from data_schemas.mask import FoundMasks
from pipelines import models
from pipelines.deidentify.faces.centerface import MODEL, _load
from pipelines.models import rows

SIDE = 256
KNOWN = {
    "centerface", "hand_landmarker", "multilingual-e5-small", "pose_landmarker_full",
    "whisper-base", "whisper-small", "whisper-medium", "whisper-large-v3",
    "whisper-large-v3-turbo",
    # Tells a voice, and only with consent to just that: tests/security/test_voice.py.
    "voice-encoder",
}  # fmt: skip


def held(kind: object) -> set[object]:
    """Every plain type that a value of this kind can hold, however deep."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return set().union(*(held(field.annotation) for field in kind.model_fields.values()))
    if get_origin(kind) is Literal:
        return {str}
    inside = [one for one in get_args(kind) if one is not ...]
    return set().union(*(held(one) for one in inside)) if inside else {kind}


def fields(kind: object) -> set[str]:
    found = {name for one in get_args(kind) for name in fields(one)}
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            found |= {name} | fields(field.annotation)
    return found


def test_what_is_kept_of_a_face_is_where_when_and_how_sure() -> None:
    assert held(FoundMasks) == {int, float, str, bool}
    assert fields(FoundMasks) == {
        "masks", "doubts", "looked_at", "every_s", "start_s", "end_s", "id", "recording", "kind",
        "origin", "boxes", "keys", "sure", "over_hands", "at_s", "box", "x", "y", "w", "h", "why",
    }  # fmt: skip


def test_no_model_here_tells_people_apart_by_their_faces() -> None:
    """A new model needs a line here: what it could do with a face is looked at then."""
    assert set(rows.manifest()) == KNOWN


@pytest.mark.weights
def test_the_detector_gives_a_map_of_the_picture_and_no_vector_of_a_face() -> None:
    network = _load(str(models.model_path(MODEL)))
    black = np.zeros((1, 3, SIDE, SIDE), np.float32)
    heat, sizes, offsets, eyes_nose_mouth = network.run(None, {"input.1": black})
    square = (SIDE // 4, SIDE // 4)
    assert [one.shape[1:] for one in (heat, sizes, offsets, eyes_nose_mouth)] == [
        (1, *square), (2, *square), (2, *square), (10, *square),
    ]  # fmt: skip
