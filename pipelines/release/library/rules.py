"""What may follow what in the log of the library, and what is said where it may not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from data_schemas.errors import InputError
from data_schemas.library import LINE, TEXT, LibraryAct, Recipient, ReleaseRequest, RequestState

NO_RELEASE = "There is no release of that id here: `sonmat library list` names them."
NO_REQUEST = "There is no request of that id here: `sonmat release given` names them."
RECALLED = (
    "This release was recalled, since consent to something in it ended or its time of keeping is"
    " over: make a new one."
)
TWICE: dict[RequestState, str] = {
    "open": "They asked for this release already ({}): wait for the answer.",
    "granted": "They asked for this release already ({}), and it was granted.",
}
# Which acts a request is open to, by where it stands.
MAY: dict[LibraryAct, RequestState] = {"grant": "open", "refuse": "open", "give": "granted"}


@dataclass(frozen=True)
class Asking:
    """Who asks, and for what purpose, in their words."""

    recipient: Recipient
    purpose: str


def asking(purpose: str, *, inside: bool = False, **told: str) -> Asking:
    """What somebody typed in (``organisation``, ``person``, ``contact``), or InputError."""
    lines = {name: " ".join(text.split()) for name, text in told.items()}
    if not lines.get("organisation") or not purpose.strip():
        raise InputError("A request needs who asks and for what purpose: fill in both.")
    if not all(line.isprintable() for line in lines.values()):
        raise InputError("A name here holds signs that nobody sees: type it anew.")
    if max(map(len, lines.values())) > LINE or len(purpose.strip()) > TEXT:
        raise InputError(f"Names have at most {LINE} letters here, other texts {TEXT}: shorten it.")
    return Asking(Recipient(inside=inside, **lines), purpose.strip())


def answer_text(text: str) -> str:
    """Terms or a reason as typed in, or InputError."""
    if len(text.strip()) > TEXT:
        raise InputError(f"Names have at most {LINE} letters here, other texts {TEXT}: shorten it.")
    return text.strip()


def may_follow(act: LibraryAct, found: ReleaseRequest) -> None:
    """Raises InputError for an act that the request is not open to."""
    if found.state == MAY[act]:
        return
    if act == "give":
        raise InputError("Nothing is handed over before it was granted: `sonmat release grant`.")
    raise InputError("This request was answered already: ask anew to have it answered otherwise.")


def state_of(acts: Iterable[LibraryAct]) -> RequestState:
    """Where a request stands by what was done about it."""
    done = set(acts)
    return "granted" if "grant" in done else "refused" if "refuse" in done else "open"
