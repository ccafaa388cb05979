"""A session: one expert doing one job once, in one or more recordings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from pydantic import Field

from data_schemas.clock import Span
from data_schemas.rights import ProtectionClass, Purpose
from data_schemas.value import Probability, Value

RecordingRole = Literal["work", "answer", "attempt"]
OffsetBy = Literal["nobody", "clock", "sound", "hand"]
Microphones = Literal["shared", "expert_left", "expert_right"]
# Purposes for which nothing is shown outside the house: nobody's face has to be hidden.
IN_HOUSE = frozenset({Purpose.TEACH})
State = Literal["planned", "received", "processing", "ready", "failed", "cancelled", "withdrawn"]


class Recording(Value):
    """One file from one device. ``original`` is the artifact that holds its untouched bytes.

    Session time = recording time + ``offset_s``; answers and attempts have no offset.
    ``offset_by`` says who placed it: the search by sound may move what neither a hand set nor
    the clocks and names of the devices (``clock``). ``take`` counts the stretches of a session that
    follow each other, such as the files of one camera: cameras of one take saw the same work, the
    next take went on or did it again.
    ``offset_confidence`` is how sure that search was, None for what it did not place.
    """

    id: str
    session: str
    role: RecordingRole = "work"
    take: int = Field(default=1, ge=1)
    offset_s: float | None = 0.0
    offset_by: OffsetBy = "nobody"
    offset_confidence: Probability | None = None
    original: str
    container: str
    duration_s: float = Field(ge=0)
    has_video: bool
    has_audio: bool
    width: int = 0
    height: int = 0
    fps: float = 0.0


def seconds_of(recordings: Iterable[Recording]) -> float:
    """Seconds of work: the cameras of a take saw the same ones, takes follow each other."""
    takes: dict[int, float] = {}
    for one in recordings:
        takes[one.take] = max(takes.get(one.take, 0.0), one.duration_s)
    return sum(takes.values())


@dataclass(frozen=True, slots=True)
class Head:
    """What permission and search look at of a session: of ten thousand, as little as will do."""

    id: str
    procedure: str
    expert: str
    purposes: frozenset[Purpose]
    protection_class: ProtectionClass


class Session(Value):
    """``number`` counts the site's sessions: what people call it before it has a name.

    ``language`` is what is spoken, "" if that is to be found out. ``microphones``: shared, or one
    a person, and on which channel the expert's is. From ``voice_from_s`` to ``voice_to_s`` only the
    expert speaks: what their voice is recognised by, set only with consent to that.
    ``signed_at`` is when consent was signed; ``open_people`` and ``to_mask`` count who else is
    heard or seen and has not agreed, or is to be masked. ``deidentified_at``: when somebody
    answered for it that all that is to be hidden is; None again once anything changed.
    ``faces_wanted_at``: when somebody asked for faces to be looked for before anything may leave.
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
    signed_at: date | None = None
    open_people: int = 0
    to_mask: int = 0
    deidentified_at: datetime | None = None
    faces_wanted_at: datetime | None = None
    withdrawn_at: datetime | None = None
    recordings: tuple[Recording, ...] = ()

    @property
    def work(self) -> tuple[Recording, ...]:
        """Recordings of the work itself; the first is the zero of the session's clock."""
        return tuple(recording for recording in self.recordings if recording.role == "work")

    @property
    def duration_s(self) -> float:
        return seconds_of(self.work)

    @property
    def wants_faces(self) -> bool:
        """Whether faces are looked for, to be hidden: not where all may be seen and stays here."""
        return bool(self.faces_wanted_at or self.to_mask or self.purposes - IN_HOUSE)

    def is_first_of_take(self, recording: Recording) -> bool:
        """Whether the take's other cameras are placed against this one."""
        return next(one.id for one in self.work if one.take == recording.take) == recording.id

    @property
    def unplaced(self) -> tuple[Recording, ...]:
        """Those beside the first that nobody and nothing has placed on the clock yet."""
        return tuple(recording for recording in self.work[1:] if recording.offset_by == "nobody")


def are_on_one_clock(session: Session, one: Recording, other: Recording) -> bool:
    """Cameras of one take run beside each other; takes do once somebody or something placed them.

    Where a take that nobody has placed stands is a guess, and nothing is struck on a guess.
    """
    return one.take == other.take or not {one, other} & set(session.unplaced)


def moved(span: Span, chosen: Recording, other: Recording) -> Span | None:
    """The same moment on the clock of another recording; None where that does not show it."""
    later_s = (chosen.offset_s or 0.0) - (other.offset_s or 0.0)
    there = span.interval.shifted(later_s).clipped(0.0, other.duration_s)
    if other.id == chosen.id:
        there = span.interval
    elif there.length_s == 0:
        return None
    return Span(recording=other.id, start_s=there.start_s, end_s=there.end_s)
