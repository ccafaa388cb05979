"""What an annotator is shown and gives back: stretches on two lanes, and a word on the whole.

Times are seconds of the copy that the annotator sees.
"""

from typing import Literal

from pydantic import Field

from data_schemas.clock import Interval
from data_schemas.value import Probability, Value

Lane = Literal["steps", "speech"]
Review = Literal["", "ready", "ask_expert", "unusable"]
# Stands for work that belongs to no step, which has no id of its own.
OUTSIDE = "outside"
# Speech that tells nothing beyond what is seen.
PLAIN_SPEECH = "speech"


class Labelled(Interval):
    """One stretch of a lane. ``id`` is the region's, which survives an annotator's changes.

    ``labels``: a step's id or ``OUTSIDE`` on the lane of steps, kinds of know-how or
    ``PLAIN_SPEECH`` on that of speech. ``text``: what is said there, or a note on the step.
    ``senses`` are those by which a cue is noticed. ``score``: how sure the machine was.
    """

    id: str = Field(min_length=1)
    lane: Lane
    labels: tuple[str, ...] = Field(min_length=1)
    text: str = ""
    senses: tuple[str, ...] = ()
    score: Probability | None = None


class Labelling(Value):
    """All that one person, or the machine, says of one task; stretches in time order."""

    stretches: tuple[Labelled, ...] = ()
    review: Review = ""
    note: str = ""

    def lane(self, lane: Lane) -> tuple[Labelled, ...]:
        return tuple(one for one in self.stretches if one.lane == lane)
