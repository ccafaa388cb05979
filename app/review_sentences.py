"""What can go wrong where a session is corrected and signed, marked for the catalogues."""

from __future__ import annotations

from app.language import later

GONE = later("That is not there any more: somebody changed it meanwhile.")
MALFORMED = later("This change cannot be read: reload the page.")
REVIEW_SENTENCES: tuple[str, ...] = (
    GONE,
    MALFORMED,
    later("There is no such entry to take back."),
    later("This work session is approved: reopen it before anything is changed."),
    later("This work session has no take {}: choose one that was recorded."),
    later("A take is good, defect or what_if: choose one of them."),
    later("A note may have {} characters: shorten it."),
    later("Nobody has said what take {} is: there is nothing to take back."),
    later("That does not fit what is there now: look again and change it there."),
    later("A line is divided between two words: choose a place after the first."),
    later("Only a line and the one that follows it can become one."),
    later("It is not the turn of this signature: reload the page to see what is next."),
    later("Give the name of the person who signs."),
    later("This work session is open: there is nothing to reopen."),
    later("There is nothing to sign yet: the steps have not been placed."),
    later("{} sections are unsure: confirm or correct them before anybody signs."),
    later(
        "{} earlier changes fit nowhere any more: take each back, or make it anew, before anybody"
        " signs."
    ),
    later("This list was signed by another site."),
    later("This list was changed after it was signed."),
    later("Somebody else wrote here first: reload and try again."),
    later(
        "This work session is out with annotators: call it back before anything is changed here."
    ),
    later("This work session is not out with annotators."),
)
