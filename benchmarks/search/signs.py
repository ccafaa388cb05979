"""Questions about signs, and what passages that tell of signs gain (``symptoms.BONUS``).

Cards are those that the product suggests from what was said in the generated takes, as if a person
had taken up every one unchanged: nobody does that, so there are more of them, and duller ones, than
a site would have. A card answers if it lies in an answer; its narration answers beside it. Only the
order of candidates is changed, as the search engine does it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

from benchmarks.search.corpora import Corpus
from benchmarks.search.questions import HALVES, Question
from benchmarks.search.ranking import Remembering, Sides
from benchmarks.search.scores import shown
from data_schemas.knowledge import KnowledgeUnit, Suggested, Touch
from pipelines.elicit.bank import built_in
from pipelines.elicit.cards.suggest import Material, suggestions_of
from pipelines.elicit.told_kinds import Judge
from pipelines.search.passage import Passage
from pipelines.search.symptoms import ABOUT_SIGNS, BONUS, is_symptom
from pipelines.search.told.passages import Told, passages_told

BONUSES = (0.0, 0.06, BONUS, 0.2)
NOBODY = Touch(by="benchmark", at=datetime(2026, 1, 1, tzinfo=UTC))


def with_cards(corpus: Corpus, language: str, given: Remembering) -> Corpus:
    """The corpus with the cards that its narration may become, after it."""
    judge = Judge(given)
    cards = [
        passage
        for session in corpus.timelines
        for passage in passages_told(_told(corpus, session, language, judge))
    ]
    return Corpus([*corpus.passages, *cards], corpus.said, corpus.timelines, corpus.procedures)


def _told(corpus: Corpus, session: str, language: str, judge: Judge) -> Told:
    procedure = corpus.procedures[session]
    material = Material(corpus.timelines[session], procedure.steps, (), built_in())
    units = (_unit(one, session) for one in suggestions_of(material, judge))
    return Told(session=session, procedure=procedure, language=language, units=tuple(units))


def _unit(one: Suggested, session: str) -> KnowledgeUnit:
    content = {name: getattr(one.content, name) for name in type(one.content).model_fields}
    return KnowledgeUnit(**content, id=one.id, session=session, expert="EX-01", created=NOBODY)


def measure(
    score: ModuleType, some: Iterable[Question], corpora: dict[str, Corpus], given: Remembering
) -> dict[str, Any]:
    """nDCG@10 and the rest by bonus, both languages together, by half."""
    told = {
        name: with_cards(corpora[name], name.removeprefix("demo-"), given)
        for name in ("demo-en", "demo-ko")
    }
    sides = {name: Sides(one.texts, given) for name, one in told.items()}
    asked = [one for one in some if one.relevant(told[one.corpus])]
    return {
        "cards": {name: cards(one.passages) for name, one in told.items()},
        "questions": len(asked),
        "taken for a question about signs": sum(is_symptom(one.text) for one in asked),
        **{
            half: _by_bonus(score, [q for q in asked if half in (q.half, "all")], told, sides)
            for half in (*HALVES, "all")
        },
    }


def cards(passages: Iterable[Passage]) -> dict[str, int]:
    units = [one for one in passages if one.kind == "unit"]
    return {"all": len(units), "about signs": sum(one.about in ABOUT_SIGNS for one in units)}


def _by_bonus(
    score: ModuleType, asked: list[Question], told: dict[str, Corpus], sides: dict[str, Sides]
) -> dict[str, Any]:
    if not asked:
        return {}
    qrels = {q.id: {str(n): 1.0 for n in q.relevant(told[q.corpus])} for q in asked}
    groups = {q.id: q.group for q in asked}
    found = {q.id: sides[q.corpus].find(q.text).fused for q in asked}
    by_bonus = {}
    for bonus in BONUSES:
        run = {
            q.id: list(ordered(found[q.id], q.text, told[q.corpus].passages, bonus)) for q in asked
        }
        by_bonus[str(bonus)] = {
            **shown(score.score(qrels, run, groups)),
            "a card about signs is first, % of those known as such": first_is_told(
                run, asked, told
            ),
        }
    return {"questions": len(asked), "by bonus": by_bonus}


def first_is_told(
    run: dict[str, list[str]], asked: list[Question], told: dict[str, Corpus]
) -> float:
    """What the bonus is for: a card about signs at the top, whether or not it answers."""
    known = [q for q in asked if is_symptom(q.text)]
    first = [told[q.corpus].passages[int(run[q.id][0])] for q in known]
    return round(100 * sum(one.about in ABOUT_SIGNS for one in first) / max(1, len(known)), 1)


def ordered(
    found: Iterable[tuple[int, float]], question: str, passages: list[Passage], bonus: float
) -> Iterator[str]:
    """Candidates with the bonus where a sign is asked about, best first."""
    gain = bonus if is_symptom(question) else 0.0
    worth = [(score + gain * (passages[n].about in ABOUT_SIGNS), -n) for n, score in found]
    return (str(-n) for _, n in sorted(worth, reverse=True))
