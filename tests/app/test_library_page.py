"""The page of the data library: asking, answering, and who sees whom it was given to."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest

from app import catalogue as tongues
from app import context
from capture.access import OWNER
from capture.site import Site
from data_schemas.rights import Actor, Role
from pipelines.release.library import desk
from pipelines.release.library.given import desk as handed
from pipelines.release.library.shelf import desk as shelf
from pipelines.release.library.writing import zipped
from pipelines.withdraw import withdraw
from tests.app.test_pages import page, plain, texts
from tests.pipelines.release.library.conftest import (  # noqa: F401
    TRAINER,
    Plant,
    plant,
    planted,
)


@pytest.fixture
def shown(plant: Plant) -> Iterator[Plant]:  # noqa: F811
    context.use(plant.site)
    yield plant


def as_(monkeypatch: pytest.MonkeyPatch, who: Actor) -> None:
    monkeypatch.setattr("app.signin.current", lambda: who)


def given(plant: Plant) -> str:  # noqa: F811
    one = desk.ask(plant.site, TRAINER, plant.shared.id, plant.ask()).id
    desk.grant(plant.site, OWNER, one)
    desk.hand_over(plant.site, OWNER, one)
    return one


def test_an_empty_library_says_where_datasets_come_from(used: Site) -> None:
    assert "There is no dataset here yet." in texts(page("data-library"))


def test_each_dataset_stands_there_with_its_terms(shown: Plant) -> None:
    english, korean = (plain(texts(page("data-library", tongue))) for tongue in ("en", "ko"))
    assert "valve Kim" in english and "CC-BY-4.0" in english
    assert "Internal: not for anybody outside of this company" in english
    assert "라이선스: CC-BY-4.0" in korean and "1판" in korean


def test_a_trainer_asks_and_the_owner_grants(shown: Plant, monkeypatch) -> None:
    as_(monkeypatch, TRAINER)
    test = page("data-library")
    release = shown.shared.id
    test.text_input(key=f"ask-organisation-{release}-0").input("Hanbit *Labs*")
    test.text_area(key=f"ask-purpose-{release}-0").input("grip of a robot hand")
    (send,) = [one for one in test.button if one.label == "Ask for it" and release in one.form_id]
    send.click().run()
    assert not test.exception and not test.error
    (one,) = desk.requests(shown.site, TRAINER)
    assert (one.recipient.organisation, one.state) == ("Hanbit *Labs*", "open")
    assert test.text_input(key=f"ask-organisation-{release}-1").value == "", "for the next one"
    assert "Waits for an answer" in str([badge.value for badge in test.markdown])
    assert not [b for b in test.button if b.label in ("Grant", "Refuse", "They have it now")]
    as_(monkeypatch, OWNER)
    test = page("data-library")
    assert r"Hanbit \*Labs\*" in texts(test), "what people wrote is no markup"
    test.text_input(key=f"answer-{one.id}").input("for a year")
    test.button(key=f"grant-{one.id}").click().run()
    test.button(key=f"give-{one.id}").click().run()
    assert not test.exception and not test.error
    (copy,) = handed.given_to(shown.site, OWNER, release)
    assert copy.terms == "for a year"


@pytest.mark.parametrize(
    ("tongue", "told"), [("en", "A refusal needs its reason"), ("ko", "거절하려면 이유를")]
)
def test_a_refusal_without_a_reason_is_told_so(shown: Plant, tongue: str, told: str) -> None:
    one = desk.ask(shown.site, TRAINER, shown.shared.id, shown.ask()).id
    test = page("data-library", tongue)
    test.button(key=f"refuse-{one}").click().run()
    assert told in texts(test) and desk.requests(shown.site, OWNER)[0].state == "open"


def test_what_may_not_go_to_others_is_told_in_the_language_of_the_page(shown: Plant) -> None:
    one = desk.ask(shown.site, TRAINER, shown.ours.id, shown.ask()).id
    test = page("data-library", "ko")
    test.button(key=f"grant-{one}").click().run()
    assert "이 데이터셋은 내줄 수 없습니다" in texts(test) and "공개, 나누기" in texts(test)


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.OWNER, {"Hanbit Labs", "Choi"}),
        (Role.TRAINER, set()),
        (Role.EXPERT, {"Hanbit Labs"}),
        (Role.INTERVIEWER, set()),
    ],
)
def test_who_has_it_is_for_who_may_see_that(shown: Plant, monkeypatch, role, sees) -> None:
    given(shown)
    expert = shown.kim if role is Role.EXPERT else None
    as_(monkeypatch, Actor(id="acc-somebody", roles=frozenset({role}), expert=expert))
    text = texts(page("data-library"))
    assert {one for one in ("Hanbit Labs", "Choi") if one in text} == sees
    assert "c@x.example" not in text or role is Role.OWNER


def test_a_recalled_dataset_says_so_and_cannot_be_asked_for(shown: Plant) -> None:
    withdraw(shown.site, OWNER, shown.kims)
    test = page("data-library")
    assert "whoever has a copy deletes it" in texts(test)
    assert {one.key for one in test.text_input if str(one.key).startswith("ask-organisation-")} == {
        f"ask-organisation-{shown.ours.id}-0"
    }


def test_the_catalogue_is_one_file_with_the_same_bytes(shown: Plant) -> None:
    made = shelf.catalogue(shown.site, OWNER, "Ulsan")
    data = zipped(made, tongues.say)
    assert data == zipped(made, tongues.say)
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert "data-library/index.ko.html" in names and len(names) == 6
    test = page("data-library")
    test.text_input(key="catalogue-publisher").input("Ulsan").run()
    assert not test.exception and not test.error
