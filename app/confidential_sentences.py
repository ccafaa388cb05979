"""What is said of lists of confidential words, by the templates of `app.problems`."""

from __future__ import annotations

from app.language import later

CONFIDENTIAL_SENTENCES: tuple[str, ...] = (
    later("{} holds {} terms, more than the {} taken."),
    later("{} is too short: a term begins with a letter and has two of them."),
    later("{} is too long: {} letters for a term, {} for what is shown instead."),
    later("{} has an unknown kind: choose company, product, customer, parameter or other."),
    later("{} has brackets in what is shown instead: leave them out."),
    later("{} shows a confidential term instead of another: choose a new word."),
)
