"""What one gets without looking: each is told the procedure, and of the session times only."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from examples.train.data import Array, Corpus, Take

Guess = Callable[[Take], Array]


def majority(corpus: Corpus, takes: list[Take]) -> Guess:
    """The step of the procedure that takes most of the time in training."""

    def guess(take: Take) -> Array:
        allowed = corpus.classes(take.procedure)
        times = _times(corpus, takes, take.procedure)
        return np.full(len(take.t_s), allowed[int(times.argmax())])

    return guess


def uniform(corpus: Corpus, takes: list[Take]) -> Guess:
    """The steps in their written order, each as long as the others."""
    return lambda take: _cut(take, corpus, np.ones(len(corpus.classes(take.procedure))))


def duration(corpus: Corpus, takes: list[Take]) -> Guess:
    """The steps in their written order, each as long as it is in training on average."""
    return lambda take: _cut(take, corpus, _times(corpus, takes, take.procedure))


BASELINES: Mapping[str, Callable[[Corpus, list[Take]], Guess]] = {
    "majority": majority, "uniform": uniform, "duration": duration,
}  # fmt: skip


def _times(corpus: Corpus, takes: list[Take], procedure: str) -> Array:
    """Mean share of each step of the procedure in the sessions that follow it."""
    classes = corpus.classes(procedure)
    shares = [
        np.bincount(take.steps[take.steps >= 0], minlength=len(corpus.names))[classes]
        / max((take.steps >= 0).sum(), 1)
        for take in takes
        if take.procedure == procedure
    ]
    return np.mean(shares, axis=0) if shares else np.ones(len(classes))


def _cut(take: Take, corpus: Corpus, lengths: Array) -> Array:
    ends = np.cumsum(lengths) / lengths.sum()
    length = max(float(take.t_s[-1] - take.t_s[0]), 1e-9)
    over = (take.t_s - take.t_s[0]) / length
    at = np.minimum(np.searchsorted(ends, over, side="right"), len(ends) - 1)
    return np.asarray(corpus.classes(take.procedure))[at]
