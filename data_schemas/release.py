"""What leaves the site: a selection, one record a segment, and the release as a whole."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from data_schemas.clock import Interval
from data_schemas.rights import ProtectionClass, Purpose
from data_schemas.take import TakeVariant
from data_schemas.value import Probability, Value

Split = Literal["train", "validation", "test"]
# Who placed a step: a machine alone, a machine with a person's yes, or a person.
MadeBy = Literal["machine", "confirmed", "person"]


class Wanted(Value):
    """Which labels are asked for: by whom they were made (nobody named: by anybody), and how sure
    they are at least. What a person decided is sure."""

    made_by: frozenset[MadeBy] = frozenset()
    min_confidence: Probability = 0.0


class FormatOptions(Value):
    """How formats are written, and which rows. ``padding_s``: seconds of sound kept on each side of
    what was said, as far as nobody else speaks there. ``k``: what is told of people is told of at
    least so many alike, or withheld.

    ``fps``: pictures a second of the video formats; motion is looked at 15 times a second unless
    the site chose otherwise, and a picture between two looks has no state. ``longest_px`` bounds
    the longer side of their pictures. ``lerobot_language``: columns of reviewed words in LeRobot's
    format, which its loaders before 0.6 refuse.
    """

    padding_s: float = Field(default=0.2, ge=0, le=5)
    wanted: Wanted = Wanted()
    k: int = Field(default=5, ge=1, le=1_000)
    fps: int = Field(default=15, ge=1, le=60)
    longest_px: int = Field(default=640, ge=64, le=1920)
    lerobot_language: bool = True


class Selection(Value):
    """Which sessions are asked for (none named: all that may go) and in which formats."""

    name: str
    sessions: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("hf", "vtt")
    options: FormatOptions = FormatOptions()


class Record(Interval):
    """One released segment; times are on the session's clock.

    ``track_rows`` are its motion rows, ``[first, end)`` of the session's released rows.
    ``made_with`` names what made the step, the words and the motion: a line each, with the version
    of the code and the digest of the model. ``variant`` is what its take was for: good, defect or
    what_if, "" where nobody said.
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
    made_by: MadeBy = "machine"
    made_with: tuple[str, ...] = ()
    take: int = 1
    variant: TakeVariant | Literal[""] = ""


class Refusal(Value):
    """A session that stays here, and why: the first reason, and all that the gate has."""

    session: str
    reason: str
    reasons: tuple[str, ...] = ()


class ReleaseTerms(Value):
    """What all consents in a release allow together, as they were when it was made.

    ``licences`` as people wrote them; ``until`` the first day on which a session in it ends.
    """

    purposes: tuple[Purpose, ...]
    protection_class: ProtectionClass
    licences: tuple[str, ...] = ()
    until: date | None = None
    synthetic: bool = False


class Release(Value):
    """``digest`` is over the sorted list of files with their hashes. ``number`` counts those of a
    name; the same content has the same number. ``terms`` are not known of releases from before
    there was a library.

    ``splits``: on which side everybody is whom a release of this site has held so far, so that
    nobody changes it in the next one. ``warnings`` are sentences about what whoever makes it
    should know.
    """

    id: str
    name: str
    number: int = Field(default=1, ge=1)
    created_at: datetime
    formats: tuple[str, ...]
    sessions: tuple[str, ...]
    refused: tuple[Refusal, ...] = ()
    rows: int
    digest: str
    options: FormatOptions = FormatOptions()
    terms: ReleaseTerms | None = None
    splits: dict[str, Split] = Field(default_factory=dict)
    warnings: tuple[str, ...] = ()


class Recalled(Value):
    """A release that holds ``withdrawn`` sessions whose consent or time of keeping has ended, and
    whom it was given to."""

    release: str
    number: int
    withdrawn: int
    given_to: tuple[str, ...] = ()


class Superseded(Value):
    """The release that takes the place of those to be deleted everywhere."""

    release: Release
    recalled: tuple[Recalled, ...]
