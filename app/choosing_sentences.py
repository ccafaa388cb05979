"""What the doors to annotators' versions say, to be told in the language of the page."""

from __future__ import annotations

from app.language import later

CHOOSING_SENTENCES: tuple[str, ...] = (
    later("There are no two versions of this work session to choose from."),
    later("An annotator has changed a version meanwhile: reload and look again."),
    later("Only a work session whose masked copy a person has confirmed can give an example."),
    later("There is no such label in this job."),
    later("An example is half a second to a minute long and lies within the recording."),
    later("There is no such example."),
    later("What was chosen did not arrive whole: choose again."),
)
