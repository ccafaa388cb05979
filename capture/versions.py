"""A new version of a procedure goes on with the one before: what is the same step keeps its id.

What people said about a step hangs on its id, so an id is never given to another step, not even
when the page is numbered anew or a step is gone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from capture.formats.procedure_rows import free_id
from capture.formats.procedures import Understood
from data_schemas.procedure import Procedure, Step

_NUMBER = re.compile(r"[\d.\-() ]+")
_TRIVIAL = re.compile(r"[\s.,;:!?…·()\[\]{}「」『』“”‘’_、。~\-–—]+(?!\d)")


@dataclass(frozen=True)
class Changes:
    """Ids of steps that the new version brings, no longer has, or tells otherwise."""

    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def same_title(title: str) -> str:
    """Titles with the same value name the same step: case, spaces and full stops do not count.

    Signs before a figure do: 1.5 is not 15, and -5 not 5.
    """
    plain = unicodedata.normalize("NFKC", title).casefold()
    return _TRIVIAL.sub("", plain) or plain.strip()


def go_on(understood: Understood, versions: Sequence[Procedure]) -> Understood:
    """A new version with the ids of the steps that it goes on with.

    ``versions`` are all before, oldest first. What the file has no word for, such as a glossary in
    a table, stays as it was.
    """
    made, before = understood.procedure, versions[-1]
    ids = _Ids(used={one.id for old in versions for one in (*old.steps, *old.groups)})
    ids.match(made, before, named=not understood.unsaid)
    made = _renamed(made, ids.given(made))
    kept, notes = _kept(made, before, understood.unsaid)
    made = made.model_copy(update=kept)
    return replace(understood, procedure=made, notes=(*understood.notes, *notes))


def changes(before: Procedure, after: Procedure) -> Changes:
    old = {step.id: step for step in before.steps}
    new = {step.id: step for step in after.steps}
    return Changes(
        tuple(id for id in new if id not in old),
        tuple(id for id in old if id not in new),
        tuple(id for id in new if id in old and new[id] != old[id]),
    )


class _Ids:
    """Which id of the version before each step of the new one goes on with."""

    def __init__(self, used: set[str]) -> None:
        self._used = used
        self._kept: dict[str, str] = {}

    def match(self, made: Procedure, before: Procedure, named: bool) -> None:
        """Groups and steps apart: a step that became a group is another thing to be found."""
        titles = [same_title(one.title) for one in (*before.steps, *before.groups)]
        for new, old in ((made.groups, before.groups), (made.steps, before.steps)):
            self._by(new, old, lambda one, home: (_place(home, one), same_title(one.title)),
                     made, before)  # fmt: skip
            self._by(new, old, lambda one, home: same_title(one.title), made, before)
            # a step told otherwise under an id of its own is the same step; a number is a place
            free = [
                one
                for one in new
                if same_title(one.title) not in titles and (named or not _NUMBER.fullmatch(one.id))
            ]
            self._by(free, old, lambda one, home: one.id, made, before)

    def _by(
        self,
        new: Iterable[Step],
        old: Iterable[Step],
        key: Callable[[Step, Procedure], object],
        made: Procedure,
        before: Procedure,
    ) -> None:
        taken = set(self._kept.values())
        waiting: dict[object, list[str]] = {}
        for one in old:
            if one.id not in taken:
                waiting.setdefault(key(one, before), []).append(one.id)
        for one in new:
            found = waiting.get(key(one, made)) if one.id not in self._kept else None
            if found:
                self._kept[one.id] = found.pop(0)

    def given(self, made: Procedure) -> dict[str, str]:
        """The final id of every step and group of the new version."""
        taken = self._used | set(self._kept.values())
        given = dict(self._kept)
        for one in (*made.groups, *made.steps):
            if one.id not in given:
                given[one.id] = free_id(one.id, taken)
                taken.add(given[one.id])
        return given


def _place(home: Procedure, one: Step) -> tuple[str, ...]:
    return tuple(same_title(group.title) for group in home.path(one))


def _renamed(made: Procedure, ids: dict[str, str]) -> Procedure:
    def renamed(steps: Iterable[Step]) -> tuple[Step, ...]:
        return tuple(
            one.model_copy(
                update={"id": ids[one.id], "parent": ids[one.parent] if one.parent else None}
            )
            for one in steps
        )

    before = tuple((ids[first], ids[then]) for first, then in made.before)
    return made.model_copy(
        update={"steps": renamed(made.steps), "groups": renamed(made.groups), "before": before}
    )


def _kept(
    made: Procedure, before: Procedure, unsaid: frozenset[str]
) -> tuple[dict[str, object], list[str]]:
    """What stays of the version before, and a sentence for each thing that people may wonder at."""
    kept: dict[str, object] = {}
    notes: list[str] = []
    if "title" in unsaid:
        kept["title"] = before.title
    if "glossary" in unsaid and before.glossary:
        kept["glossary"] = before.glossary
        notes.append("The glossary of the version before stays: this file says nothing about it.")
    known = {step.id for step in made.steps}
    pairs = tuple(pair for pair in before.before if set(pair) <= known)
    if "before" in unsaid and pairs:
        kept["before"] = pairs
        notes.append("The order rules of the version before stay: this file says nothing of them.")
    return kept, notes
