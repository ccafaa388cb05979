"""What is known of a recording when questions are looked for, and what a search finds in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from data_schemas.clock import Interval
from data_schemas.marks import Marks
from data_schemas.motion import Evidence, Movement
from data_schemas.procedure import Step
from data_schemas.timeline import Finding, MomentKind, Segment, Sign
from data_schemas.transcript import AudioQuality, Utterance
from pipelines.motion.series import Series

SPEECH = "speech"
NO_MARKS = Marks()
NOT_THE_EXPERT = frozenset({"interviewer", "bystander"})


@dataclass(frozen=True, eq=False)
class Other:
    """Another take of the same job; ``own``: by the same person, so that lengths may be compared.

    ``segments`` are its steps, on the clock of its recording, as ``series`` is.
    """

    recording: str
    own: bool
    segments: tuple[Segment, ...] = ()
    series: Series | None = None


@dataclass(frozen=True, eq=False)
class Observed:
    """One recording: what was said, what was done, and what else is known of the job.

    All times are on the recording's clock. What was not measured is None or empty: nothing below
    needs it, and ``missing`` tells what that was.
    """

    recording: str
    duration_s: float
    steps: tuple[Step, ...] = ()
    utterances: tuple[Utterance, ...] = ()
    segments: tuple[Segment, ...] = ()
    findings: tuple[Finding, ...] = ()
    quality: AudioQuality | None = None
    movement: Movement | None = None
    series: Series | None = None
    marks: Marks = NO_MARKS
    others: tuple[Other, ...] = ()

    @cached_property
    def performed(self) -> tuple[Segment, ...]:
        """Occurrences of steps in time order, without work outside of them."""
        there = (one for one in self.segments if one.step_id and one.status != "rejected")
        return tuple(sorted(there, key=lambda one: one.start_s))

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Evidence that was not there, or for less than half of the time; ``speech`` too."""
        seen: tuple[Evidence, ...] = ("hands", "body", "sound")
        lost: tuple[str, ...] = self.movement.report.missing if self.movement else seen
        unusable = self.quality is not None and self.quality.verdict == "re_record"
        return (*lost, SPEECH) if unusable or not self.utterances else lost

    def step_at(self, span: Interval) -> str | None:
        """The step that most of these seconds lie in, None for work outside of the steps."""
        shared = {one.step_id: 0.0 for one in self.performed}
        for one in self.performed:
            shared[one.step_id] += one.overlap_s(span)
        best = max(shared, key=lambda step: shared[step], default=None)
        return best if best is not None and shared[best] > 0 else None

    def title(self, step_id: str | None) -> str:
        """The step as it is written, "" outside of the steps."""
        return next((step.title for step in self.steps if step.id == step_id), "")

    def clipped(self, start_s: float, end_s: float) -> Interval:
        """These seconds as far as the recording has them."""
        start = min(max(0.0, start_s), self.duration_s)
        end = max(start, min(end_s, self.duration_s))
        return Interval(start_s=round(start, 3), end_s=round(end, 3))

    def sign(self, at: Interval, source: str, what: str, text: str = "") -> Sign:
        """Something that speaks for a moment, on this recording's clock."""
        return Sign.model_validate(
            {"recording": self.recording, "start_s": at.start_s, "end_s": at.end_s}
            | {"source": source, "what": what, "text": text}
        )


@dataclass(frozen=True)
class Found:
    """A moment before it is worded. ``because`` is the code of its reason (``wording``).

    ``filled`` fills the gaps of reason and question.
    """

    kind: MomentKind
    span: Interval
    score: float
    because: str
    step_id: str | None = None
    filled: Mapping[str, str] = field(default_factory=dict)
    signs: tuple[Sign, ...] = ()
