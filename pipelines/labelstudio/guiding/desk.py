"""Doors to the guideline: what each label of a job means, shown on seconds that people chose.

Examples are played from the masked copy only, by whoever may see that: annotators those of the
sessions that were given to them. Words that are hidden in one of these stay hidden in the titles.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from capture import journal, procedures
from capture.access import facts_of, require
from capture.allowed import among
from capture.permission import sees_masked_only
from capture.records import sessions as session_records
from capture.records.among import Wanted
from data_schemas.annotation import OUTSIDE
from data_schemas.clock import Span
from data_schemas.errors import InputError
from data_schemas.procedure import Procedure
from data_schemas.rights import Action, Actor
from data_schemas.session import Session
from pipelines.deidentify.copying import desk as copying
from pipelines.deidentify.words.finding import desk as words
from pipelines.labelstudio.gathering.desk import clock_of
from pipelines.labelstudio.guideline import (
    LONGEST_S,
    SHORTEST_S,
    Example,
    drop_draft,
    example_draft,
    examples_of,
)
from pipelines.labelstudio.vocabulary import vocabulary

if TYPE_CHECKING:
    from capture.site import Site

NOT_CONFIRMED = "Only a work session whose masked copy a person has confirmed can give an example."
NO_LABEL = "There is no such label in this job."
NO_SECONDS = "An example is half a second to a minute long and lies within the recording."


@dataclass(frozen=True)
class Guideline:
    """``procedure`` as whoever asks may read it; ``examples`` in the order of the sessions."""

    procedure: Procedure
    sessions: tuple[Session, ...]
    examples: tuple[Example, ...]


def guideline(site: Site, who: Actor, procedure: str) -> Guideline:
    """The labels of a job, with examples of sessions whose masked copies are there.

    ``sessions`` are those whose copies ``who`` may see. Raises UnknownError.
    """
    require(site, who, Action.LIST)
    written = procedures.get_procedure(site, who, procedure)
    open_to = among(site, who, Action.PLAY_MASKED)
    with site.db() as db:
        own = session_records.find(db, Wanted(open_to, procedure=procedure))[::-1]
    for one in own:
        if sees_masked_only(who, facts_of(site, one.id)):
            written = words.cover(site, one.id).procedure(written)
    there = {one.id: copying.current(site, one.id) for one in own if one.deidentified_at}
    shown = tuple(one for one in own if there.get(one.id))
    return Guideline(
        procedure=written,
        sessions=shown,
        examples=tuple(
            _on_copy(site, one, example)
            for one in shown
            for example in examples_of(one.id, (e for _, e in journal.read(site, one.id)))
            if example.span.recording in there[one.id]
        ),
    )


def _on_copy(site: Site, session: Session, one: Example) -> Example:
    clock = clock_of(site, session, one.span.recording)
    start, end = (max(0.0, clock.to_proxy(at)) for at in (one.span.start_s, one.span.end_s))
    return replace(one, copy_start_s=round(start, 3), copy_end_s=round(end, 3))


def add_example(site: Site, who: Actor, session: str, label: str, span: Span) -> None:
    """These seconds show the label well; once more changes nothing.

    Raises InputError for a session whose masked copy is not there, an unknown label, or seconds
    outside of the recording.
    """
    require(site, who, Action.AMEND, session)
    if span.recording not in copying.current(site, session):
        raise InputError(NOT_CONFIRMED)
    with site.db() as db:
        found = session_records.get(db, session)
    steps = {step.id for step in procedures.get_procedure(site, who, found.procedure).steps}
    if label not in {*steps, *vocabulary().codes, OUTSIDE}:
        raise InputError(NO_LABEL)
    length_s = next(one.duration_s for one in found.work if one.id == span.recording)
    if not SHORTEST_S <= span.length_s <= LONGEST_S or span.end_s > length_s:
        raise InputError(NO_SECONDS)
    known = examples_of(session, (one for _, one in journal.read(site, session)))
    if not any((one.label, one.span) == (label, span) for one in known):
        journal.add(site, who, session, example_draft(label, span))


def drop_example(site: Site, who: Actor, session: str, number: int) -> None:
    """It is no example any more. Raises InputError where there is none of that number."""
    require(site, who, Action.AMEND, session)
    known = examples_of(session, (one for _, one in journal.read(site, session)))
    found = next((one for one in known if one.number == number), None)
    if found is None:
        raise InputError("There is no such example.")
    journal.add(site, who, session, drop_draft(found))
