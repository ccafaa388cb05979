"""Where the steps happened: what the aligner thinks, and what holds after people spoke."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from pydantic import Field

from data_schemas.calibration import Recalibration
from data_schemas.clock import Interval, Span
from data_schemas.entry import Entry
from data_schemas.transcript import Utterance
from data_schemas.value import Probability, Value

SegmentStatus = Literal["auto", "needs_review", "confirmed", "corrected", "rejected"]
Origin = Literal["machine", "person"]
# What a person may say of a whole step: not done at all, done twice where one section holds both
# times, done in another place than written, or done just as it is written.
StepAnswer = Literal["", "not_performed", "twice", "out_of_order", "as_written"]


class Cited(Interval):
    """Words that speak for a step; ``relation`` is when they were said, seen from the action.

    ``recording`` is on whose clock they lie where that is another than the section's, else "".
    """

    text: str
    score: float
    recording: str = ""
    relation: Literal["before", "during", "after", "overview", "recap"] = "during"


class Alternative(Value):
    """Another step that the same seconds may show; ``step_id`` None: work outside the steps."""

    step_id: str | None
    probability: Probability


Order = Literal["in_order", "repeated", "out_of_order"]


class Segment(Span):
    """An action: one occurrence of a step (``step_id`` None: work outside the steps).

    The speech about it is kept apart in ``cited``: most of it comes before the action. ``basis``
    is what it rests on: words, or, where none speak for it, the written order and usual lengths.
    ``start_sd_s`` and ``end_sd_s`` are how sure its edges are, None where nobody estimated them.
    """

    id: str
    step_id: str | None
    occurrence: int = 1
    confidence: Probability
    status: SegmentStatus = "auto"
    origin: Origin = "machine"
    cited: tuple[Cited, ...] = ()
    basis: Literal["words", "order"] = "words"
    order: Order = "in_order"
    start_sd_s: float | None = None
    end_sd_s: float | None = None
    alternatives: tuple[Alternative, ...] = ()


FindingKind = Literal["repeated", "out_of_order", "rule_broken", "skipped", "undone"]


class Finding(Value):
    """What was done otherwise than written: a fact about this recording, no error of a person.

    ``rule_broken``: ``step_id`` came before ``other``, which the procedure wants first.
    ``out_of_order``: it came before ``other`` where that is written earlier, else after it.
    ``undone``: ``step_id`` was taken back after it was done; ``cited`` are the words that say so.
    ``repeated``: it came again, in ``segments``; where ``cited`` words say that it was done once
    more at once, one segment may hold both times. ``origin``: who says so.
    """

    kind: FindingKind
    step_id: str
    other: str = ""
    segments: tuple[str, ...] = ()
    cited: tuple[Cited, ...] = ()
    origin: Origin = "machine"


class StepStatus(Value):
    """``answer`` is what a person said of the step, "" where nobody did."""

    step_id: str
    status: Literal["performed", "skipped", "uncertain"]
    probability: Probability
    answer: StepAnswer = ""


class Alignment(Value):
    """What the aligner thinks: segments in time order, a status for every step, and findings.

    ``recalibration`` is how the site's own corrections had changed the confidence of steps.
    ``guess``: nothing that was said is about the steps, all rests on the written order.
    """

    method: str
    segments: tuple[Segment, ...] = ()
    steps: tuple[StepStatus, ...] = ()
    findings: tuple[Finding, ...] = ()
    recalibration: Recalibration = Recalibration()
    guess: bool = False


class Question(Value):
    en: str
    ko: str


class Sign(Span):
    """What speaks for a moment, with the seconds in which it was seen, heard or said.

    ``what`` is its code (``pause``, ``no_words``, ``sound_stops``), ``text`` the words, if any.
    """

    source: Literal["hands", "body", "picture", "sound", "words", "order", "takes", "marker"]
    what: str
    text: str = ""


MomentKind = Literal[
    "unspoken_action", "pause", "regrip", "inspection", "hesitation", "vague_words", "longer",
    "otherwise", "other_expert", "skipped_step", "swapped_step", "spoken_hazard", "marker",
]  # fmt: skip


class Moment(Span):
    """A stretch worth asking the expert about; ``kind`` ``unspoken_action`` is the say-do gap.

    ``score`` is the probability that asking is worth while. ``reason`` says in plain English what
    was seen and heard, ``reason_ko`` the same in Korean; neither says how well somebody works.
    ``filled`` are the words that fill the gaps of a question: ``clock``, ``step``, ``words``,
    ``other``. ``evidence`` is what it rests on, ``missing`` what it had to do without.
    """

    id: str
    kind: MomentKind
    score: Probability
    reason: str
    question: Question
    reason_ko: str = ""
    step_id: str | None = None
    filled: dict[str, str] = Field(default_factory=dict)
    evidence: tuple[Sign, ...] = ()
    missing: tuple[str, ...] = ()


# More questions at once tire out whoever is asked.
IN_ONE_SITTING = 10


class FoundMoments(Value):
    """What a session leaves to ask about, the most worth first."""

    moments: tuple[Moment, ...] = ()


class Timeline(Value):
    """What holds now: machine output with people's entries laid over it.

    ``findings`` are of what holds, so a correction changes them. ``unplaced`` are entries that no
    longer fit the machine's present output: shown, never lost.
    """

    session: str
    duration_s: float
    utterances: tuple[Utterance, ...] = ()
    segments: tuple[Segment, ...] = ()
    steps: tuple[StepStatus, ...] = ()
    findings: tuple[Finding, ...] = ()
    moments: tuple[Moment, ...] = ()
    unplaced: tuple[Entry, ...] = ()

    def within(self, recordings: Collection[str]) -> Timeline:
        """Only what lies on the clocks of ``recordings``, such as those of one take."""
        segments = tuple(one for one in self.segments if one.recording in recordings)
        ids = {one.id for one in segments}
        return self.model_copy(
            update={
                "segments": segments,
                "utterances": tuple(u for u in self.utterances if u.recording in recordings),
                "moments": tuple(one for one in self.moments if one.recording in recordings),
                "findings": tuple(
                    one for one in self.findings if not one.segments or ids & set(one.segments)
                ),
            }
        )
