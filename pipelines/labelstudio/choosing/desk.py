"""Doors to the choice between several annotators' versions of one session.

All versions stay as they were given, sealed; what is chosen becomes entries of whoever decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from capture import labelling
from capture.access import require
from capture.allowed import scope
from capture.records import labelling as records
from data_schemas.artifact import digest
from data_schemas.errors import InputError, StaleEntry
from data_schemas.labelling import GivenLabels
from data_schemas.rights import Action, Actor
from pipelines.labelstudio import desk
from pipelines.labelstudio.versions import Side, chosen

if TYPE_CHECKING:
    from capture.site import Site

NOTHING = "There are no two versions of this work session to choose from."
CHANGED = "An annotator has changed a version meanwhile: reload and look again."


@dataclass(frozen=True)
class Versions:
    """What several people gave of one session; ``recording`` is whose copy they saw."""

    session: str
    recording: str
    duration_s: float
    given: tuple[GivenLabels, ...]


@dataclass(frozen=True)
class Choice:
    """``one`` and ``other`` are the two versions, by id and when they were given.

    ``whole``: whose word counts; ``picks``: for which pairs (``versions.pairs``) the other's does.
    """

    one: tuple[str, str]
    other: tuple[str, str]
    whole: Side = "one"
    picks: Mapping[str, Side] = field(default_factory=dict)


def to_choose(site: Site, who: Actor) -> tuple[str, ...]:
    """Sessions that wait for a choice, those that went out first first."""
    require(site, who, Action.LIST)
    mine = frozenset(scope(site, who, Action.AMEND))
    with site.db() as db:
        out = records.tasks(db, out=True)
    return tuple(one.session for one in out if one.waits == "choice" and one.session in mine)


def versions(site: Site, who: Actor, session: str) -> Versions:
    """Sound versions only, one a person, in an order that says nothing of who they are.

    Raises InputError where there are no two.
    """
    require(site, who, Action.READ, session)
    if not labelling.is_out(site, session):
        raise InputError(NOTHING)
    given = _sound(desk.versions(site, who, session))
    if len(given) < 2:
        raise InputError(NOTHING)
    shown = desk.shown(site, who, session)
    return Versions(session, shown.recording, shown.duration_s, given)


def decide(site: Site, who: Actor, session: str, choice: Choice) -> int:
    """Take over what was chosen: the session is here again, and its time line free.

    How many acts that were. Raises InputError where there is nothing to choose or it no longer
    fits, StaleEntry when a version has changed since it was looked at.
    """
    require(site, who, Action.AMEND, session)
    known = {(one.id, one.at): one for one in versions(site, who, session).given}
    if choice.one not in known or choice.other not in known or choice.one == choice.other:
        raise StaleEntry(CHANGED)
    one, other = known[choice.one].labelling, known[choice.other].labelling
    return desk.choose(site, who, session, chosen(one, other, choice.whole, choice.picks))


def _sound(given: tuple[GivenLabels, ...]) -> tuple[GivenLabels, ...]:
    """The newest of each person; what they call unusable or ask about is no version."""
    newest: dict[str, GivenLabels] = {}
    for one in sorted(given, key=lambda one: one.at):
        if not one.odd and one.labelling.review not in ("ask_expert", "unusable"):
            newest[one.annotator] = one
    return tuple(sorted(newest.values(), key=lambda one: digest({"version": one.id})))
