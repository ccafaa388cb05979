"""The list of all changes: who, from what, why, and nothing that was taken out."""

from __future__ import annotations

import pytest

from capture.access import OWNER
from capture.site import Site
from data_schemas.clock import Span
from data_schemas.entry import ABOUT_STEP, ABOUT_WORDS, Act, Draft
from data_schemas.knowledge import UnitContent
from data_schemas.sitting import Asked
from data_schemas.timeline import Question
from pipelines.elicit.cards import desk as cards
from pipelines.elicit.sitting import desk as sitting
from pipelines.review import desk
from tests.app import sample
from tests.app.test_pages import page, texts


@pytest.fixture
def made(used: Site) -> sample.Sample:
    return sample.processed(used)


def words(made: sample.Sample, text: str) -> Draft:
    return Draft(
        act=Act.CORRECT,
        target=f"{ABOUT_WORDS}{made.recording}-5000",
        span=Span(recording=made.recording, start_s=5.0, end_s=7.0),
        before={"text": "Now the gasket goes on dry"},
        after={"text": text},
        note="heard it again",
    )


@pytest.mark.parametrize(
    ("tongue", "done"), [("en", "It was done twice"), ("ko", "두 번 했습니다")]
)
def test_each_change_says_what_it_was_and_why(
    used: Site, made: sample.Sample, tongue: str, done: str
) -> None:
    twice = Draft(act=Act.CORRECT, target=f"{ABOUT_STEP}clean", after={"answer": "twice"})
    desk.amend_all(used, OWNER, made.session.id, (words(made, "The seal goes on"), twice), 0)
    told = texts(page("session", tongue, session=made.session.id))
    assert "“Now the gasket goes on dry” → “The seal goes on”" in told
    assert "heard it again" in told and done in told


def test_words_that_were_taken_out_are_not_told_here_either(
    used: Site, made: sample.Sample
) -> None:
    desk.amend(used, OWNER, made.session.id, words(made, "A secret goes on"), 0)
    cut = Span(recording=made.recording, start_s=5.0, end_s=7.0)
    desk.strike(used, OWNER, made.session.id, cut, 1)
    told = texts(page("session", session=made.session.id))
    assert "secret" not in told and "goes on dry" not in told


def test_answers_and_cards_are_told_without_their_words(used: Site, made: sample.Sample) -> None:
    session = made.session.id
    asked = Asked(target="mom-1", question=Question(en="You said SECRET?", ko="?"))
    content = UnitContent(
        step_id=None, kind="knack", text="SECRET", language="en", no_footage="x", origin="interview"
    )
    sitting.reply(used, OWNER, session, asked, "answered", "SECRET")
    sitting.reply(used, OWNER, session, asked, "declined")
    card = cards.make(used, OWNER, session, content)
    cards.advance(used, OWNER, session, card, "expert_confirmed", "Kim")
    cards.strike(used, OWNER, session, card.id)
    told = texts(page("session", session=session)).replace("\\", "")
    for text in (
        "a question was answered", "no answer, to a question", "a know-how card was written",
        "a know-how card was confirmed", "a know-how card was struck",
    ):  # fmt: skip
        assert text in told
    assert "SECRET" not in told
