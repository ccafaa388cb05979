"""Which expert trains, validates or tests: decided per person, once, by a salted hash.

All sessions of an expert share a split, else a model is tested on a hand that it has seen. The
hash depends on nothing but the expert and the salt, so a later release that adds people moves
nobody. (StratifiedGroupKFold balances better but moved 5 of 12 experts when one was added.)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from data_schemas.release import Split

SALT = "sonmat-split-1"
SPLITS: tuple[Split, ...] = ("train", "validation", "test")
TRAIN_SHARE = 0.8
VALIDATION_SHARE = 0.1


def place(expert: str, salt: str = SALT) -> float:
    """A number in [0, 1) that is the expert's for good: the salted SHA-256, scaled."""
    hashed = hashlib.sha256(f"{salt}\0{expert}".encode()).digest()
    return int.from_bytes(hashed[:6], "big") / 2**48


def split_by_expert(experts: Iterable[str], salt: str = SALT) -> dict[str, Split]:
    """A split for every expert: about 80 % train, 10 % validation, 10 % test of many.

    Few people rarely give these shares. Train is never empty: if the hash puts nobody there, the
    expert with the lowest place trains, so a release of one person is all train. That is the one
    case in which adding people to a release can move somebody.
    """
    places = {expert: place(expert, salt) for expert in experts}
    splits = {expert: _split(where) for expert, where in places.items()}
    if splits and "train" not in splits.values():
        splits[min(places, key=lambda expert: (places[expert], expert))] = "train"
    return splits


def _split(where: float) -> Split:
    if where < TRAIN_SHARE:
        return "train"
    return "validation" if where < TRAIN_SHARE + VALIDATION_SHARE else "test"
