"""What leaves the site: a selection, one record a segment, and the release as a whole."""

from datetime import datetime
from typing import Literal

from data_schemas.clock import Interval
from data_schemas.value import Probability, Value

Split = Literal["train", "validation", "test"]


class Selection(Value):
    """Which sessions are asked for (none named: all that may go) and in which formats."""

    name: str
    sessions: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("hf", "vtt")


class Record(Interval):
    """One released segment; times are on the session's clock.

    ``track_rows`` are its motion rows, ``[first, end)`` of the session's released rows.
    """

    id: str
    session: str
    expert: str
    procedure: str
    procedure_version: int
    step_id: str | None
    step_title: str
    occurrence: int
    confidence: Probability
    status: str
    narration: str
    language: str
    split: Split
    licence: str
    protection_class: str
    synthetic: bool
    artifact: str
    track_rows: tuple[int, int] | None = None


class Refusal(Value):
    """A session that stays here, and why."""

    session: str
    reason: str


class Release(Value):
    """``digest`` is over the sorted list of files with their hashes."""

    id: str
    name: str
    created_at: datetime
    formats: tuple[str, ...]
    sessions: tuple[str, ...]
    refused: tuple[Refusal, ...] = ()
    rows: int
    digest: str
