"""Where the steps happened: what the aligner thinks, and what holds after people spoke."""

from typing import Literal

from data_schemas.clock import Interval, Span
from data_schemas.entry import Entry
from data_schemas.transcript import Utterance
from data_schemas.value import Probability, Value

SegmentStatus = Literal["auto", "needs_review", "confirmed", "corrected", "rejected"]
Origin = Literal["machine", "person"]


class Cited(Interval):
    """Words that speak for a step; ``relation`` is when they were said, seen from the action."""

    text: str
    score: float
    relation: Literal["before", "during", "after", "overview", "recap"] = "during"


class Segment(Span):
    """An action: one occurrence of a step (``step_id`` None: work outside the steps).

    The speech about it is kept apart in ``cited``: most of it comes before the action.
    """

    id: str
    step_id: str | None
    occurrence: int = 1
    confidence: Probability
    status: SegmentStatus = "auto"
    origin: Origin = "machine"
    cited: tuple[Cited, ...] = ()


class StepStatus(Value):
    step_id: str
    status: Literal["performed", "skipped", "uncertain"]
    probability: Probability


class Alignment(Value):
    """What the aligner thinks: segments in time order, and a status for every step."""

    method: str
    segments: tuple[Segment, ...] = ()
    steps: tuple[StepStatus, ...] = ()


class Question(Value):
    en: str
    ko: str


class Moment(Span):
    """A stretch worth asking the expert about; ``kind`` ``unspoken_action`` is the say-do gap."""

    id: str
    kind: str
    score: Probability
    reason: str
    question: Question


class Timeline(Value):
    """What holds now: machine output with people's entries laid over it.

    ``unplaced`` are entries that no longer fit the machine's present output: shown, never lost.
    """

    session: str
    duration_s: float
    utterances: tuple[Utterance, ...] = ()
    segments: tuple[Segment, ...] = ()
    steps: tuple[StepStatus, ...] = ()
    moments: tuple[Moment, ...] = ()
    unplaced: tuple[Entry, ...] = ()
