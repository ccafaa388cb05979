"""Passages to judge: the first ten of each side that are not known to answer, shuffled, unnamed.

    python -m benchmarks.search.pool > pool.txt     # words of the data set: not to be committed

Whoever judges reads each passage and adds the seconds of what answers to ``narrated.yaml``.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator

from benchmarks.search.corpora import Corpus, narrated
from benchmarks.search.questions import Question, questions, sessions
from benchmarks.search.ranking import Sides, encoder
from pipelines.search.passage import Passage

DEPTH = 10
POOLED = ("dense", "lexical", "fused")


def pooled(question: Question, sides: Sides, corpus: Corpus) -> list[int]:
    """Positions of the passages to judge, in an order that tells nothing."""
    found = sides.find(question.text)
    seen = {n for system in POOLED for n in found.by(system)[:DEPTH]}
    order = sorted(seen - set(question.relevant(corpus)))
    random.Random(question.id).shuffle(order)
    return order


def numbered(passage: Passage, corpus: Corpus) -> str:
    """A passage with the numbers of its utterances in the session."""
    inside = [
        f"({n}) {one.text}"
        for n, one in enumerate(corpus.said[passage.session])
        if passage.overlap_s(one) > 0.5 * one.length_s
    ]
    return f"{passage.session} {passage.kind} {passage.step_title}: {' '.join(inside)}"


def lines() -> Iterator[str]:
    given = encoder()
    corpus = narrated([one for half in sessions().values() for one in half], given.encode_queries)
    sides = Sides(corpus.texts, given)
    for question in (one for one in questions() if one.home):
        yield f"\n{question.id} [{question.home}] {question.text}"
        for n in pooled(question, sides, corpus):
            yield "  " + numbered(corpus.passages[n], corpus)


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in lines())
