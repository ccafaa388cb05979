"""What one device records within one take, while it arrives."""

from datetime import datetime

from pydantic import Field

from data_schemas.value import Value


class Stream(Value):
    """``started_at`` is the recording's zero on the server's clock; ``ended_at`` is None as long as
    nobody said that it ended. ``size`` bytes are here, the last since ``arrived_at``. ``recording``
    is what became of it. ``label``: what the device is called, "" where nobody asked for it.
    """

    id: str
    session: str
    take: int = Field(ge=1)
    device: str
    actor: str
    started_at: datetime
    ended_at: datetime | None = None
    arrived_at: datetime
    size: int = Field(ge=0)
    recording: str | None = None
    label: str = ""
