"""What is refused about notes of attempts, by the templates of `app.problems`."""

from __future__ import annotations

from app.language import later

TEACHING_SENTENCES: tuple[str, ...] = (
    later("A note needs some words: write what went wrong or was asked."),
    later("A second needs its attempt: choose the recording, too."),
    later("Choose an attempt of this session, and a second within it."),
    later("There is no such know-how card: reload the page."),
)
