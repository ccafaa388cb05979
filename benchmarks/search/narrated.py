"""Questions asked of narration: dense, lexical and both together, on sets of our own.

    python -m benchmarks.search.narrated [--smoke]

Questions and judgements: ``questions.py``; corpora: ``corpora.py``. The tune half is what anything
of the search may be chosen on, the half held out is for reporting. The narrated corpus is real talk
(instructors guiding learners through everyday machines and furniture), the demo corpora are what
somebody wrote for a generated expert: neither is field accuracy. Korean questions to the narrated
corpus look across languages: nothing in it is Korean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.common import measure_parts
from benchmarks.search import signs
from benchmarks.search.corpora import Corpus, demo, narrated
from benchmarks.search.questions import HALVES, Question, questions, sessions
from benchmarks.search.ranking import (
    SYSTEMS,
    Found,
    Missing,
    Remembering,
    Sides,
    encoder,
    search_scorer,
)
from benchmarks.search.scores import table
from pipelines.search.fuse import DENSE_WEIGHT, score_fusion

SMOKE_SESSIONS, SMOKE_TAKES = 4, 2
WEIGHTS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
# Sets by what they are called in the figures: corpora and the language of the questions.
SETS = {
    "English, all": (("narrated", "demo-en"), "en"),
    "English, narrated": (("narrated",), "en"),
    "English, demo": (("demo-en",), "en"),
    "Korean, demo": (("demo-ko",), "ko"),
    "Korean to English, narrated": (("narrated",), "ko"),
}


@dataclass(frozen=True)
class Asked:
    """A question with what was found for it, and the positions of what answers."""

    question: Question
    found: Found
    relevant: list[int]


def measure(smoke: bool) -> dict[str, Any]:
    """Every set, in halves and whole; within the session; and what weights would do."""
    score, given = search_scorer(), encoder()
    corpora = build(given, smoke)
    sides = {name: Sides(one.texts, given) for name, one in corpora.items()}
    every = questions()
    plain = [one for one in every if not one.signs]
    asked = list(ask(plain, corpora, sides))
    return {
        "data": "questions of our own; real narration and generated takes; not field accuracy",
        "passages": {name: len(one.passages) for name, one in corpora.items()},
        "relevant a question": round(sum(len(a.relevant) for a in asked) / len(asked), 1),
        "model_digest": given.digest,
        "dense_weight": DENSE_WEIGHT,
        "sets": {
            name: {
                half: side_by_side(score, within(asked, name, half)) for half in (*HALVES, "all")
            }
            for name in SETS
        },
        "in the session": {
            name: side_by_side(score, list(at_home(within(asked, name, "all"), corpora, sides)))
            for name in ("English, narrated", "Korean to English, narrated")
        },
        "weights, nDCG@10 of the tune half": {
            name: weighed(score, within(asked, name, HALVES[0])) for name in SETS
        },
        "signs": signs.measure(score, [one for one in every if one.signs], corpora, given),
    }


def build(given: Remembering, smoke: bool) -> dict[str, Corpus]:
    """All corpora, or a little of each."""
    halves = sessions()
    some = [
        one for half in halves.values() for one in (half[: SMOKE_SESSIONS // 2] if smoke else half)
    ]
    takes = {"count": SMOKE_TAKES} if smoke else {}
    return {
        "narrated": narrated(some, given.encode_queries),
        "demo-en": demo("en", given.encode_queries, **takes),
        "demo-ko": demo("ko", given.encode_queries, **takes),
    }


def ask(
    some: Iterable[Question], corpora: Mapping[str, Corpus], sides: Mapping[str, Sides]
) -> Iterable[Asked]:
    """What is found for each question that something in the corpus answers."""
    for one in some:
        relevant = one.relevant(corpora[one.corpus])
        if relevant:
            yield Asked(one, sides[one.corpus].find(one.text), relevant)


def at_home(
    asked: Iterable[Asked], corpora: Mapping[str, Corpus], sides: Mapping[str, Sides]
) -> Iterable[Asked]:
    """The same questions, asked only within the session for which they were written."""
    for one in asked:
        question = one.question
        passages = corpora[question.corpus].passages
        home = {n for n, passage in enumerate(passages) if passage.session == question.home}
        relevant = [n for n in one.relevant if n in home]
        if relevant:
            yield Asked(question, sides[question.corpus].find(question.text, home), relevant)


def within(asked: Iterable[Asked], name: str, half: str) -> list[Asked]:
    corpora, language = SETS[name]
    return [
        one
        for one in asked
        if one.question.corpus in corpora
        and one.question.language == language
        and half in (one.question.half, "all")
    ]


def side_by_side(score: Any, asked: list[Asked]) -> dict[str, Any]:
    """Every system on these questions; empty if there are none."""
    if not asked:
        return {}
    runs = {system: {a.question.id: names(a.found.by(system)) for a in asked} for system in SYSTEMS}
    return table(score, judged(asked), runs, {a.question.id: a.question.group for a in asked})


def weighed(score: Any, asked: list[Asked]) -> dict[str, float]:
    """nDCG@10 by the weight of the dense side, the product's own among others."""
    if not asked:
        return {}
    found = {}
    for weight in WEIGHTS:
        run = {
            a.question.id: names(
                [n for n, _ in score_fusion(a.found.dense, a.found.lexical, weight)]
            )
            for a in asked
        }
        found[str(weight)] = round(score.score(judged(asked), run)["metrics"]["nDCG@10"], 1)
    return found


def judged(asked: Iterable[Asked]) -> dict[str, dict[str, float]]:
    return {a.question.id: {str(n): 1.0 for n in a.relevant} for a in asked}


def names(positions: Iterable[int]) -> list[str]:
    return [str(n) for n in positions]


if __name__ == "__main__":
    measure_parts(__doc__, "search", {"narrated": measure}, Missing)
