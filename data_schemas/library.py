"""The library of releases: who asked for one, what was answered, what was handed over."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from pydantic import Field

from data_schemas.errors import InputError
from data_schemas.value import Value

LibraryAct = Literal["ask", "grant", "refuse", "give"]
RequestState = Literal["open", "granted", "refused"]

LINE, TEXT = 120, 2000


class Recipient(Value):
    """Who asks, as they say it. ``inside``: they work for this site, so that nothing leaves it."""

    organisation: str = Field(min_length=1, max_length=LINE)
    person: str = Field(default="", max_length=LINE)
    contact: str = Field(default="", max_length=LINE)
    inside: bool = False


class LibraryEntry(Value):
    """One act about a request, as it is sealed; ``by`` is the account that did it.

    ``text`` is the purpose of a request, the terms of a grant or the reason of a refusal.
    ``digest`` is the handed-over release's own, over the list of its files with their hashes.
    """

    request: str
    number: int = Field(ge=1)
    release: str
    act: LibraryAct
    at: datetime
    by: str
    recipient: Recipient | None = None
    text: str = Field(default="", max_length=TEXT)
    version: int | None = None
    digest: str = ""


class GivenOut(Value):
    """One handing over: which release, to whom, under which terms, when and by which account."""

    request: str
    release: str
    version: int | None = None
    digest: str
    recipient: Recipient
    terms: str = ""
    at: datetime
    by: str


class ReleaseRequest(Value):
    """Where a request stands. ``answer`` holds the terms of a grant or the reason of a refusal."""

    id: str
    release: str
    recipient: Recipient
    purpose: str
    asked_at: datetime
    asked_by: str
    state: RequestState = "open"
    answer: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""
    given: tuple[GivenOut, ...] = ()


def request_of(entries: Iterable[LibraryEntry]) -> ReleaseRequest:
    """Fold what was done about one request, oldest first. InputError for what is out of order."""
    first, *rest = entries
    if first.act != "ask" or first.recipient is None:
        raise InputError("A request begins with who asks: look at the log with `sonmat audit`.")
    found = ReleaseRequest(
        id=first.request,
        release=first.release,
        recipient=first.recipient,
        purpose=first.text,
        asked_at=first.at,
        asked_by=first.by,
    )
    for one in rest:
        found = _with(found, one)
    return found


def _with(found: ReleaseRequest, one: LibraryEntry) -> ReleaseRequest:
    if one.act == "give":
        given = GivenOut(
            request=one.request,
            release=one.release,
            version=one.version,
            digest=one.digest,
            recipient=found.recipient,
            terms=found.answer,
            at=one.at,
            by=one.by,
        )
        return found.model_copy(update={"given": (*found.given, given)})
    answered = {
        "state": "granted" if one.act == "grant" else "refused",
        "answer": one.text,
        "answered_at": one.at,
        "answered_by": one.by,
    }
    return found.model_copy(update=answered)
