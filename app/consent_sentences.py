"""What can go wrong with people, jobs, consent and its withdrawal, marked for the catalogues."""

from __future__ import annotations

from app.language import later

CONSENT_SENTENCES: tuple[str, ...] = (
    later("An expert needs a pseudonym of 1 to {} printable characters."),
    later("A name has up to {} printable characters."),
    later("A job needs a name of 1 to {} printable characters."),
    later("A part of a job needs a name of 1 to {} printable characters."),
    later("A note has up to {} characters: shorten it."),
    later("A task diagram has {} to {} parts: put together or split some."),
    later("An expert has up to {} jobs: take one out first."),
    later("Another job of this expert follows this procedure already: open that."),
    later("This expert has no such job."),
    later("A signature needs the name of who signs and the day: fill both in."),
    later("The signature is missing: draw it, or bring the scan of the paper form."),
    later("Nothing was drawn or scanned for this consent."),
    later("Name up to {} people: put passers-by together."),
    later("A scan may have up to {} MB: scan it again, smaller."),
    later("A scan must be a JPEG, PNG or PDF file: save it as one of these."),
    later("This picture is too large or empty: scan it again at 300 dpi or less."),
    later(
        "This PDF holds more than pages, such as scripts, other files or a password: scan the paper"
        " again as JPEG or PNG."
    ),
    later("This {} is not whole: make it again."),
    later("signature"),
    later("picture"),
    later("This code is not known here: compare it with your copy, sign by sign."),
    later(
        "Too many wrong codes were entered: wait a quarter of an hour, or ask the people in charge"
        " of the programme."
    ),
    later("Name seconds that lie within the recording, the start before the end."),
    later("There is no such entry to take back."),
    later("Nothing was recorded in this session yet: record or add a file."),
    later("There is no such consent text here: update Sonmat."),
)
