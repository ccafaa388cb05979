"""What is not to be seen, heard or read of a session, and what people said when they checked it.

Times are on the recording's clock, places in shares of its upright picture. A mask is a proposal
until a person has confirmed the session; what somebody rejected hides nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Literal, Self

from pydantic import Field, model_validator

from data_schemas.clock import Interval, Span
from data_schemas.entry import ABOUT_HIDDEN, Act, Draft
from data_schemas.masking import WordState
from data_schemas.value import Probability, Seconds, Value

MaskKind = Literal["face", "person", "badge", "screen", "other"]
MaskOrigin = Literal["machine", "person"]
SoundHow = Literal["beep", "silence"]
Stratum = Literal["disagree", "missed", "random"]
Seen = Literal["hidden", "seen", "unsure"]


class Patch(Value):
    """Left, top, width and height in shares of the picture."""

    x: float
    y: float
    w: float = Field(gt=0)
    h: float = Field(gt=0)

    def grown(self, by: float) -> Patch:
        """Wider and higher by ``by`` of its size on every side."""
        return Patch(
            x=self.x - by * self.w,
            y=self.y - by * self.h,
            w=self.w * (1 + 2 * by),
            h=self.h * (1 + 2 * by),
        )

    def iou(self, other: Patch) -> float:
        """Intersection over union."""
        shared = self.shared(other)
        return shared / (self.w * self.h + other.w * other.h - shared)

    def shared(self, other: Patch) -> float:
        """Area that both cover."""
        wide = min(self.x + self.w, other.x + other.w) - max(self.x, other.x)
        high = min(self.y + self.h, other.y + other.h) - max(self.y, other.y)
        return max(0.0, wide) * max(0.0, high)

    def towards(self, other: Patch, share: float) -> Patch:
        """A box ``share`` of the way from this one to the other."""
        ways = ((getattr(self, name), getattr(other, name)) for name in ("x", "y", "w", "h"))
        x, y, w, h = (a + (b - a) * share for a, b in ways)
        return Patch(x=x, y=y, w=w, h=h)


class BoxAt(Value):
    """Where something is at a second of the recording."""

    at_s: Seconds
    box: Patch


class PictureMask(Interval):
    """A box that follows something; between two of ``boxes`` it goes in a straight line.

    ``keys`` are those that a person drew, by which the rest was found. ``sure``: share of its
    time in which it was found, and not only held or seen by one detector alone. Hands at work
    are left free, unless ``over_hands``: a phone's screen would else show between the fingers.
    """

    id: str
    recording: str
    kind: MaskKind
    origin: MaskOrigin
    boxes: tuple[BoxAt, ...] = Field(min_length=1)
    keys: tuple[BoxAt, ...] = ()
    sure: Probability = 1.0
    over_hands: bool = False

    @model_validator(mode="after")
    def _in_time(self) -> Self:
        times = [one.at_s for one in self.boxes]
        if times != sorted(set(times)):
            raise ValueError("the boxes of a mask must follow each other in time")
        return self

    def box_at(self, second: float) -> Patch | None:
        """The box at a second; None outside of the mask's time."""
        if not self.contains(second):
            return None
        after = bisect_right(self.boxes, second, key=lambda one: one.at_s)
        if after == 0 or after == len(self.boxes):
            return self.boxes[max(0, after - 1)].box
        one, other = self.boxes[after - 1], self.boxes[after]
        return one.box.towards(other.box, (second - one.at_s) / (other.at_s - one.at_s))


class SoundMask(Span):
    """Seconds in which nothing of the sound is left, on the clock of ``recording``."""

    id: str
    how: SoundHow = "beep"
    origin: MaskOrigin = "person"


class MaskDoubt(Value):
    """A second at which the detectors do not agree, or a face was lost: worth a look."""

    at_s: Seconds
    why: Literal["disagree", "missed"]


class FoundMasks(Value):
    """What the machine proposes for one recording. ``looked_at``: pictures that were searched."""

    masks: tuple[PictureMask, ...] = ()
    doubts: tuple[MaskDoubt, ...] = ()
    looked_at: int = 0
    every_s: float = 0.2


class MaskState(Value):
    """A mask and what people said to it; what nobody judged is applied, too."""

    mask: PictureMask | SoundMask
    judged: Literal["", "accepted", "rejected"] = ""

    @property
    def applies(self) -> bool:
        return self.judged != "rejected"


