"""How far a session's time line has come in people's eyes, and the list of what was approved.

Nothing of this is stored but the entries. A signature stands for what was there when it was given:
whatever changes later takes the signatures of an open version away, and what was approved stays as
it is until somebody reopens it, which begins a new version.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from pydantic import Field

from data_schemas.clock import Span
from data_schemas.entry import Act, Entry, others
from data_schemas.value import Value

ApprovalState = Literal["draft", "confirmed", "reviewed", "approved"]
# Each needs the one before it.
STATES: tuple[ApprovalState, ...] = ("draft", "confirmed", "reviewed", "approved")


class Signed(Value):
    """Who took a session to ``state``, by which entry of its journal.

    ``name`` is what the person signed with, ``actor`` the account that was used.
    """

    state: ApprovalState
    actor: str
    name: str = Field(min_length=1, max_length=80)
    at: datetime
    number: int


class Approval(Value):
    """``version`` counts from 1 and grows with every reopening of what was approved.

    ``signed`` are the signatures that stand: a change takes away those of an open version.
    """

    state: ApprovalState = "draft"
    version: int = 1
    signed: tuple[Signed, ...] = ()


class ApprovedItem(Span):
    """One section or utterance as it was approved; ``by`` says whose word it is."""

    id: str
    what: Literal["section", "words"]
    step_id: str | None = None
    text: str
    by: Literal["machine", "confirmed", "person"]


class ApprovedList(Value):
    """What was approved, whole. ``timeline`` is the artifact it was read from."""

    session: str
    procedure: str
    procedure_version: int
    version: int
    timeline: str
    signed: tuple[Signed, ...]
    items: tuple[ApprovedItem, ...]


class SignedList(Value):
    """The list with the site's Ed25519 signature over its canonical JSON; both keys in hex."""

    list: ApprovedList
    signature: str
    public_key: str


def approval_of(entries: Iterable[Entry]) -> Approval:
    """The state that all entries of a session, in their order, add up to."""
    found, every = Approval(), tuple(entries)
    beside = others(every)
    for entry in every:
        state = _state(entry)
        if entry.act is Act.DECLINE or entry.number in beside:
            continue
        if state is None:
            found = _changed(found)
        elif state == "draft":
            found = _reopened(found)
        else:
            found = found.model_copy(
                update={"state": state, "signed": (*found.signed, _signed(entry, state))}
            )
    return found


def _state(entry: Entry) -> ApprovalState | None:
    """What the entry says of the whole; None for one that changes what is in it."""
    said = entry.after.get("state")
    return said if entry.act is Act.APPROVE and said in STATES else None


def _changed(found: Approval) -> Approval:
    """Somebody's right to strike holds for what was approved, too: then it is open again."""
    return _reopened(found) if found.state == "approved" else Approval(version=found.version)


def _reopened(found: Approval) -> Approval:
    return Approval(version=found.version + (found.state == "approved"))


def _signed(entry: Entry, state: ApprovalState) -> Signed:
    return Signed(
        state=state,
        actor=entry.actor,
        name=str(entry.after.get("name") or entry.actor)[:80],
        at=entry.at,
        number=entry.number,
    )


def following(state: ApprovalState) -> ApprovalState | None:
    """The state that comes next; None after the last."""
    place = STATES.index(state) + 1
    return STATES[place] if place < len(STATES) else None
