"""What one device records at one go, while it arrives."""

from datetime import datetime

from pydantic import Field

from data_schemas.session import RecordingRole
from data_schemas.value import Value


class Stream(Value):
    """``started_at`` is the recording's zero on the server's clock; ``ended_at`` is None as long as
    nobody said that it ended. ``size`` bytes are here, the last since ``arrived_at``. ``recording``
    is what became of it. ``label``: what the device is called, "" where nobody asked for it. Only
    work is done in takes: of an answer or an attempt ``take`` says nothing.
    """

    id: str
    session: str
    role: RecordingRole = "work"
    take: int = Field(default=1, ge=1)
    device: str
    actor: str
    started_at: datetime
    ended_at: datetime | None = None
    arrived_at: datetime
    size: int = Field(ge=0)
    recording: str | None = None
    label: str = ""