class MaskSet(Value):
    """All masks of a session as they stand. ``voice``: voices are disguised in the copy.

    ``words`` are what is hidden in texts, where they were asked for: to find them takes longer.
    """

    masks: tuple[MaskState, ...] = ()
    voice: bool = False
    words: tuple[WordState, ...] = ()

    def picture(self, recording: str) -> tuple[PictureMask, ...]:
        """Those that hide something of a recording's picture."""
        return tuple(
            one.mask
            for one in self.masks
            if one.applies and isinstance(one.mask, PictureMask) and one.mask.recording == recording
        )

    def sound(self, recording: str) -> tuple[SoundMask, ...]:
        """Those that hide something of a recording's sound."""
        return tuple(
            one.mask
            for one in self.masks
            if one.applies and isinstance(one.mask, SoundMask) and one.mask.recording == recording
        )

    def state(self, mask: str) -> MaskState | None:
        return next((one for one in self.masks if one.mask.id == mask), None)


class LookSample(Value):
    """A picture, or with ``end_s`` a few seconds, that a person looks at with its masks on.

    ``stands_for`` is how many pictures of its stratum each of the sample's answers speaks for.
    """

    id: str
    recording: str
    at_s: Seconds
    stratum: Stratum
    end_s: Seconds | None = None
    answer: Seen | None = None


class MissEstimate(Value):
    """Of ``judged`` pictures ``missed`` showed somebody, of as many lines they told something; the
    share in the whole lies in ``low``..``high`` with 95 % confidence (Clopper and Pearson 1934).
    """

    judged: int = Field(ge=0)
    missed: int = Field(ge=0)
    share: Probability = 0.0
    low: Probability = 0.0
    high: Probability = 1.0


class LookQueue(Value):
    """What is to be looked at, and what can be said by the answers so far.

    ``overall`` rests on the random pictures alone: the others were chosen since they are hard.
    """

    samples: tuple[LookSample, ...] = ()
    overall: MissEstimate = MissEstimate(judged=0, missed=0)
    chosen: MissEstimate = MissEstimate(judged=0, missed=0)

    @property
    def next(self) -> LookSample | None:
        return next((one for one in self.samples if one.answer is None), None)


class LineSample(Value):
    """A line that a person reads with its words hidden; ``line`` is the id of the text."""

    id: str
    line: str
    text: str
    answer: Seen | None = None


class LineQueue(Value):
    """Lines drawn at random to be read, and what can be said of all ``lines`` by the answers."""

    samples: tuple[LineSample, ...] = ()
    lines: int = 0
    overall: MissEstimate = MissEstimate(judged=0, missed=0)

    @property
    def next(self) -> LineSample | None:
        return next((one for one in self.samples if one.answer is None), None)


class MaskDecision(Value):
    """Somebody answers for it that the masks of a session are right, by the estimate they saw.

    ``synthetic``: the session is a generated one, and nobody looked. ``words`` are digests of all
    words that were found and of what was said to them (None: decided before there was any of that),
    ``told`` is what reading lines at random gave.
    """

    name: str = Field(min_length=1, max_length=80)
    masks: str
    applied: int = 0
    rejected: int = 0
    voice: bool = False
    synthetic: bool = False
    overall: MissEstimate
    chosen: MissEstimate
    words: tuple[str, ...] | None = None
    words_applied: int = 0
    words_rejected: int = 0
    told: MissEstimate = MissEstimate(judged=0, missed=0)


# What cannot bring back or add anything that is to be hidden. Seconds that are taken out can: of a
# telephone number that is cut in half nothing tells that the rest was one.
_HARMLESS = frozenset({Act.STRIKE, Act.DECLINE, Act.APPROVE})


def reopens(draft: Draft) -> bool:
    """Whether an act leaves the decision about masks without what it rested on.

    New words may name somebody, and a mask that was changed was not looked at.
    """
    if draft.act in _HARMLESS:
        return draft.act is Act.STRIKE and draft.span is not None
    if draft.target.startswith(ABOUT_HIDDEN):
        return "seen" not in draft.after
    return draft.act is not Act.CONFIRM or bool({"text", "content", "note"} & set(draft.after))
