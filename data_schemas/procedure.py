"""A procedure: the written steps of a job, as the site's own manual has them."""

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Literal, Self

from pydantic import Field, model_validator

from data_schemas.value import Value

Language = Literal["ko", "en"]


class GlossaryTerm(Value):
    """A word of the trade: how it is written, how it is read aloud, and what else it is called."""

    term: str = Field(min_length=1)
    readings: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()


class Glossary(Value):
    """Terms of a procedure, or of a whole site."""

    terms: tuple[GlossaryTerm, ...] = ()


class Step(Value):
    """``key_point``: what makes the step succeed, ``reason``: why (Training Within Industry).

    ``parent`` is the id of the group that the step is a part of.
    """

    id: str = Field(min_length=1)
    title: str = Field(min_length=1)
    key_point: tuple[str, ...] = ()
    reason: tuple[str, ...] = ()
    parent: str | None = None


class Procedure(Value):
    """Steps in their written order; ``before`` lists pairs of step ids whose order is a must.

    Without a step it is a job whose steps are not written yet: recordings of it can be taken in,
    and its first steps come as a later version, as every change does.

    ``steps`` are what somebody does and what is looked for in a recording. A step that is written
    as several sub-steps is none of them: it stands in ``groups``, in the order of the page.
    ``listed_from`` are the recordings from which the steps were listed, if they were: in the only
    one of them, all were done.
    """

    id: str
    version: int = Field(default=1, ge=1)
    title: str = Field(min_length=1)
    language: Language = "en"
    steps: tuple[Step, ...] = ()
    groups: tuple[Step, ...] = ()
    before: tuple[tuple[str, str], ...] = ()
    glossary: tuple[GlossaryTerm, ...] = ()
    listed_from: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [step.id for step in (*self.steps, *self.groups)]
        if len(set(ids)) < len(ids):
            raise ValueError("two steps have the same id")
        unknown = {name for pair in self.before for name in pair} - {one.id for one in self.steps}
        if unknown:
            raise ValueError(f"an order rule names an unknown step: {', '.join(sorted(unknown))}")
        if [group.id for group in self.groups] != self._groups_as_met():
            raise ValueError("the groups are not those that the steps are parts of, in their order")
        return self

    def _groups_as_met(self) -> list[str]:
        """Groups in the order in which the steps enter them, again where one is entered again."""
        met: list[str] = []
        inside: tuple[Step, ...] = ()
        for step in self.steps:
            path = self.path(step)
            met += [group.id for group in path if group not in inside]
            inside = path
        return met

    def was_listed_from(self, recordings: Iterable[str]) -> bool:
        """Whether the steps come from these recordings and from no other."""
        return bool(self.listed_from) and set(self.listed_from) <= set(recordings)

    def step(self, step_id: str) -> Step | None:
        return next((step for step in self.steps if step.id == step_id), None)

    def path(self, step: Step) -> tuple[Step, ...]:
        """The groups that a step or group lies in, outermost first."""
        known = {group.id: group for group in self.groups}
        found: list[Step] = []
        parent = step.parent
        while parent in known:
            group = known.pop(parent)
            found.insert(0, group)
            parent = group.parent
        if parent is not None:
            raise ValueError("a step is a part of an unknown group or of itself")
        return tuple(found)

    def outline(self) -> Iterator[tuple[int, Step, bool]]:
        """(depth from 0, step or group, whether it is a group) down the written page."""
        inside: tuple[Step, ...] = ()
        for step in self.steps:
            path = self.path(step)
            yield from ((n, one, True) for n, one in enumerate(path) if one not in inside)
            yield len(path), step, False
            inside = path


def circle(before: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Ids of steps that would have to come before themselves, empty if there are none."""
    graph: dict[str, set[str]] = {}
    for first, then in before:
        graph.setdefault(then, set()).add(first)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return tuple(error.args[1])
    return ()
