"""The optional language model on a page: unseen where there is none, and it decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from app import context, tokens
from app.checks import machine
from app.plain import THINGS
from capture.access import OWNER
from capture.settings import Settings
from capture.site import Site
from data_schemas.artifact import Kind
from pipelines.elicit.cards import desk as cards_desk
from pipelines.elicit.sitting import desk as sitting_desk
from tests.app import sample
from tests.app.test_sitting_route import Screen
from tests.pipelines.language_model import Model, answering


def drawn(session: str) -> AppTest:
    def script(session: str) -> None:
        from app import context
        from app.pages.parts import phrasing
        from capture.access import OWNER

        phrasing.more_suggestions(context.site(), OWNER, session)

    return AppTest.from_function(script, args=(session,), default_timeout=60).run()


@pytest.fixture
def model() -> Iterator[Model]:
    with answering(Model()) as made:
        yield made


@pytest.fixture
def served(model: Model, tmp_path: Path) -> Iterator[tuple[Site, str]]:
    settings = Settings(
        data=tmp_path / "data", site_key_file=tmp_path / "key" / "site.key",
        language_model_url=model.url, language_model_name="our-model",
    )  # fmt: skip
    site = Site.open(settings)
    context.use(site)
    yield site, sample.processed(site).session.id
    site.close()


def test_nothing_of_it_is_seen_where_there_is_none(client: TestClient, used: Site) -> None:
    made = sample.processed(used)
    test = drawn(made.session.id)
    assert not test.exception and not test.button
    assert screen_of(client, used, made.session.id).look().told["otherwise"] is False


def screen_of(client: TestClient, site: Site, session: str) -> Screen:
    """A screen of a sitting in which one question card is asked."""
    screen = Screen(client, session, tokens.mint(site, OWNER, tokens.ASK, session))
    screen.act(do="card", step="gasket", probe="cue")
    return screen


def test_the_interviewer_chooses_the_wording_and_the_answer_says_whose_it_was(
    client: TestClient, model: Model, served: tuple[Site, str]
) -> None:
    site, session = served
    model.says = {"en": "In “Fit the gasket”, what do you go by?",
                  "ko": "‘Fit the gasket’에서 무엇을 보고 아시나요?"}  # fmt: skip
    screen = screen_of(client, site, session)
    assert screen.told["otherwise"] is True
    before = screen.up["asked"]
    screen.act(do="otherwise", asked=before)
    worded = screen.up["asked"]
    assert worded["question"]["en"].endswith("what do you go by?")
    assert worded["phrased_by"] == "our-model @ 127.0.0.1"
    screen.act(do="reply", asked=worded, outcome="answered", text="The mark.")
    kept = sitting_desk.sitting(site, OWNER, session).answers[-1].reply
    assert kept.asked.phrased_by == "our-model @ 127.0.0.1"
    screen.act(do="otherwise", asked=worded)
    assert screen.up["asked"] == before


def test_a_wording_that_asks_something_else_is_not_put(
    client: TestClient, model: Model, served: tuple[Site, str]
) -> None:
    model.says = {"en": "Who are you?", "ko": "누구세요?"}
    screen = screen_of(client, *served)
    before = screen.up["asked"]
    answer = screen.post(do="otherwise", asked=before)
    assert answer.status_code == 400 and "The question stays as it is" in answer.text
    assert screen.look().up["asked"] == before


def test_one_that_does_not_answer_is_one_sentence(
    client: TestClient, model: Model, served: tuple[Site, str]
) -> None:
    model.status = 500
    screen = screen_of(client, *served)
    answer = screen.post(do="otherwise", asked=screen.up["asked"])
    assert answer.status_code >= 400
    assert "The language model refused to answer (500)." in answer.text


def test_more_suggestions_stand_among_the_others_and_are_no_cards(
    model: Model, served: tuple[Site, str]
) -> None:
    site, session = served
    asked = sitting_desk.card_question(site, OWNER, session, "gasket", "cue")
    sitting_desk.reply(site, OWNER, session, asked, "answered", "The marked side must be up.")
    model.says = {"cards": [{"kind": "cue", "quote": "marked side", "text": "See the mark."}]}
    drawn(session).button[0].click().run()
    (found,) = cards_desk.suggestions(site, OWNER, session)
    assert found.content.suggested_by == "our-model @ 127.0.0.1"
    assert cards_desk.cards(site, OWNER, session).units == ()


def checks(monkeypatch: pytest.MonkeyPatch, **variables: str) -> tuple[str, str, str]:
    for name, value in variables.items():
        monkeypatch.setenv(f"SONMAT_LANGUAGE_MODEL_{name.upper()}", value)
    (found,) = machine.language_model()
    return found.grade, found.found, found.mend


def test_the_doctor_says_whether_it_is_set_and_answers(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checks(monkeypatch) == ("ok", "none set: nothing is asked", "")
    grade, found, _mend = checks(monkeypatch, url=model.url, name="our-model")
    assert (grade, found) == ("ok", "our-model @ 127.0.0.1 answers")
    assert [path for path, *_ in model.asked] == ["/v1/models"]
    model.status = 404
    grade, _found, mend = checks(monkeypatch)
    assert grade == "warn" and "refused to answer (404)" in mend
    grade, _found, mend = checks(monkeypatch, url="http://8.8.8.8/v1")
    assert grade == "warn" and "own network" in mend
    grade, _found, mend = checks(monkeypatch, url="http://u:p@10.0.0.5/v1")
    assert grade == "fail" and "name and password" in mend


def test_what_it_drew_has_a_name_among_what_is_kept() -> None:
    assert Kind.MODEL_SUGGESTIONS in THINGS
