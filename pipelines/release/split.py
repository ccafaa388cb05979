"""Which expert trains, validates or tests: decided per person, once, and kept.

All sessions of an expert share a split, else a model is tested on a hand that it has seen; so do
people of whom nearly the same work is here twice (``alike``). Who has a side already keeps it,
whoever comes or goes: a release holds the sides of all before it, and the next begins with them.
(StratifiedGroupKFold balances better but moved 5 of 12 experts when one was added.) Who is new
gets a side in an order that a salted hash gives, so that nobody can choose it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from data_schemas.release import Split

SALT = "sonmat-split-1"
SPLITS: tuple[Split, ...] = ("train", "validation", "test")
SHARES: Mapping[Split, float] = {"train": 0.8, "test": 0.1, "validation": 0.1}
# From so many people on one is held out: else nothing tells how a model does on a new hand.
HELD_OUT_FROM = 3


def place(expert: str, salt: str = SALT) -> float:
    """A number in [0, 1) that is the expert's for good: the salted SHA-256, scaled."""
    hashed = hashlib.sha256(f"{salt}\0{expert}".encode()).digest()
    return int.from_bytes(hashed[:6], "big") / 2**48


def split_by_expert(
    experts: Iterable[str],
    salt: str = SALT,
    known: Mapping[str, Split] | None = None,
    together: Sequence[Collection[str]] = (),
) -> dict[str, Split]:
    """A split for every expert: 80 % train, 10 % validation, 10 % test, as near as people go.

    ``known`` are sides that stand; ``together`` people who share one: the side of whoever has one,
    of the least id among those. Those that have two sides keep them, and are not looked at here. A
    release in which nobody had a side before is never without train, so one of one person is all
    train; of three or more at least one is a test.
    """
    held = dict(known or {})
    people = set(experts)
    groups = [people.intersection(one) for one in together]
    groups += [{one} for one in people.difference(*groups)]
    for group in sorted(
        (g for g in groups if g), key=lambda g: min((place(e, salt), e) for e in g)
    ):
        sides = [held[one] for one in sorted(group) if one in held]
        side = sides[0] if sides else _next(Counter(held.values()), len(group))
        held |= {one: held.get(one, side) for one in group}
    return {one: held[one] for one in sorted(people)}


def _next(counts: Counter[Split], more: int) -> Split:
    """The split that is furthest behind its share once these are in, first of the table."""
    total = counts.total() + more
    if counts["train"] and not counts["test"] and total >= HELD_OUT_FROM:
        return "test"
    return max(SHARES, key=lambda split: SHARES[split] * total - counts[split])
