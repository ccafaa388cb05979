"""What was erased: one entry of the ledger that a restored backup is held against."""

from datetime import datetime
from typing import Self

from pydantic import Field, model_validator

from data_schemas.value import Value


class Part(Value):
    """A stretch of one recording on its own clock, or without times all of it."""

    recording: str
    start_s: float | None = Field(default=None, ge=0)
    end_s: float | None = None

    @property
    def is_whole(self) -> bool:
        return self.start_s is None or self.end_s is None


class Gone(Value):
    """Everything under one key (``scope``), or ``parts`` of a session under the name ``id``."""

    at: datetime
    scope: str = ""
    id: str = ""
    session: str = ""
    parts: tuple[Part, ...] = ()

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if bool(self.scope) == bool(self.parts):
            raise ValueError("an erasure names a scope or parts of a session")
        return self
