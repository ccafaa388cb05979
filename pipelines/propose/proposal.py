"""What is proposed: steps with what speaks for each of them, to be edited by a person."""

from typing import Literal

from data_schemas.clock import Interval, Span
from data_schemas.errors import InputError
from data_schemas.motion import Event
from data_schemas.procedure import Language, Procedure, Step
from data_schemas.transcript import Utterance
from data_schemas.value import Value

Why = Literal["start", "cue", "pause", "topic", "motion"]
Aside = Literal["overview", "recap", "off_topic"]


class Heard(Value):
    """One recording on its clock: utterances and, where there are any, motion events.

    ``duration_s`` 0: it ends with the last word.
    """

    recording: str
    duration_s: float = 0.0
    utterances: tuple[Utterance, ...] = ()
    events: tuple[Event, ...] = ()


class Place(Span):
    """Where a step was seen, and why a new step was taken to begin there.

    From the first word about it to the next step's; ``said`` are the utterances in it.
    """

    why: tuple[Why, ...] = ()
    said: tuple[Utterance, ...] = ()


class ProposedStep(Value):
    """``seen_in`` of ``of`` recordings show it; ``places`` say where, recording by recording."""

    title: str
    key_point: tuple[str, ...] = ()
    reason: tuple[str, ...] = ()
    seen_in: int = 1
    of: int = 1
    places: tuple[Place, ...] = ()


class LeftOut(Span):
    """Talk that is no step, and what it was taken for."""

    text: str
    taken_for: Aside


class Proposal(Value):
    """Steps in the order of the work.

    ``rare`` are those that only one of three recordings or more shows: left out of the list, at
    hand for whoever knows better.
    """

    language: Language
    recordings: int
    steps: tuple[ProposedStep, ...] = ()
    rare: tuple[ProposedStep, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    def procedure(self, title: str) -> Procedure:
        """The list as a procedure, to be written into a file. Raises InputError without a step."""
        if not self.steps:
            raise InputError("No step was found in what was said: write the steps by hand.")
        steps = tuple(
            Step(id=str(n), title=one.title, key_point=one.key_point, reason=one.reason)
            for n, one in enumerate(self.steps, 1)
        )
        return Procedure(
            id="proposed",
            title=title,
            language=self.language,
            steps=steps,
            listed_from=self.listed_from,
        )

    @property
    def listed_from(self) -> tuple[str, ...]:
        """The recordings that show any of the steps."""
        seen = (place.recording for one in self.steps for place in one.places)
        return tuple(dict.fromkeys(seen))


class Section(Interval):
    """A stretch of one recording that is taken for one step."""

    why: tuple[Why, ...] = ()
    said: tuple[Utterance, ...] = ()
