"""Which old words became which new ones, where somebody corrected a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz import fuzz

from pipelines.transcribe.glossary import sound

# Old words against new ones; Korean is often corrected by a space more or less.
_SHAPES = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1))
_ALONE = 0.7  # of a word that came or went: two of them cost more than one that changed
_JOINT = 0.05  # for every word that a pair has more than one
_MOST_CELLS = 10_000


@dataclass(frozen=True)
class Pair:
    """``old[first:last]`` became ``new[begin:end]``; one side may be empty."""

    first: int
    last: int
    begin: int
    end: int


def paired(old: Sequence[str], new: Sequence[str]) -> tuple[Pair, ...]:
    """Pairs in order that hold every word once, such that words that look alike stand together.

    Method: the cheapest alignment of both lists (Needleman and Wunsch 1970), where a pair costs as
    much as its sides sound unlike. Very long stretches are aligned by their equal words alone.
    """
    before = _shared(old, new)
    after = _shared(old[before:][::-1], new[before:][::-1])
    a, b = old[before : len(old) - after], new[before : len(new) - after]
    inner = _cheapest(a, b) if len(a) * len(b) <= _MOST_CELLS else _by_equal_words(a, b)
    return (
        *(Pair(n, n + 1, n, n + 1) for n in range(before)),
        *(Pair(p.first + before, p.last + before, p.begin + before, p.end + before) for p in inner),
        *(Pair(len(old) - n, len(old) - n + 1, len(new) - n, len(new) - n + 1)
          for n in range(after, 0, -1)),
    )  # fmt: skip


def alike(one: Sequence[str], other: Sequence[str]) -> float:
    """How much two runs of words sound and look the same, 0 to 1; spaces do not count."""
    left, right = " ".join(one), " ".join(other)
    if left == right:
        return 1.0
    heard, said = sound(left), sound(right)
    # Sign marks alone have no sound; a comma more or less is hardly a change.
    return 0.99 * fuzz.ratio(heard, said) / 100 if heard and said else 0.0


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words both begin with."""
    count = 0
    while count < min(len(old), len(new)) and old[count] == new[count]:
        count += 1
    return count


def _cheapest(old: Sequence[str], new: Sequence[str]) -> tuple[Pair, ...]:
    best = {(0, 0): 0.0}
    came: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(len(old) + 1):
        for j in range(len(new) + 1):
            for m, n in (*_SHAPES, (1, 0), (0, 1)):
                if (i - m, j - n) not in best:
                    continue
                cost = best[i - m, j - n] + _cost(old[i - m : i], new[j - n : j])
                if cost < best.get((i, j), float("inf")):
                    best[i, j], came[i, j] = cost, (i - m, j - n)
    pairs: list[Pair] = []
    at = (len(old), len(new))
    while at != (0, 0):
        then = came[at]
        pairs.append(Pair(then[0], at[0], then[1], at[1]))
        at = then
    return tuple(reversed(pairs))


def _cost(old: Sequence[str], new: Sequence[str]) -> float:
    if not old or not new:
        return _ALONE
    likeness = alike(old, new)
    more = len(old) + len(new) - 2
    if more and any(alike((one,), (other,)) > likeness for one in old for other in new):
        return float("inf")  # one of the words stands for the other side by itself
    return 1 - likeness + _JOINT * more


def _by_equal_words(old: Sequence[str], new: Sequence[str]) -> tuple[Pair, ...]:
    pairs: list[Pair] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pairs += [Pair(a + n, a + n + 1, c + n, c + n + 1) for n in range(b - a)]
        else:
            pairs.append(Pair(a, b, c, d))
    return tuple(pairs)
