"""A line of words as a person wants it: told otherwise, in two parts, or one with the next."""

from __future__ import annotations

from data_schemas.clock import Interval
from data_schemas.errors import InputError
from data_schemas.transcript import Quantity, Utterance, Word
from pipelines.quantities import quantities
from pipelines.review.timing import following, timed, weight
from pipelines.text import tidy


def retold(utterance: Utterance, text: str) -> Utterance:
    """The utterance with the words of ``text``, by a person.

    Words follow each other inside of the utterance, each with a length, and make up the text.
    Where no word had a time, none gets one.
    """
    said = tidy(text)
    words = timed(utterance, said.split()) if utterance.words else ()
    return utterance.model_copy(
        update={
            "text": said,
            "words": words,
            "confidence": _believed(utterance, said, words),
            "quantities": _measured(utterance, said, words),
            "origin": "person",
        }
    )


def parted(utterance: Utterance, at: int, second_id: str) -> tuple[Utterance, Utterance]:
    """The utterance in two, cut between the words that are nearest to character ``at`` of its text.

    The text is meant without white space around it. The first part keeps the id. Raises
    InputError where nothing would stand on one side.
    """
    said = utterance.text.strip()
    edges = [n for n in range(1, len(said)) if said[n].isspace() and not said[n - 1].isspace()]
    if not 0 < at < len(said) or not edges:
        raise InputError("A line is divided between two words: choose a place after the first.")
    edge = min(edges, key=lambda one: (_away(said, one, at), one))
    first, second = tidy(said[:edge]), tidy(said[edge:])
    count = len(first.split())
    words = _as_written(utterance)
    if words:
        ends, begins = words[count - 1].end_s, words[count].start_s
    else:
        share = weight(first) / (weight(first) + weight(second))
        ends = begins = utterance.start_s + share * utterance.length_s
    return (
        _part(utterance, utterance.id, (utterance.start_s, ends), (first, words[:count])),
        _part(utterance, second_id, (begins, utterance.end_s), (second, words[count:])),
    )


def joined(one: Utterance, after: Utterance) -> Utterance:
    """Two utterances as one, said by whoever said the first.

    Raises InputError unless ``after`` begins later in the same recording.
    """
    if one.recording != after.recording or after.start_s < one.start_s or after == one:
        raise InputError("Only a line and the one that follows it can become one.")
    said = tidy(f"{one.text} {after.text}")
    whole = Interval(start_s=one.start_s, end_s=max(one.end_s, after.end_s))
    # Half a line with times would look as if the rest had none to hear.
    both = (*_as_written(one), *_as_written(after)) if one.words and after.words else ()
    made = one.model_copy(
        update={
            "end_s": whole.end_s,
            "text": said,
            "words": following(both, whole),
            "confidence": _mean(one, after),
            "language": one.language if one.language == after.language else "",
            "origin": "person" if "person" in (one.origin, after.origin) else "machine",
        }
    )
    return made.model_copy(update={"quantities": _measured(made, said, made.words)})


def _as_written(utterance: Utterance) -> tuple[Word, ...]:
    """The words, one for each of the text: they may have come otherwise from the machine."""
    if [word.text for word in utterance.words] == utterance.text.split():
        return utterance.words
    return retold(utterance, utterance.text).words


def _part(
    whole: Utterance, name: str, span: tuple[float, float], said: tuple[str, tuple[Word, ...]]
) -> Utterance:
    text, words = said
    start, end = span
    part = whole.model_copy(
        update={"id": name, "start_s": start, "end_s": end, "text": text, "words": words}
    )
    return part.model_copy(update={"quantities": _measured(part, text, words)})


def _measured(where: Interval, text: str, words: tuple[Word, ...]) -> tuple[Quantity, ...]:
    """What was measured; without word times it was somewhere in the line."""
    if words:
        return quantities(words)
    span = {"start_s": where.start_s, "end_s": where.end_s}
    return quantities([Word(text=one, **span) for one in text.split()])


def _believed(utterance: Utterance, said: str, words: tuple[Word, ...]) -> float:
    """What the machine believed, for as many words as are still its own."""
    if said == tidy(utterance.text):
        return utterance.confidence
    own = sum(word.confidence < 1.0 for word in words) / max(1, len(words))
    return 1.0 - own * (1.0 - utterance.confidence)


def _mean(one: Utterance, other: Utterance) -> float:
    if one.confidence == other.confidence:
        return one.confidence
    a, b = (max(1, len(found.text.split())) for found in (one, other))
    return (a * one.confidence + b * other.confidence) / (a + b)


def _away(text: str, edge: int, at: int) -> int:
    """Characters from ``at`` to the gap that begins at ``edge``."""
    after = next(n for n in range(edge, len(text)) if not text[n].isspace())
    return max(edge - at, at - after, 0)
