"""The page of a sitting and the ways to it; what the browser does has a walk of its own."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from app import links
from app.language import n_, speaking
from app.pages import programme
from app.plain import NEXT
from app.sitting.labels import labels
from app.sitting.telling import LEAD_S
from capture.access import OWNER
from capture.site import Site
from data_schemas.programme import Job, Standing
from data_schemas.sitting import Outcome
from pipelines.elicit.sitting import desk
from pipelines.withdraw import withdraw
from tests.app import asked, sample
from tests.app.test_pages import page, texts
from tests.conftest import ROOT

WORDS = {3: "three", 4: "four", 5: "five"}


@pytest.fixture
def made(used: Site) -> sample.Sample:
    made = sample.processed(used)
    asked.seal_moments(used, made)
    return made


def ask(test: AppTest) -> str:
    (button,) = [one for one in test.button if one.key == "ask"]
    return button.label


@pytest.mark.parametrize(
    ("language", "three", "one"),
    [
        ("en", "Ask about 3 moments", "Ask about 1 moment"),
        ("ko", "3개 장면 물어보기", "1개 장면 물어보기"),
    ],
)
def test_the_session_says_how_many_are_still_to_be_asked(
    used: Site, made: sample.Sample, language: str, three: str, one: str
) -> None:
    assert ask(page("session", language, session=made.session.id)) == three
    first, second, third = desk.sitting(used, OWNER, made.session.id).questions
    said: tuple[Outcome, ...] = ("nothing", "declined")
    for question, outcome in zip((first, second), said, strict=True):
        desk.reply(used, OWNER, made.session.id, question.asked, outcome)
    desk.reply(used, OWNER, made.session.id, third.asked, "later")
    assert ask(page("session", language, session=made.session.id)) == one


def test_without_anything_found_one_can_still_ask(used: Site) -> None:
    made = sample.processed(used)
    assert ask(page("session", session=made.session.id)) == "Replay and explain"


def test_before_the_copy_is_made_there_is_nothing_to_replay(used: Site) -> None:
    made = sample.take_in(used)
    test = page("session", session=made.session.id)
    assert [one for one in test.button if one.key == "ask"] == []


def test_the_page_names_what_it_is_about_and_the_experts_screen_nothing(
    made: sample.Sample,
) -> None:
    test = page("sitting", session=made.session.id)
    assert not test.exception and test.title[0].value == "Replay and explain"
    assert "Flange with gasket" in texts(test)
    alone = page("sitting", session=made.session.id, screen="expert")
    assert not alone.exception and len(alone.title) == 0


def test_without_a_session_it_says_what_to_do(used: Site) -> None:
    assert "Choose a work session in the library." in texts(page("sitting"))


def test_what_was_withdrawn_is_not_asked_about(used: Site, made: sample.Sample) -> None:
    withdraw(used, OWNER, made.session.id)
    assert "Consent was withdrawn" in texts(page("sitting", session=made.session.id))


def test_the_programme_leads_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    gone: list[tuple[str, dict[str, str]]] = []
    monkeypatch.setattr(links, "leave_for", lambda name, params: gone.append((name, params)))
    job = Job(id="job-1", title="Flange")
    programme.GO["ask"](Standing(expert="exp-1", job=job, next="ask", sessions=("a", "b")))
    late = Standing(expert="exp-1", job=job, next="ask", sessions=("a", "b"), overdue=("a",))
    programme.GO["ask"](late)
    assert gone == [("sitting", {"session": "b"}), ("sitting", {"session": "a"})]


def test_every_button_that_the_guide_names_is_there() -> None:
    text = (ROOT / "docs" / "sitting.md").read_text()
    named = {" ".join(one.split()) for one in re.findall(r"\*\*([^*]+)\*\*", text)}
    with speaking("en"):
        known = set(labels().values()) | {NEXT["ask"]}
        known.add(n_("Ask about {n} moment", "Ask about {n} moments", 3))
    assert named <= known, named - known
    assert f"{WORDS[int(LEAD_S)]} seconds early" in text
