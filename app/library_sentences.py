"""What is said of requests for datasets, by the templates of `app.problems`."""

from __future__ import annotations

from app.language import later

LIBRARY_SENTENCES: tuple[str, ...] = (
    later("There is no release of that id here: `sonmat library list` names them."),
    later("There is no request of that id here: `sonmat release given` names them."),
    later(
        "This release was recalled, since consent to something in it ended or its time of keeping"
        " is over: make a new one."
    ),
    later("They asked for this release already ({}): wait for the answer."),
    later("They asked for this release already ({}), and it was granted."),
    later("A request needs who asks and for what purpose: fill in both."),
    later("A name here holds signs that nobody sees: type it anew."),
    later("Names have at most {} letters here, other texts {}: shorten it."),
    later("Nothing is handed over before it was granted: `sonmat release grant`."),
    later("This request was answered already: ask anew to have it answered otherwise."),
    later("A refusal needs its reason: say in a sentence why."),
    later("This release stays here: of session {}, {}."),
    later("A catalogue needs the name of its site, of at most {} letters."),
    later("publish or share"),
)
