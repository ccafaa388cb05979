"""A light recogniser of steps, in minutes on a processor: trees on movement, a line on words.

It is told which procedure a session follows, as the baselines are, and names one step of it for
each row. Up to three opinions are added up (logarithms of chances): what is usual at this share of
the session, what is seen, and what is being said. Then neighbouring rows are made to agree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from examples.train.data import Array, Corpus, Take
from examples.train.features import heard, mirrored, movement, over

TREES, LEAF, SEED = 200, 5, 0
STAYS = 0.98  # with this share a step goes on from one row to the next
WIDTH = 0.08  # of the session: how far from its usual time a step may come
TRUST = 0.3  # in each opinion: rows next to each other say much the same
USUAL, SEEN, HEARD = frozenset({"usual"}), frozenset({"seen"}), frozenset({"heard"})


@dataclass
class Recogniser:
    """``opinions`` are those that count. Train with ``fit``, then ask for ``steps`` of a take."""

    corpus: Corpus
    opinions: frozenset[str]
    _trees: ExtraTreesClassifier = field(init=False)
    _words: TfidfVectorizer = field(init=False)
    _speech: LogisticRegression = field(init=False)
    _follows: Array = field(init=False)
    _times: tuple[Array, Array] = field(init=False)

    def fit(self, takes: list[Take]) -> Recogniser:
        labels = np.concatenate([take.steps for take in takes])
        known = labels >= 0
        self._times = np.concatenate([over(take) for take in takes])[known], labels[known]
        self._follows = self._order(takes)
        if self.opinions & SEEN:
            twice = [*takes, *(mirrored(take) for take in takes)]
            seen = np.concatenate([movement(take) for take in twice])
            self._trees = ExtraTreesClassifier(
                TREES, min_samples_leaf=LEAF, class_weight="balanced", n_jobs=-1, random_state=SEED
            ).fit(seen[np.tile(known, 2)], np.tile(labels[known], 2))
        if self.opinions & HEARD:
            texts = [text for take in takes for text in heard(take)]
            self._words = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4))
            counted = self._words.fit_transform(texts)
            self._speech = LogisticRegression(C=10.0, max_iter=100, class_weight="balanced")
            self._speech.fit(counted[known], labels[known])
        return self

    def steps(self, take: Take) -> Array:
        """The class of every row of ``take``, int [n]."""
        allowed = self.corpus.classes(take.procedure)
        told = [self._usual(take, allowed)]
        if self.opinions & SEEN:
            told.append(self._log(self._trees, movement(take), allowed))
        if self.opinions & HEARD:
            told.append(self._log(self._speech, self._words.transform(heard(take)), allowed))
        best = _best_way(TRUST * np.sum(told, axis=0), self._follows[np.ix_(allowed, allowed)])
        return np.asarray(allowed)[best]

    def _log(self, model: Any, rows: Any, allowed: list[int]) -> Array:
        chances = np.full((rows.shape[0], len(self.corpus.names)), 1e-3)
        chances[:, model.classes_] += model.predict_proba(rows)
        return _shares(chances[:, allowed])

    def _usual(self, take: Take, allowed: list[int]) -> Array:
        """Which steps were done at about this share of the sessions in training."""
        times, labels = self._times
        grid = np.linspace(0, 1, 101)
        near = np.exp(-0.5 * ((grid[:, None] - times) / WIDTH) ** 2)
        chances = np.stack([near[:, labels == one].sum(axis=1) for one in allowed], axis=1)
        at = np.round(over(take) * 100).astype(int)
        return _shares(chances + 1e-2 * chances.sum(axis=1, keepdims=True) + 1e-9)[at]

    def _order(self, takes: list[Take]) -> Array:
        """Logarithms of the shares in which one class follows another, [c, c]."""
        size = len(self.corpus.names)
        counts = np.full((size, size), 0.1)
        for take in takes:
            done = take.steps[take.steps >= 0]
            turns = np.flatnonzero(np.diff(done))
            np.add.at(counts, (done[turns], done[turns + 1]), 1.0)
        np.fill_diagonal(counts, 0.0)
        shares = (1 - STAYS) * counts / counts.sum(axis=1, keepdims=True)
        np.fill_diagonal(shares, STAYS)
        return np.log(shares)


def _shares(chances: Array) -> Array:
    return np.log(chances / chances.sum(axis=1, keepdims=True))


def _best_way(sure: Array, follows: Array) -> Array:
    """The likeliest sequence of states, int [n] (Viterbi 1967)."""
    score, came = sure[0].copy(), np.zeros(sure.shape, int)
    for row in range(1, len(sure)):
        ways = score[:, None] + follows
        came[row] = ways.argmax(axis=0)
        score = ways.max(axis=0) + sure[row]
    path = [int(score.argmax())]
    for row in range(len(sure) - 1, 0, -1):
        path.append(int(came[row, path[-1]]))
    return np.array(path[::-1])
