"""When something was said: from characters of an utterance to its words and their times."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from data_schemas.clock import Interval
from data_schemas.transcript import Utterance, Word

Located = tuple[int, int, Word]


def located(utterance: Utterance) -> tuple[Located, ...]:
    """(start, end, word): where each word stands in the text; words that it does not hold go.

    Letters are laid together without spaces, since listeners and people part words differently.
    """
    text = [(sign, at) for at, sign in enumerate(utterance.text) if not sign.isspace()]
    said = ["".join(word.text.split()) for word in utterance.words]
    places = _places("".join(sign for sign, _ in text), "".join(said))
    found: list[Located] = []
    at = 0
    for word, letters in zip(utterance.words, said, strict=True):
        hit = places[at : at + len(letters)]
        at += len(letters)
        if letters and -1 not in hit and hit[-1] - hit[0] == len(letters) - 1:
            found.append((text[hit[0]][1], text[hit[-1]][1] + 1, word))
    return tuple(found)


def _places(text: str, said: str) -> list[int]:
    """For every letter that was said, where it is in the text, -1 for nowhere."""
    if text == said:
        return list(range(len(said)))
    places: list[int] = [-1] * len(said)
    for block in SequenceMatcher(None, text, said, autojunk=False).get_matching_blocks():
        places[block.b : block.b + block.size] = range(block.a, block.a + block.size)
    return places


def spoken_at(utterance: Utterance, start: int, end: int) -> Interval:
    """Seconds of all words that ``[start, end)`` touches, whole.

    Where letters have no word with a time they reach to the words on both sides; without any word
    they may have been said at any time of the utterance.
    """
    words = located(utterance)
    hit = [one for one in words if one[0] < end and start < one[1]]
    before = [one for one in words if one[1] <= start]
    after = [one for one in words if one[0] >= end]
    first = hit[0][2].start_s if hit and _is_whole(utterance, start, hit[0][0]) else None
    last = hit[-1][2].end_s if hit and _is_whole(utterance, hit[-1][1], end) else None
    begins = first if first is not None else _end_of(before, utterance.start_s)
    ends = last if last is not None else _start_of(after, utterance.end_s)
    return Interval(start_s=min(begins, ends), end_s=max(begins, ends))


def _is_whole(utterance: Utterance, start: int, end: int) -> bool:
    """Whether no letter lies between ``start`` and ``end``."""
    return not any(sign.isalnum() for sign in utterance.text[start:end])


def _end_of(words: Sequence[Located], otherwise: float) -> float:
    return words[-1][2].end_s if words else otherwise


def _start_of(words: Sequence[Located], otherwise: float) -> float:
    return words[0][2].start_s if words else otherwise
