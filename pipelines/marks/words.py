"""A marker word, said alone: an utterance or a sentence of its own, never a word in a sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from data_schemas.marks import Mark
from data_schemas.transcript import Utterance, Word

SAID = frozenset(
    {
        *("표시", "마커", "북마크", "표시 하나"),
        *("marker", "bookmark", "mark this", "set marker", "set a marker"),
    }
)
ALONE_S = 0.4  # of silence on both sides, where no full stop tells where a sentence ends
# What came back twice within this is one: recognisers like to say a short word again.
AGAIN_S = 1.5
_END = re.compile(r"[.!?。…]$")


def spoken(utterances: Sequence[Utterance]) -> list[Mark]:
    """Marks where a word of the lexicon is all that is said, at the second its saying begins."""
    found: list[Mark] = []
    for at_s, text in sorted(_alone(utterances)):
        if _plain(text) in SAID and (not found or at_s - found[-1].at_s > AGAIN_S):
            found.append(Mark(at_s=at_s, kind="word", text=" ".join(text.split())))
    return found


def _alone(utterances: Iterable[Utterance]) -> Iterator[tuple[float, str]]:
    """(second, text) of each piece that stands for itself."""
    for one in utterances:
        if not one.words:
            yield one.start_s, one.text
            continue
        for piece in _pieces(one.words):
            yield piece[0].start_s, " ".join(word.text for word in piece)


def _pieces(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Words cut where a sentence ends, or where nobody speaks for a while."""
    piece: list[Word] = []
    for word in words:
        ended = piece and _END.search(piece[-1].text.strip())
        if piece and (ended or word.start_s - piece[-1].end_s >= ALONE_S):
            yield piece
            piece = []
        piece.append(word)
    if piece:
        yield piece


def _plain(text: str) -> str:
    """Small letters, single spaces, nothing but letters and digits."""
    whole = unicodedata.normalize("NFC", text).casefold()
    return " ".join(re.sub(r"[^\w]+", " ", whole).split())
