"""The door to how clear the guideline of a job is: what several people labelled alike, blind.

It counts what was given, whatever was chosen afterwards, and keeps no figure. Nothing here tells
who annotated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from capture import artifacts, procedures, sessions
from capture.access import require
from capture.allowed import scope
from data_schemas.artifact import Artifact, Kind
from data_schemas.errors import Erased
from data_schemas.labelling import GivenLabels, Shown
from data_schemas.procedure import Procedure
from data_schemas.rights import Action, Actor
from pipelines.labelstudio.clarity import Clarity, Double, clarity

if TYPE_CHECKING:
    from capture.site import Site


@dataclass(frozen=True)
class Agreed:
    """``doubles``: how many recordings were labelled by several people, without a proposal."""

    procedure: Procedure
    doubles: int
    steps: tuple[Clarity, ...]
    speech: tuple[Clarity, ...]


def agreed(site: Site, who: Actor, procedure: str) -> Agreed:
    """Over all sessions of a job that ``who`` may read. Raises UnknownError for no such job."""
    require(site, who, Action.LIST)
    written = procedures.get_procedure(site, who, procedure)
    readable = frozenset(scope(site, who, Action.READ))
    own = [one.id for one in sessions.sessions_of(site, who, procedure) if one.id in readable]
    found = [double for session in own for double in doubles(site, session)]
    return Agreed(written, len(found), clarity(found, "steps"), clarity(found, "speech"))


def doubles(site: Site, session: str) -> list[Double]:
    """One for each time the session went out blind and came back from several people (no door)."""
    by_showing: dict[str, list[Artifact]] = {}
    for one in artifacts.find(site, session, Kind.GIVEN_LABELS):
        for parent in one.parents:
            by_showing.setdefault(parent, []).append(one)
    found = (_double(site, shown, made) for shown, made in by_showing.items())
    return [double for double in found if double is not None]


def _double(site: Site, shown: str, made: list[Artifact]) -> Double | None:
    """What each person said last; None where fewer than two did, or some of it was erased."""
    try:
        showing: Shown = artifacts.load(site, shown)
        given: list[GivenLabels] = [artifacts.load(site, one.id) for one in made]
    except Erased:
        return None
    last = {
        one.annotator: one.labelling
        for one in sorted(given, key=lambda one: one.at)
        if one.blind and not one.odd and one.labelling.review != "unusable"
    }
    if len(last) < 2:
        return None
    return Double(tuple(last.values()), showing.duration_s)
