"""What is said of files with question cards, by the templates of `app.problems`."""

from __future__ import annotations

from app.language import later

QUESTION_CARD_SENTENCES: tuple[str, ...] = (
    later("{} holds no question cards: it needs a list under probes."),
    later("{} may hold two lists only: probes and introductions."),
    later("{} must hold between 1 and {} cards: split it."),
    later("{} is not a card: it needs an id and a question."),
    later("{} has a line without a question: give it in en and in ko."),
    later("{} has a question that is missing in {}: write it, too."),
    later("{} has a question of more than {} letters: shorten it."),
    later("{}, card {} has the id of card {}: give each its own."),
    later("{} cannot be used, {}: {}."),
    later("{} cannot be used, {}."),
    later("{} is not usable YAML at line {}: {}."),
    later("{} is not usable YAML: {}."),
    # what stands inside of other sentences
    later("{}, card {}"),
    later("{}, introduction {}"),
    later("a key stands twice"),
    later("aliases are not allowed"),
    later("it is nested too deeply"),
    later("Field required"),
    later("Extra inputs are not permitted"),
    later("Input should be {}"),
    later("String should match pattern {}"),
    later("Tuple should have at least {} item after validation, not {}"),
    later("braces may hold a name and, behind a colon, a Korean particle"),
    later("the two languages do not have the same words in braces"),
    later("a question about a step can have no words in braces but {}"),
    later("a question that follows cannot have words in braces"),
    later("a moment of kind {} cannot fill {}"),
    later("first_at names a kind of moment for which there is no wording"),
    later("no wording for a moment of kind {} can always be filled"),
)
