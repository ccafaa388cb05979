"""How things are told to people: states, confidence, lengths and dates in plain words."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

import streamlit as st

from app.language import _, later, n_
from data_schemas.account import AccountState
from data_schemas.approval import ApprovalState
from data_schemas.artifact import Kind
from data_schemas.clock import in_utc
from data_schemas.marks import MarkKind
from data_schemas.motion import EventKind
from data_schemas.programme import Next, Standing
from data_schemas.rights import Agreement, PresentRole, ProtectionClass, Purpose, Role, Signing
from data_schemas.session import Microphones, State
from data_schemas.take import TakeVariant
from data_schemas.timeline import Segment
from data_schemas.transcript import Quantity, Speaker
from pipelines.align.ask import SURE_FROM, Reason

Tone = Literal["sure", "check", "person", "missing"]

STATES: dict[State, tuple[str, str]] = {
    "planned": (later("Planned"), "gray"),
    "received": (later("Waiting"), "gray"),
    "processing": (later("Being worked on"), "blue"),
    "ready": (later("Ready"), "green"),
    "failed": (later("Stopped by a problem"), "red"),
    "cancelled": (later("Cancelled"), "orange"),
    "withdrawn": (later("Consent withdrawn, content erased"), "gray"),
}
WORK: dict[str, str] = {
    "proxy": later("Making a copy that plays everywhere"),
    "sync": later("Matching the cameras by their sound"),
    "waveform": later("Drawing the sound"),
    "motion": later("Following hands and body"),
    "movement": later("Describing the movement"),
    "motion_windows": later("Making the movement findable"),
    "transcribe": later("Writing down what is said"),
    "marks": later("Looking for markers"),
    "align": later("Placing everything on the steps"),
    "fold": later("Putting the time line together"),
    "passages": later("Making it searchable"),
    "moments": later("Finding what to ask about"),
    "suggestions": later("Drawing up suggestions for know-how cards"),
    "told": later("Making cards and answers findable"),
    "masks": later("Looking for faces"),
    "masked": later("Making the copy with everything hidden"),
}
EVENTS: dict[EventKind, str] = {
    "pause": later("The hands rest"),
    "inspection": later("Looking at it with still hands"),
    "hesitation": later("Towards it and back, twice"),
    "regrip": later("Lets go and takes hold again"),
    "repeated": later("The same movement again and again"),
    "two_hands": later("Both hands move as one"),
    "tempo_change": later("Faster or slower from here on"),
    "leaves_frame": later("The hand leaves the picture"),
    "hidden": later("The hand is not found"),
    "no_picture": later("The picture is missing"),
    "glare": later("Glare"),
    "unseen_movement": later("Something moves, no hand is found"),
    "sound_starts": later("A sound of the work starts"),
    "sound_stops": later("A sound of the work stops"),
    "sound_changes": later("A sound of the work changes"),
    "knock": later("A knock"),
}
MARKED: dict[MarkKind, str] = {
    "key": later("Marker set by key"),
    "pedal": later("Marker set by pedal"),
    "button": later("Marker set by button"),
    "word": later("Marker word said"),
    "claps": later("Marker: two claps"),
}
SIDES: dict[str, str] = {
    "left": later("Left hand"),
    "right": later("Right hand"),
    "both": later("Both hands"),
}
VARIANTS: dict[TakeVariant, str] = {
    "good": later("The work done well"),
    "defect": later("A defect, shown on purpose"),
    "what_if": later("Another case: what if"),
}
# What is going on when it has no name here yet.
UNNAMED = later("Working")
TONES: dict[Tone, str] = {
    "sure": later("Sure"),
    "check": later("Please check"),
    "person": later("Checked by a person"),
    "missing": later("Not found"),
}
SILENT = later("Done without a word")
RELATIONS: dict[str, str] = {
    "before": later("said before doing it"),
    "during": later("said while doing it"),
    "after": later("said after doing it"),
    "overview": later("said in the overview at the start"),
    "recap": later("said when summing up at the end"),
}
# By the score of cited words, a logarithm of how many times likelier they make the step.
LIKENESS: tuple[tuple[float, str], ...] = (
    (1.1, later("fits the step clearly")),
    (0.7, later("fits the step well")),
    (float("-inf"), later("fits the step a little")),
)
DOUBTS: dict[Reason, str] = {
    "unsure": later("not sure"),
    "no_words": later("no words about it"),
    "out_of_order": later("not in the written order"),
    "repeated": later("comes again"),
    "too_short": later("much shorter than usual"),
    "too_long": later("much longer than usual"),
    "skipped": later("probably left out"),
    "missing": later("not found, but perhaps done"),
}
PURPOSES: dict[Purpose, str] = {
    Purpose.TEACH: later("Teach people at this site"),
    Purpose.TRAIN: later("Train AI with it"),
    Purpose.SHARE: later("Share it with partner sites"),
    Purpose.PUBLISH: later("Publish it"),
}
CLASSES: dict[ProtectionClass, str] = {
    ProtectionClass.RESTRICTED: later("Restricted: leaves this site only for agreed purposes"),
    ProtectionClass.NATIONAL_CORE: later(
        "National core technology: seen at this machine only, never leaves it"
    ),
    ProtectionClass.INTERNAL: later(
        "Internal: stays in this company, partners only where it is agreed"
    ),
    ProtectionClass.OPEN: later("Open: no secret in it"),
}
ROLES: dict[PresentRole, str] = {
    "interviewer": later("Interviewer"),
    "learner": later("Learner"),
    "passer_by": later("Passer-by"),
    "other": later("Somebody else"),
}
AGREED: dict[Agreement, str] = {
    "open": later("not asked yet"),
    "consented": later("has agreed"),
    "mask": later("is to be made unrecognisable"),
}
ACCOUNT_ROLES: dict[Role, str] = {
    Role.OWNER: later("Owner: answers for the site, may do everything"),
    Role.INTERVIEWER: later("Interviewer: records, asks, corrects, makes papers for teaching"),
    Role.EXPERT: later("Expert: sees, corrects, confirms and ends their own recordings"),
    Role.ANNOTATOR: later("Annotator: labels work sessions given to them, masked copies only"),
    Role.TRAINER: later("AI developer: sees the datasets that were made, and asks for one"),
    Role.ADMIN: later("Administrator: accounts, keys and the log, no recordings"),
}
ACCOUNT_STATES: dict[AccountState, str] = {
    "invited": later("No password chosen yet"),
    "active": later("May sign in"),
    "disabled": later("Shut out"),
}
# What is kept, in words for the person whom it is about.
THINGS: dict[Kind, str] = {
    Kind.ORIGINAL: later("The recording as it arrived"),
    Kind.PROXY: later("A copy of it that plays everywhere"),
    Kind.MASKS: later("Proposals of what to hide in the picture"),
    Kind.MASKED: later("A copy in which faces and words are hidden"),
    Kind.TIME_MAP: later("How the copy's clock runs"),
    Kind.CONSENT: later("What was signed"),
    Kind.SIGNATURE: later("The signature that was drawn"),
    Kind.CONSENT_SCAN: later("The scan of the paper form"),
    Kind.GIVEN_TRANSCRIPT: later("Words that were brought along"),
    Kind.WAVEFORM: later("How loud it is, as a curve"),
    Kind.TRANSCRIPT: later("The words, written down"),
    Kind.TRANSCRIPT_PART: later("Parts of the words, written down"),
    Kind.MOTION: later("Where hands and body were"),
    Kind.MOVEMENT: later("What was seen and heard of the movement"),
    Kind.MOTION_WINDOWS: later("The movement, made findable"),
    Kind.ALIGNMENT: later("Where each step was found"),
    Kind.TIMELINE: later("The time line"),
    Kind.MOMENTS: later("The moments to ask about"),
    Kind.SUGGESTIONS: later("Suggestions for know-how cards"),
    Kind.MODEL_SUGGESTIONS: later("Suggestions of the language model"),
    Kind.PASSAGES: later("What search finds"),
    Kind.TOLD: later("What search finds in cards, answers and questions"),
    Kind.SAVED_SEARCHES: later("Searches that were given a name"),
    Kind.SEARCH_INDEX: later("The index of search, over all work sessions"),
    Kind.MARKS: later("Marks that were set while recording"),
    Kind.APPROVAL: later("The signed list of what was approved"),
    Kind.SHOWN_LABELS: later("What annotators were shown"),
    Kind.GIVEN_LABELS: later("What annotators marked"),
    Kind.ENTRY: later("What people corrected, answered or took out"),
    Kind.CONFIDENTIAL: later("Words of this site that must not leave"),
}
APPROVALS: dict[ApprovalState, str] = {
    "draft": later("Draft"),
    "confirmed": later("Confirmed by the expert"),
    "reviewed": later("Reviewed"),
    "approved": later("Approved"),
}
SIGNINGS: dict[Signing, str] = {
    "drawn": later("By signing on the screen"),
    "typed": later("By typing the name"),
    "paper": later("On paper, scanned"),
}
LEGAL: dict[str, str] = {
    "consent": later("Consent of the expert"),
    "contract": later("Contract with the expert"),
    "law": later("A law or a collective agreement"),
}
# The way of a job, one name a check mark.
MARKS: tuple[tuple[str, str], ...] = (
    ("consent", later("Consent")),
    ("recorded", later("Recorded")),
    ("asked", later("Asked")),
    ("confirmed", later("Confirmed")),
    ("approved", later("Sheet approved")),
)
NEXT: dict[Next, str] = {
    "diagram": later("Sketch the job"),
    "consent": later("Ask for consent"),
    "record": later("Record it"),
    "ask": later("Ask about it"),
    "confirm": later("Have it confirmed"),
    "approve": later("Approve the sheet"),
    "nothing": later("Done"),
}

MICROPHONES: dict[Microphones, str] = {
    "shared": later("One shared by all (who speaks is not told apart)"),
    "expert_left": later("One per person, the expert's on the left channel"),
    "expert_right": later("One per person, the expert's on the right channel"),
}
# Nothing stands beside words of which nobody knows who said them.
SPEAKERS: dict[Speaker, str] = {
    "expert": later("Expert"),
    "interviewer": later("Interviewer"),
    "bystander": later("Bystander"),
}
QUALITIES: dict[Literal["good", "needs_review", "re_record"], str] = {
    "good": later("This recording can be heard well."),
    "needs_review": later("The words need a second look."),
    "re_record": later("Nobody should rely on these words: record it again if you can."),
}


def tone_of(segment: Segment) -> Tone:
    """How much a placed step can be relied on."""
    if segment.status in ("confirmed", "corrected"):
        return "person"
    if segment.status == "needs_review" or segment.confidence < SURE_FROM:
        return "check"
    return "sure"


def clock(seconds: float) -> str:
    """``1:02:03`` or ``2:03``."""
    whole = max(0, int(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def length(seconds: float) -> str:
    """``42 s``, ``3 min 20 s`` or ``1 h 5 min``."""
    whole = max(0, round(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    if hours:
        return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    if minutes:
        return _("{minutes} min {seconds} s").format(minutes=minutes, seconds=rest)
    return _("{seconds} s").format(seconds=rest)


def quantity_of(quantity: Quantity) -> str:
    """``40 A``, ``3.2 mm``, ``90°`` or ``2 turns``: the number as short as it is exact."""
    value = f"{quantity.value:.6f}".rstrip("0").rstrip(".")
    count = 1 if quantity.value == 1 else 2
    counted = {
        "turn": n_("{value} turn", "{value} turns", count, value=value),
        "times": n_("{value} time", "{value} times", count, value=value),
        "pcs": n_("{value} piece", "{value} pieces", count, value=value),
        "drop": n_("{value} drop", "{value} drops", count, value=value),
    }
    if quantity.unit in counted:
        return counted[quantity.unit]
    gap = "" if quantity.unit in ("", "°", "%") else " "
    return f"{value}{gap}{quantity.unit}"


def day(at: datetime) -> str:
    """Date and time of day where the browser is."""
    aware = in_utc(at)
    try:
        here = aware.astimezone(ZoneInfo(st.context.timezone or "UTC"))
    except (KeyError, ValueError, OSError):
        here = aware.astimezone()
    return here.strftime("%Y-%m-%d %H:%M")


def marks_of(standing: Standing) -> tuple[tuple[bool, str], ...]:
    """(reached, its name) for each check mark of a job; names are still to be translated."""
    return tuple((bool(getattr(standing, field)), name) for field, name in MARKS)


def verbatim(text: str) -> str:
    """Words of people where Streamlit takes Markdown: nothing in them is markup."""
    return "".join(f"\\{sign}" if sign in _SIGNS else sign for sign in " ".join(text.split()))


_SIGNS = frozenset("\\`*_{}[]()<>#+-.!|~$:&")
