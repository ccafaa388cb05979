"""The words of the app in the language of a walk."""

from __future__ import annotations

from app import catalogue


def said_in(language: str, message: str) -> str:
    """A message that no page says any more fails here, not after a minute of waiting for it."""
    told = catalogue.load(language)
    assert told.gettext(message) != message or message in catalogue.read(
        catalogue.po_file(language)
    ), f"no page says {message!r}"
    return told.gettext(message)
