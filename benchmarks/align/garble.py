"""Word errors as Whisper makes them, put into written-down speech by a seed.

Counted with jiwer on what faster-whisper (whisper-base, int8, beam of five) hears of four generated
takes (``benchmarks.demo``'s voices: ada, chae, femi, gita) in generated factory noise at 5, 0 and
-3 dB, 569 errors in 1,947 words: 406 substitutions, 61 deletions, 102 insertions (71, 11 and 18
percent). Of the substituted words half were spelled nearly alike ("weld", "world"), the others
were not alike at all; words with a meaning were hit 1.6 times as often as "the" and "it". Deletions
hit both alike. A third of the insertions were phrases of two to seven words that nobody said.
Nothing was said twice there; Whisper does that elsewhere, so it is a tenth of the insertions here.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from data_schemas.transcript import Utterance
from pipelines.lexicon import STOP
from pipelines.text import words

KINDS, SHARES = ("substitute", "delete", "insert"), (0.71, 0.11, 0.18)
NEAR, MEANING = 0.5, 1.6
INVENTED, TWICE = 0.33, 0.1
LIKE, MOST_LIKE = 0.5, 8
LETTERS = re.compile(r"\S+")


@dataclass(frozen=True)
class Words:
    """The words that may be heard: those of a whole pack, with how often they occur."""

    counts: Counter[str]

    @classmethod
    def of(cls, texts: list[str]) -> Words:
        return cls(Counter(word for text in texts for word in words(text)))

    @cached_property
    def all(self) -> list[str]:
        return sorted(self.counts)

    @cached_property
    def shares(self) -> np.ndarray:
        often = np.array([self.counts[word] for word in self.all], dtype=float)
        return np.cumsum(often / often.sum())

    @cached_property
    def near(self) -> dict[str, list[str]]:
        """Remembered answers of :meth:`alike`."""
        return {}

    def any(self, rng: np.random.Generator) -> str:
        return self.all[min(int(np.searchsorted(self.shares, rng.random())), len(self.all) - 1)]

    def alike(self, word: str) -> list[str]:
        """Words that are spelled nearly like this one, the nearest first."""
        if word not in self.near:
            found = process.extract(
                word, self.all, scorer=Levenshtein.normalized_similarity,
                limit=MOST_LIKE + 1, score_cutoff=LIKE,
            )  # fmt: skip
            self.near[word] = [str(one) for one, _, _ in found if one != word]
        return self.near[word]


def garble(
    said: tuple[Utterance, ...], rate: float, heard: Words, rng: np.random.Generator
) -> tuple[Utterance, ...]:
    """The utterances with errors in about ``rate`` of their words; silent ones are left out."""
    tokens = [LETTERS.findall(one.text) for one in said]
    places = [(u, i) for u, row in enumerate(tokens) for i in range(len(row))]
    if not places:
        return said
    chances = np.array([1.0 if _small(tokens[u][i]) else MEANING for u, i in places])
    count = min(round(rate * len(places)), len(places))
    hit = rng.choice(len(places), count, replace=False, p=chances / chances.sum())
    out: list[list[str]] = [list(row) for row in tokens]
    budget = count
    for at in hit:
        if budget <= 0:
            break
        u, i = places[int(at)]
        kind = str(rng.choice(KINDS, p=SHARES))
        out[u][i], cost = _changed(out[u][i], kind, heard, rng)
        budget -= cost
    pairs = zip(said, out, strict=True)
    texts = [(one, " ".join(word for word in row if word)) for one, row in pairs]
    return tuple(
        one.model_copy(
            update={
                "text": text,
            }
        )
        for one, text in texts
        if text
    )


def _small(token: str) -> bool:
    return all(word in STOP for word in words(token))


def _changed(token: str, kind: str, heard: Words, rng: np.random.Generator) -> tuple[str, int]:
    """What is heard instead of a token, and how many errors that is."""
    if kind == "delete":
        return "", 1
    if kind == "insert":
        more = _inserted(token, heard, rng)
        return " ".join([token, *more]), len(more)
    alike = heard.alike((words(token) or [token])[0]) if rng.random() < NEAR else []
    return (str(rng.choice(alike)) if alike else heard.any(rng)), 1


def _inserted(token: str, heard: Words, rng: np.random.Generator) -> list[str]:
    drawn = rng.random()
    if drawn < TWICE:
        return [token]
    count = int(rng.integers(2, 6)) if drawn < TWICE + INVENTED else 1
    return [heard.any(rng) for _ in range(count)]
