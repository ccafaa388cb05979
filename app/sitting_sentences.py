"""What a sitting is told about by the lower layers, as templates to be translated."""

from app.language import later

SITTING_SENTENCES: tuple[str, ...] = (
    later("An answer by text needs some words: write them, or choose another."),
    later("An answer may have {} characters: shorten it."),
    later("A question may have {} letters: shorten it."),
    later("There is no such step or question card: reload the page."),
    later("This device is still recording: stop it there first."),
    later("Nothing of this recording has arrived."),
    later("It found no other wording that asks the same. The question stays as it is."),
)
