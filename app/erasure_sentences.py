"""What can go wrong with keys, backups and erasing, marked for the catalogues."""

from __future__ import annotations

from app.language import later

ERASURE_SENTENCES: tuple[str, ...] = (
    later("A part of this recording is being erased: try again in some minutes."),
    later("Something changed since this was shown: look again at what would be erased."),
    later("There is no such recording in this work session."),
    later("This is the only recording of the work: withdraw the work session to erase it."),
    later("A part could not be taken out of this recording: erase all of it instead."),
    later(
        "The list of what was erased was changed: put it back from the newest backup of the keys"
        " before anything is opened."
    ),
)
