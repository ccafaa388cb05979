"""The questions of the search bench: well-formed, in halves that share nothing, in own words."""

from collections import Counter
from itertools import groupby

import pytest

from benchmarks.align.pack import Pack, present, recording_of
from benchmarks.search.corpora import lines_of, most_told
from benchmarks.search.questions import HALVES, covers, questions, sessions
from data_schemas.clock import Interval
from examples.demo.jobs import JOBS
from pipelines.lexicon import STOP
from pipelines.search.lexical import terms
from pipelines.search.passage import Passage

QUESTIONS = questions()
needs_data = pytest.mark.skipif(not present(), reason="no bench data")


def test_no_question_is_asked_twice() -> None:
    assert len({one.id for one in QUESTIONS}) == len(QUESTIONS)
    asked = Counter((one.corpus, one.language, one.text) for one in QUESTIONS)
    assert max(asked.values()) == 1


@pytest.mark.parametrize(
    ("corpus", "language", "signs", "fewest"),
    [
        ("narrated", "en", False, 120),
        ("narrated", "ko", False, 40),
        ("demo-en", "en", False, 30),
        ("demo-ko", "ko", False, 30),
        ("demo-en", "en", True, 12),
        ("demo-ko", "ko", True, 12),
    ],
)
def test_there_are_enough_of_each_kind(
    corpus: str, language: str, signs: bool, fewest: int
) -> None:
    kind = (corpus, language, signs)
    assert sum((q.corpus, q.language, q.signs) == kind for q in QUESTIONS) >= fewest


def test_no_recording_is_in_both_halves() -> None:
    tune, held_out = ({recording_of(one) for one in sessions()[half]} for half in HALVES)
    assert tune and held_out and not tune & held_out


def test_nothing_that_is_asked_about_is_in_both_halves() -> None:
    ordered = sorted(QUESTIONS, key=lambda one: one.group)
    for group, some in groupby(ordered, key=lambda one: one.group):
        assert len({one.half for one in some}) == 1, group


def test_the_session_that_a_question_was_written_for_answers_it() -> None:
    known = {session for half in sessions().values() for session in half}
    for one in (q for q in QUESTIONS if q.home):
        assert one.answers[one.home], one.id
        assert set(one.answers) <= known, one.id
        assert all(spans for spans in one.answers.values()), one.id
        assert not one.lines, one.id


def test_a_demo_question_is_answered_by_lines_of_its_job() -> None:
    for one in (q for q in QUESTIONS if not q.home):
        assert one.job in JOBS, one.id
        assert one.lines, one.id
        assert set(one.lines) <= set(lines_of(one.job)), one.id


@needs_data
def test_the_sessions_are_those_that_the_rule_takes() -> None:
    assert sorted(one for half in sessions().values() for one in half) == sorted(most_told())


@needs_data
def test_each_answer_is_an_utterance_of_its_session() -> None:
    tasks = Pack("own").tasks
    for one in QUESTIONS:
        for session, spans in one.answers.items():
            said = {(round(u.start_s, 2), round(u.end_s, 2)) for u in tasks[session].utterances}
            assert {(span.start_s, span.end_s) for span in spans} <= said, one.id


@needs_data
def test_questions_are_not_their_answers_over_again() -> None:
    tasks = Pack("own").tasks
    shares = {}
    for one in (q for q in QUESTIONS if q.home and q.language == "en"):
        here = one.answers[one.home]
        said = [u.text for u in tasks[one.home].utterances if any(a.overlap_s(u) for a in here)]
        words = {term for term in terms(one.text) if term not in STOP}
        shares[one.id] = len(words & set(terms(" ".join(said)))) / len(words)
    assert max(shares.values()) < 0.85
    assert sum(shares.values()) / len(shares) < 0.25


@pytest.mark.parametrize(
    ("start_s", "end_s", "relevant"),
    [
        (8.0, 30.0, True),  # a window with the whole answer in it
        (10.0, 15.5, True),  # more than half of the answer
        (5.0, 15.0, False),  # half is not more than half
        (14.0, 16.0, True),  # a card that lies in the answer
        (19.5, 21.5, False),  # a quarter of it in the answer
        (20.0, 30.0, False),  # what comes after
    ],
)
def test_a_passage_answers_by_its_seconds(start_s: float, end_s: float, relevant: bool) -> None:
    passage = Passage(
        id="p", session="s", procedure="p", kind="narration", step_id=None, step_title="",
        text="x", language="en", recording="s", start_s=start_s, end_s=end_s,
    )  # fmt: skip
    assert covers(passage, Interval(start_s=10.0, end_s=20.0)) is relevant
