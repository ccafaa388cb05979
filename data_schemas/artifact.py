"""One result is one artifact, addressed by the recipe that makes it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from pydantic import Field, JsonValue

from data_schemas.value import Value


class Kind(StrEnum):
    ORIGINAL = "original"
    CONSENT = "consent"
    CONSENT_SCAN = "consent_scan"
    SIGNATURE = "signature"
    PROCEDURE = "procedure"
    GLOSSARY = "glossary"
    PROBES = "probes"
    CONFIDENTIAL = "confidential"
    PERSON = "person"
    ACCOUNT = "account"
    GIVEN_TRANSCRIPT = "given_transcript"
    PROXY = "proxy"
    MASKS = "masks"
    MASKED = "masked"
    TIME_MAP = "time_map"
    TRANSCRIPT = "transcript"
    TRANSCRIPT_PART = "transcript_part"
    MOTION = "motion"
    MOVEMENT = "movement"
    MOTION_WINDOWS = "motion_windows"
    MARKS = "marks"
    WAVEFORM = "waveform"
    ALIGNMENT = "alignment"
    PASSAGES = "passages"
    TOLD = "told"
    SEARCH_INDEX = "search_index"
    SAVED_SEARCHES = "saved_searches"
    TIMELINE = "timeline"
    MOMENTS = "moments"
    SUGGESTIONS = "suggestions"
    MODEL_SUGGESTIONS = "model_suggestions"
    ENTRY = "entry"
    APPROVAL = "approval"
    RELEASE = "release"
    HANDOUT = "handout"
    LIBRARY = "library"
    CALIBRATION = "calibration"
    SHOWN_LABELS = "shown_labels"
    GIVEN_LABELS = "given_labels"
    OFFERED = "offered"
    NEIGHBOUR = "neighbour"
    FETCHED = "fetched"
    WEIGHTS = "weights"


class Artifact(Value):
    """``id`` is the digest of the recipe; ``sha256`` is keyed, so it confirms no known file."""

    id: str
    session: str | None
    kind: Kind
    sha256: str
    size: int = Field(ge=0)
    parents: tuple[str, ...] = ()
    stage: str
    version: str
    params: str = ""
    model_digest: str = ""
    created_at: datetime


class Recipe(Value):
    """Everything that decides a result: the same recipe is the same artifact."""

    kind: Kind
    stage: str
    version: str
    params: dict[str, JsonValue] = Field(default_factory=dict)
    model_digest: str = ""
    parents: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Digest of the parameters alone."""
        return digest(self.params)

    @property
    def id(self) -> str:
        """Digest of the whole recipe, known before anything runs."""
        return digest(self.model_dump(mode="json"))


def digest(value: Mapping[str, JsonValue]) -> str:
    """First 32 hex digits of the SHA-256 of canonical JSON."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
