"""What people take to the workplace: a job breakdown sheet, clips, a redline of the procedure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from data_schemas.approval import ApprovalState
from data_schemas.clock import Interval, Span
from data_schemas.procedure import Language
from data_schemas.rights import ProtectionClass
from data_schemas.timeline import FindingKind
from data_schemas.value import Seconds, Value

HandoutKind = Literal["sheet", "clips", "redline"]
HANDOUT_KINDS: tuple[HandoutKind, ...] = ("sheet", "clips", "redline")
HandoutFormat = Literal["html", "docx", "text"]
HANDOUT_FORMATS: tuple[HandoutFormat, ...] = ("html", "docx", "text")


class HandoutSelection(Value):
    """What is asked for. ``language`` is that of the headings; words stay as they were said.

    ``formats`` are of the papers; clips are MP4 with a WebVTT file beside. ``address`` is where
    this site is reached, such as ``https://sonmat.plant:8501``, for links to the seconds behind a
    line; without it only the time is told. ``burn_in``: subtitles are drawn into the picture, too.
    ``everybody``: know-how cards of all experts of the job, each line with whose word it is.
    """

    session: str
    kinds: tuple[HandoutKind, ...] = ("sheet",)
    language: Language = "en"
    formats: tuple[HandoutFormat, ...] = ("html", "docx")
    address: str = Field(default="", pattern=r"^(https?://[^\s<>\"']+)?$")
    burn_in: bool = False
    everybody: bool = False


class Stamp(Value):
    """What stands on every page: whose number it is, how far it may go, and who confirmed it.

    ``number`` is "" on what is only shown. ``signed_by`` is the name behind ``state``, ``author``
    the expert's where they wish to be named. ``version`` counts what was approved.
    """

    number: str = ""
    session: str
    session_number: int
    title: str
    procedure_version: int
    language: Language
    protection_class: ProtectionClass
    state: ApprovalState = "draft"
    version: int = 1
    signed_by: str = ""
    signed_on: date | None = None
    author: str = ""
    made_on: date
    address: str = ""
    synthetic: bool = False


class Proof(Span):
    """Seconds of a recording, and the words said in them, "" where they only show something.

    ``at_s`` is the start on the session's clock, None for an answer, which does not lie on it. Not
    ``sure``: a machine placed it and doubts it. ``session`` is another one of the same job that it
    lies in, "" for the session that the paper is made of.
    """

    at_s: Seconds | None = None
    text: str = ""
    sure: bool = True
    session: str = ""


class SheetLine(Value):
    """``label`` is what a know-how card was about, ``source`` where the line comes from.

    ``by`` is whose word it is, told in work session ``session_number``; "" and 0 where all is the
    word of one expert.
    """

    text: str
    label: Literal["", "knack", "cue", "parameter", "hazard"] = ""
    source: Literal["written", "card"] = "written"
    proofs: tuple[Proof, ...] = ()
    by: str = ""
    session_number: int = 0


class SheetPoint(Value):
    """A key point with its reasons; None: reasons that name no key point."""

    point: SheetLine | None = None
    reasons: tuple[SheetLine, ...] = ()


class Note(Value):
    """A finding about a step in this recording; ``other`` is another step's number, 0 for none."""

    kind: FindingKind
    other: int = 0
    times: int = 0
    proofs: tuple[Proof, ...] = ()


class SheetStep(Value):
    """An important step. ``inside`` are the titles of its groups, outermost first.

    ``sections`` are the seconds that show it, ``quotes`` what the expert said about it; ``more``
    counts what was said besides.
    """

    number: int
    step_id: str
    title: str
    inside: tuple[str, ...] = ()
    sections: tuple[Proof, ...] = ()
    points: tuple[SheetPoint, ...] = ()
    quotes: tuple[Proof, ...] = ()
    more: int = 0
    notes: tuple[Note, ...] = ()


class JobSheet(Value):
    """A job breakdown sheet as Training Within Industry has it: what, how, and why.

    ``withheld``: somebody took parts of the recording out or masked them; nothing of them is here.
    """

    stamp: Stamp
    steps: tuple[SheetStep, ...] = ()
    withheld: bool = False


class Balance(Value):
    """Something that makes a sheet hard to teach from; of one step, or (``number`` 0) of all."""

    kind: Literal["many_steps", "many_points", "no_reason"]
    number: int = 0
    count: int = 0


class Change(Value):
    """A change to the written procedure that a recording suggests; people decide about it.

    ``text`` is what would be written in, in the words that were said; ``other`` the number of
    another step that it is about, ``times`` how often it was done.
    """

    kind: Literal[
        "skipped", "repeated", "out_of_order", "rule_broken", "undone", "new_step", "key_point",
        "reason",
    ]  # fmt: skip
    text: str = ""
    other: int = 0
    times: int = 0
    proofs: tuple[Proof, ...] = ()


class RedlineStep(Value):
    """A line of the procedure with what would change; ``number`` 0: a step that is not written.

    ``moved`` is where a step stands twice: struck where it is written, inserted where it was done.
    """

    number: int
    title: str
    points: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    moved: Literal["", "from", "to"] = ""
    changes: tuple[Change, ...] = ()


class Redline(Value):
    stamp: Stamp
    steps: tuple[RedlineStep, ...] = ()
    withheld: bool = False

    @property
    def count(self) -> int:
        """How many changes are proposed."""
        return sum(len(one.changes) for one in self.steps)


class ClipPlan(Value):
    """One section of a step as a clip: ``pieces`` of the recording, on its clock.

    ``cut``: something was taken out in between or at an edge.
    """

    name: str
    number: int
    title: str
    occurrence: int
    recording: str
    at_s: Seconds
    pieces: tuple[Interval, ...]
    cut: bool = False


class LeftOut(Value):
    """A section of a step of which no clip can be made."""

    number: int
    occurrence: int
    why: Literal["withheld", "no_picture", "no_copy"]


class HandoutFile(Value):
    name: str
    mime: str
    kind: HandoutKind


class Beside(Value):
    """Another session of the job whose cards are on the paper; ``seen``: its last entry by then."""

    session: str
    seen: int


class Handout(Value):
    """What was made and may lie on a desk somewhere; by its number it is asked back.

    Nothing of what was said stands in it, nor who signed. ``timeline`` is the artifact that it was
    made from, ``seen`` the number of the last entry that people had made by then, ``state`` and
    ``version`` how far it was approved.
    """

    id: str
    selection: HandoutSelection
    session_number: int
    protection_class: ProtectionClass
    state: ApprovalState
    version: int
    timeline: str
    seen: int
    actor: str
    made_at: datetime
    files: tuple[HandoutFile, ...]
    left_out: tuple[LeftOut, ...] = ()
    cut: tuple[str, ...] = ()
    beside: tuple[Beside, ...] = ()

    @property
    def sessions(self) -> tuple[str, ...]:
        """All sessions that something of is in it."""
        return (self.selection.session, *(one.session for one in self.beside))
