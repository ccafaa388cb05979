"""A session: one expert doing one job once, in one or more recordings."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from data_schemas.rights import ProtectionClass, Purpose
from data_schemas.value import Value

RecordingRole = Literal["work", "answer", "attempt"]
Microphones = Literal["shared", "expert_left", "expert_right"]
State = Literal["received", "processing", "ready", "failed", "cancelled", "withdrawn"]


class Recording(Value):
    """One file from one device. ``original`` is the artifact that holds its untouched bytes.

    Session time = recording time + ``offset_s``; answers and attempts have no offset.
    """

    id: str
    session: str
    role: RecordingRole = "work"
    offset_s: float | None = 0.0
    original: str
    container: str
    duration_s: float = Field(ge=0)
    has_video: bool
    has_audio: bool
    width: int = 0
    height: int = 0
    fps: float = 0.0


class Session(Value):
    """``number`` counts the site's sessions: what people call it before it has a name.

    ``language`` is what is spoken, "" if that is to be found out. ``microphones``: shared, or one
    a person, and on which channel the expert's is. From ``voice_from_s`` to ``voice_to_s`` only the
    expert speaks: what their voice is recognised by, set only with consent to that.
    """

    id: str
    number: int
    procedure: str
    expert: str
    created_at: datetime
    language: str = ""
    microphones: Microphones = "shared"
    voice_from_s: float | None = None
    voice_to_s: float | None = None
    purposes: frozenset[Purpose] = frozenset()
    protection_class: ProtectionClass = ProtectionClass.RESTRICTED
    withdrawn_at: datetime | None = None
    recordings: tuple[Recording, ...] = ()
