"""What a job is: its steps, its skilled actions with the words for them, and its workplace."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..body import Array
from ..props import Mesh
from ..track import Plan

Move = Callable[[Plan, float, float], None]


@dataclass(frozen=True)
class Line:
    """One thing that is said: spoken in English, written in Korean for the same seconds."""

    en: str
    ko: str


@dataclass(frozen=True)
class Summary:
    """What is said before or after the whole job, and the actions that it names."""

    line: Line
    acts: tuple[str, ...]


@dataclass(frozen=True)
class Act:
    """A skilled action.

    ``seconds`` is its length without words; with words it lasts as long as they do, or as
    ``least``, whichever is longer. ``vague`` says the same without a measure. ``cue`` is how
    the expert knows that it is right: "felt", "heard", "seen" or nothing. In the plain take
    it is done without a word if ``quiet``.
    """

    id: str
    name: str
    move: str
    line: Line
    seconds: float
    least: float = 3.4
    vague: Line | None = None
    cue: str = ""
    quiet: bool = False


@dataclass(frozen=True)
class Step:
    """A step of the procedure; ``after`` names the steps that have to come before it."""

    id: str
    title: str
    acts: tuple[Act, ...]
    after: tuple[str, ...] = ()
    skippable: bool = False
    repeatable: bool = False


@dataclass(frozen=True)
class Mistake:
    """Something that goes wrong after an action (``move``), and how it is put right (``fix``).

    ``acts`` are the actions that its ``line`` names.
    """

    id: str
    name: str
    after: str
    move: str
    fix: str
    seconds: float
    line: Line
    acts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Undo:
    """A step that is taken back and then done anew."""

    step_id: str
    move: str
    seconds: float
    line: Line


@dataclass(frozen=True)
class Question:
    """What an interviewer asks about an action, and the answer."""

    act: str
    ask: Line
    answer: Line


@dataclass(frozen=True)
class Place:
    """Where things are (m) before anybody takes them, and what they look like.

    ``yaw`` is how a thing lies (degrees), ``spot`` the middle of the work, ``edge`` where a
    hand steadies it. A place with a ``tip`` (m from a torch's grip) has an arc, and a mask.
    """

    home: Mapping[str, Array]
    things: Callable[[], dict[str, Mesh]]
    fixed: Callable[[], Mesh]
    spot: Array
    edge: Array
    yaw: Mapping[str, float] = field(default_factory=dict)
    tip: Array | None = None


@dataclass(frozen=True)
class Job:
    """A whole job with everything that can be said and go wrong in it."""

    id: str
    title: Line
    steps: tuple[Step, ...]
    moves: Mapping[str, Move]
    place: Place
    overview: Summary
    recap: Summary
    mistakes: tuple[Mistake, ...]
    undo: Undo
    questions: tuple[Question, ...]
    gloves: bool = False

    def act(self, name: str) -> Act:
        """The action with this id."""
        return next(act for step in self.steps for act in step.acts if act.id == name)
