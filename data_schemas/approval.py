"""How far a session's time line has come in people's eyes, and the list of what was approved."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from data_schemas.clock import Span
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
