"""Doors of approval: sign what holds now, open it again, and read the list that was signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from capture import artifacts, journal
from capture.access import require
from capture.permission import decide
from capture.procedures import artifact_of, get_procedure
from capture.records import wishes as wish_records
from data_schemas.approval import (
    STATES,
    Approval,
    ApprovalState,
    ApprovedList,
    SignedList,
    approval_of,
    following,
)
from data_schemas.artifact import Kind, Recipe
from data_schemas.entry import WHOLE_SESSION, Act, Draft
from data_schemas.errors import InputError, StoreError
from data_schemas.rights import Action, Actor
from data_schemas.timeline import Timeline
from pipelines import run
from pipelines.review.approval import items_of, unsettled
from pipelines.review.signing.lists import check, public_key, signed

if TYPE_CHECKING:
    from capture.site import Site

NEEDS: dict[ApprovalState, Action] = {
    "draft": Action.REVIEW,
    "confirmed": Action.CONFIRM,
    "reviewed": Action.REVIEW,
    "approved": Action.APPROVE,
}
KEY = "approval"


def approval(site: Site, who: Actor, session: str) -> Approval:
    """How far the session's time line has come."""
    require(site, who, Action.READ, session)
    return _approval(site, session)


def allowed(site: Site, who: Actor, session: str) -> tuple[str, ...]:
    """ "amend" and the states that ``who`` may take the session to, whatever state it is in."""
    facts = require(site, who, Action.READ, session)
    amend = [("amend", Action.AMEND)]
    named = [*amend, *((state, need) for state, need in NEEDS.items() if state != "draft")]
    return tuple(name for name, need in named if decide(who, need, facts).allowed)


def sign(
    site: Site, who: Actor, session: str, state: ApprovalState, name: str, seen: int
) -> Approval:
    """Take the session one state on, in the name of a person who saw entry ``seen`` as the last.

    Of what is approved the list is signed and kept. Raises StaleEntry when somebody has written
    since, InputError when it is not its turn, something is still unsure, or nobody is named.
    """
    require(site, who, NEEDS.get(state, Action.APPROVE), session)
    now = _approval(site, session)
    if state not in STATES or following(now.state) != state:
        raise InputError(
            "It is not the turn of this signature: reload the page to see what is next."
        )
    if not name.strip():
        raise InputError("Give the name of the person who signs.")
    _ready(_timeline(site, session))
    after = {"state": state, "name": " ".join(name.split())[:80]}
    draft = Draft(act=Act.APPROVE, target=WHOLE_SESSION, after=after)
    journal.append(site, who, session, draft, seen)
    found = _approval(site, session)
    if state == "approved":
        _keep(site, who, session, found)
    return found


def reopen(site: Site, who: Actor, session: str, seen: int) -> Approval:
    """Make a draft of it again: a new version, if it was approved. Its list is kept."""
    require(site, who, NEEDS["draft"], session)
    if _approval(site, session).state == "draft":
        raise InputError("This work session is open: there is nothing to reopen.")
    draft = Draft(act=Act.APPROVE, target=WHOLE_SESSION, after={"state": "draft"})
    journal.append(site, who, session, draft, seen)
    return _approval(site, session)


def approved_lists(site: Site, who: Actor, session: str) -> tuple[SignedList, ...]:
    """The signed list of every version that was approved, oldest first."""
    require(site, who, Action.READ, session)
    return tuple(artifacts.load(site, a.id) for a in artifacts.find(site, session, Kind.APPROVAL))


def verify(site: Site, who: Actor, signed_list: SignedList) -> None:
    """Raises InputError where this site did not sign the list as it stands."""
    require(site, who, Action.READ, signed_list.list.session)
    check(signed_list, public_key(site.keys.subkey(KEY)))


def _approval(site: Site, session: str) -> Approval:
    return approval_of(tuple(entry for _, entry in journal.read(site, session)))


def _timeline(site: Site, session: str) -> Timeline:
    newest = artifacts.newest(site, session, Kind.TIMELINE)
    if newest is None:
        raise InputError("There is nothing to sign yet: the steps have not been placed.")
    found: Timeline = artifacts.load(site, newest.id)
    return found


def _ready(timeline: Timeline) -> None:
    if unsure := unsettled(timeline):
        raise InputError(
            f"{len(unsure)} sections are unsure: confirm or correct them before anybody signs."
        )
    if timeline.unplaced:
        raise InputError(
            f"{len(timeline.unplaced)} earlier changes fit nowhere any more: take each back, or"
            " make it anew, before anybody signs."
        )


def _keep(site: Site, who: Actor, session: str, found: Approval) -> None:
    newest = artifacts.newest(site, session, Kind.TIMELINE)
    if newest is None:
        raise StoreError("The time line is gone: process the session again.")
    kept = run.read_session(site, session)
    procedure = get_procedure(site, who, kept.procedure)
    timeline: Timeline = artifacts.load(site, newest.id)
    approved = ApprovedList(
        session=session,
        procedure=procedure.id,
        procedure_version=procedure.version,
        version=found.version,
        timeline=newest.id,
        signed=found.signed,
        items=items_of(timeline, procedure),
    )
    recipe = Recipe(
        kind=Kind.APPROVAL, stage="approval", version="1", params={"version": found.version},
        parents=(newest.id, artifact_of(site, kept.procedure)),
    )  # fmt: skip
    made = signed(approved, site.keys.subkey(KEY))
    artifacts.seal(site, recipe, artifacts.session_scope(session), made)
    with site.db() as db:
        wish_records.want(db, session, site.now())
