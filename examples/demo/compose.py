"""From a job and a variation to the beats of one take, in order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .decoys import DECOYS, TALK
from .jobs import JOBS
from .jobs.base import Act, Job, Line, Move, Step, Summary
from .moments import MOMENTS, Moment, present
from .people import PEOPLE
from .talk import AGAIN, OFF_TOPIC
from .track import Plan
from .variation import Variation

DECOY_S = (2.2, 3.2)
MOMENT_S = (2.2, 3.4)
SPREAD = 0.12  # share by which lengths of silent beats vary with the seed


@dataclass(frozen=True)
class Beat:
    """One stretch of a take.

    ``seconds`` is its length without words; with a ``line`` the measured speech sets it, but
    never below ``least``. ``kind`` says which list of the truth it goes to: "action",
    "decoy", "moment", "mistake", "recovery", "undo" or "" (talk); ``name`` is its id there.
    ``topic`` tells whether the words are about the job, ``acts`` the actions they speak of.
    """

    move: Move
    seconds: float
    kind: str = ""
    name: str = ""
    step: str = ""
    visit: int = 0
    line: Line | None = None
    least: float = 0.0
    topic: bool = True
    about: str = ""  # the step that the words are about, if the beat lies in none
    acts: tuple[str, ...] = ()
    speaker: str = "expert"


def texts(beats: list[Beat]) -> list[tuple[str, str]]:
    """(speaker, English sentence) of everything that is said, in order."""
    return [(beat.speaker, beat.line.en) for beat in beats if beat.line]


def compose(v: Variation) -> list[Beat]:
    """The beats of a take; the same variation gives the same beats."""
    return list(_Composer(v, JOBS[v.job]).take())


@dataclass
class _Composer:
    v: Variation
    job: Job
    done: int = 0  # actions so far, for the habit
    visits: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng([self.v.seed, 1])
        self.person = PEOPLE[self.v.person]
        steps = {step.id: step for step in self.job.steps}
        self.steps = [steps[name] for name in self.v.order if name != self.v.skipped]
        self.decoys = self._decoys()
        self.moments = self._moments()

    def _length(self, seconds: float) -> float:
        return seconds * (1 + float(self.rng.uniform(-SPREAD, SPREAD)))

    def _decoys(self) -> list[list[str]]:
        """Kinds of decoys after each step: never fewer in all than silent actions."""
        gaps: list[list[str]] = [[] for _ in self.steps]
        quiet = len(self.v.quiet)
        # A step that is done twice may do its silent actions twice.
        wanted = max(quiet + 1, 2 * quiet if self.v.repeated or self.v.undone else 0)
        kinds = [kind for kind in DECOYS if kind != "fetching" or self.v.fetches]
        for i in range(wanted):
            gap = gaps[i % len(gaps)]
            gap.append(str(self.rng.choice([kind for kind in kinds if kind not in gap[-1:]])))
        if self.v.fetches:
            gaps[int(self.rng.integers(len(gaps)))].append("fetching")
        return gaps

    def _moments(self) -> dict[int, str]:
        """Moment kinds by the number of the action that they come before."""
        count = sum(len(step.acts) for step in self.steps)
        size = min(self.v.moments, count)
        where = self.rng.choice(count, size=size, replace=False)
        return {int(i): str(self.rng.choice(sorted(MOMENTS))) for i in where}

    def take(self) -> Iterator[Beat]:
        if self.v.overview:
            yield self._summary("overview", self.job.overview)
        for i, step in enumerate(self.steps):
            yield from self._step(step)
            for kind in self.decoys[i]:
                yield Beat(DECOYS[kind], float(self.rng.uniform(*DECOY_S)), "decoy", kind)
            if i == len(self.steps) // 2:
                yield self._off_topic()
        if self.v.recap:
            yield self._summary("recap", self.job.recap)

    def _summary(self, name: str, said: Summary) -> Beat:
        return Beat(TALK["chat"], 0.0, line=said.line, acts=said.acts, name=name)

    def _off_topic(self) -> Beat:
        line = OFF_TOPIC[int(self.rng.integers(len(OFF_TOPIC)))]
        return Beat(TALK["chat"], 0.0, "decoy", "waiting", line=line, topic=False)

    def _step(self, step: Step) -> Iterator[Beat]:
        yield from self._visit(step)
        if step.id == self.v.undone:
            undo = self.job.undo
            move, length = self.job.moves[undo.move], undo.seconds
            yield Beat(move, length, "undo", line=undo.line, least=length, about=step.id)
            yield from self._visit(step)
        elif step.id == self.v.repeated:
            yield Beat(DECOYS["pausing"], float(self.rng.uniform(*DECOY_S)), "decoy", "pausing")
            yield from self._visit(step)
        if self.v.interviewer:
            yield from self._asked(step)

    def _visit(self, step: Step) -> Iterator[Beat]:
        visit = self.visits[step.id] = self.visits.get(step.id, 0) + 1
        for act in step.acts:
            yield from self._moment(step, visit)
            yield from self._act(act, step, visit)
            if visit == 1:
                yield from self._mistake(act, step)
            self.done += 1

    def _moment(self, step: Step, visit: int) -> Iterator[Beat]:
        every = self.person.habit_every
        habit = self.person.habit if self.v.habit and self.done % every == every - 1 else ""
        for kind in filter(None, (self.moments.get(self.done), habit)):
            seconds = float(self.rng.uniform(*MOMENT_S))
            yield Beat(self._at_spot(MOMENTS[kind]), seconds, "moment", kind, step.id, visit)

    def _at_spot(self, moment: Moment) -> Move:
        def move(p: Plan, a: float, b: float) -> None:
            moment(p, a, b, self.job.place.spot)

        return move

    def _act(self, act: Act, step: Step, visit: int) -> Iterator[Beat]:
        seconds, move = self._length(act.seconds), self.job.moves[act.move]
        line = None if act.id in self.v.quiet else act.line
        if act.id in self.v.vague:
            line = act.vague
        if visit > 1:
            line = AGAIN if line and act is step.acts[0] else None
        if line and act.id in self.v.announced and visit == 1:
            shown = self._at_spot(present)
            yield Beat(shown, 0.0, "", "announce", step.id, visit, line, acts=(act.id,))
            line = None
        acts = (act.id,) if line else ()
        yield Beat(move, seconds, "action", act.id, step.id, visit, line, act.least, acts=acts)

    def _mistake(self, act: Act, step: Step) -> Iterator[Beat]:
        for wrong in self.job.mistakes:
            if wrong.id != self.v.mistake or wrong.after != act.id:
                continue
            where: dict[str, Any] = {"name": wrong.id, "step": step.id, "visit": 1}
            where |= {"seconds": wrong.seconds, "least": wrong.seconds}
            said: dict[str, Any] = {"line": wrong.line, "acts": wrong.acts}
            yield Beat(self.job.moves[wrong.move], kind="mistake", **where)
            yield Beat(self.job.moves[wrong.fix], kind="recovery", **where, **said)

    def _asked(self, step: Step) -> Iterator[Beat]:
        acts = {act.id for act in step.acts}
        for question in self.job.questions:
            if question.act in acts and question.act not in self.v.quiet:
                about = {"about": step.id, "acts": (question.act,)}
                ask, answer = question.ask, question.answer
                listen, chat = TALK["listening"], TALK["chat"]
                yield Beat(listen, 0.0, "", "question", line=ask, speaker="interviewer", **about)
                yield Beat(chat, 0.0, "", "answer", line=answer, **about)
