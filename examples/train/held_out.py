"""How right recognisers and baselines are with people who were held out of training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict

import numpy as np
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from examples.train.baselines import BASELINES, Guess
from examples.train.data import Array, Corpus, NoRelease, Take
from examples.train.recogniser import HEARD, SEEN, USUAL, Recogniser

# The first one sees nothing: what the others have above it comes from movement and words.
RECOGNISERS = {
    "times and order": USUAL,
    "keypoints": USUAL | SEEN,
    "keypoints and words": USUAL | SEEN | HEARD,
}


class Scores(TypedDict):
    """``right``: share of the rows of the steps that were named right; ``f1``: mean by step;
    ``sessions``: the share for each session, in the order of their ids."""

    right: float
    f1: float
    sessions: list[float]


def measure(corpus: Corpus, folds: int, say: Callable[[str], Any]) -> dict[str, Scores]:
    """Every person is held out once. ``NoRelease`` with fewer people than ``folds``, or below 2."""
    people = [take.expert for take in corpus.takes]
    if folds < 2 or len(set(people)) < folds:
        raise NoRelease(
            f"{folds} groups of people cannot be made of {len(set(people))}: give --folds between"
            " 2 and the number of people"
        )
    guessed: dict[str, dict[str, Array]] = {}
    parts = GroupKFold(folds).split(corpus.takes, groups=people)
    for number, (seen, unseen) in enumerate(parts, start=1):
        say(f"training without group {number} of {folds}\n")
        train = [corpus.takes[n] for n in seen]
        for name, guess in _guesses(corpus, train).items():
            for n in unseen:
                guessed.setdefault(name, {})[corpus.takes[n].session] = guess(corpus.takes[n])
    return {name: score(corpus.takes, steps) for name, steps in guessed.items()}


def _guesses(corpus: Corpus, train: list[Take]) -> dict[str, Guess]:
    found = {name: make(corpus, train) for name, make in BASELINES.items()}
    spoken = any(take.said for take in train)
    for name, opinions in RECOGNISERS.items():
        if spoken or not opinions & HEARD:
            found[name] = Recogniser(corpus, opinions).fit(train).steps
    return found


def score(takes: tuple[Take, ...], guessed: dict[str, Array]) -> Scores:
    """Only rows that are in a step count: between the steps nothing is right or wrong."""
    true = [take.steps[take.steps >= 0] for take in takes]
    said = [guessed[take.session][take.steps >= 0] for take in takes]
    right = [float((a == b).mean()) for a, b in zip(true, said, strict=True) if len(a)]
    a, b = np.concatenate(true), np.concatenate(said)
    return {
        "right": round(float((a == b).mean()), 4),
        "f1": round(float(f1_score(a, b, average="macro", labels=np.unique(a))), 4),
        "sessions": [round(one, 4) for one in right],
    }
