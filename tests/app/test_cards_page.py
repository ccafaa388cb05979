"""Know-how cards on their page: made of what was said, confirmed, mended, struck, put back."""

from __future__ import annotations

from typing import get_args

import pytest
from streamlit.testing.v1 import AppTest

from app.knowhow.words import DETAILS, SENSES, UNIT_KINDS, UNIT_STATES
from capture.access import OWNER
from capture.site import Site
from data_schemas.knowledge import DetailField, KnowledgeUnit, Modality, UnitKind, UnitStatus
from pipelines.elicit.cards import desk
from pipelines.withdraw import withdraw
from tests.app import told
from tests.app.test_pages import page, plain, texts


@pytest.fixture
def made(used: Site) -> told.Told:
    return told.told(used)


def press(test: AppTest, key: str) -> AppTest:
    after = test.button(key=key).click().run()
    assert not after.exception
    return after


def held(site: Site, made: told.Told) -> tuple[KnowledgeUnit, ...]:
    return desk.cards(site, OWNER, made.session).units


def keys(test: AppTest) -> set[str]:
    return {str(one.key) for one in test.button}


def test_everything_on_a_card_has_a_name() -> None:
    for words, named in (
        (UNIT_KINDS, UnitKind), (UNIT_STATES, UnitStatus), (SENSES, Modality),
        (DETAILS, DetailField),
    ):  # fmt: skip
        assert set(words) == set(get_args(named))


def test_a_suggestion_says_what_was_drawn_from_it_and_where_it_comes_from(
    used: Site, made: told.Told
) -> None:
    shown = plain(texts(page("cards", session=made.session)))
    for part in (
        "Leave two to three millimetres of gap", "gap: 2 to 3 mm (by feel)",
        "By eye: a hair of light between the faces", "else it leaks when it is warm",
        "Asked: You said “a bit”. How much is that?", "Said at work at 0:01", "2. Fit the gasket",
        "The words were hard to hear", "step guessed",
    ):  # fmt: skip
        assert part in shown, part
    assert shown.index("Leave two") < shown.index("Keep your fingers") < shown.index("Wipe <b>")


def test_the_page_speaks_korean(used: Site, made: told.Told) -> None:
    shown = plain(texts(page("cards", "ko", session=made.session)))
    for part in (
        "설정값",
        "gap: 2~3 mm 사이 (감으로)",
        "눈으로",
        "질문: ‘살짝’이라고",
        "단계는 짐작",
    ):
        assert part in shown, part


def test_a_card_is_made_confirmed_struck_and_put_back(used: Site, made: told.Told) -> None:
    test = press(page("cards", session=made.session), "make-unit-spoken")
    (one,) = held(used, made)
    assert one.id == "unit-spoken" and one.status == "draft"
    assert "make-unit-spoken" not in keys(test)
    test = press(test, "further-unit-spoken")
    assert [e.value for e in test.error] == ["Say who confirms this card: write the expert's name."]
    test.text_input(key="cards-name").set_value("Kim Sonmat").run()
    test = press(test, "further-unit-spoken")
    (one,) = held(used, made)
    assert (one.status, one.confirmed_by) == ("expert_confirmed", "Kim Sonmat")
    assert "Confirmed by Kim Sonmat" in plain(texts(test))
    test = press(test, "strike-unit-spoken")
    assert held(used, made) == ()
    assert "two to three" not in plain(texts(test))
    test = press(test, "back-unit-spoken")
    (one,) = held(used, made)
    assert one.status == "expert_confirmed"


def test_a_card_goes_on_to_be_reviewed_and_approved(used: Site, made: told.Told) -> None:
    test = press(page("cards", session=made.session), "make-unit-typed")
    test.text_input(key="cards-name").set_value("Kim").run()
    for state in ("expert_confirmed", "reviewed", "approved"):
        test = press(test, "further-unit-typed")
        assert held(used, made)[0].status == state
    assert "further-unit-typed" not in keys(test)


def test_nobody_wants_a_card_of_it_until_somebody_does(used: Site, made: told.Told) -> None:
    test = press(page("cards", session=made.session), "refuse-unit-talk0")
    assert "make-unit-talk0" not in keys(test) and "back-unit-talk0" in keys(test)
    test = press(test, "back-unit-talk0")
    assert "make-unit-talk0" in keys(test) and held(used, made) == ()


def test_a_suggestion_is_changed_before_it_becomes_a_card(used: Site, made: told.Told) -> None:
    test = press(page("cards", session=made.session), "change-unit-spoken")
    key = "write-unit-spoken"
    test.text_area(key=f"{key}-text").set_value("Leave two millimetres")
    test.selectbox(key=f"{key}-kind").set_value("key_point")
    test.number_input(key=f"{key}-setting-0-high").set_value(2.5)
    test.text_input(key=f"{key}-cue-0-what").set_value("")
    test = press(test, f"{key}-condition-add")
    test.text_input(key=f"{key}-condition-0-text").set_value("when it is cold").run()
    test = press(test, f"{key}-save")
    (one,) = held(used, made)
    assert (one.kind, one.text, one.cues) == ("key_point", "Leave two millimetres", ())
    assert [(p.low, p.high, p.unit) for p in one.parameters] == [(2.0, 2.5, "mm")]
    assert one.parameters[0].evidence == made.suggestions[0].content.parameters[0].evidence
    assert [(c.text, c.holds) for c in one.conditions] == [("when it is cold", True)]
    assert one.evidence == made.suggestions[0].content.evidence


def test_what_does_not_go_together_is_told_and_kept_nowhere(used: Site, made: told.Told) -> None:
    test = press(page("cards", session=made.session), "change-unit-spoken")
    test.number_input(key="write-unit-spoken-setting-0-high").set_value(1.0).run()
    test = press(test, "write-unit-spoken-save")
    assert "This does not go together" in test.error[0].value and held(used, made) == ()


def test_a_new_card_rests_on_seconds_or_says_why_there_are_none(
    used: Site, made: told.Told
) -> None:
    test = press(page("cards", session=made.session), "card-new")
    test.text_area(key="write-new-text").set_value("Both hands on the lever").run()
    test = press(test, "write-new-save")
    (one,) = held(used, made)
    assert one.evidence[0].recording == made.sample.recording and one.no_footage == ""
    test = press(test, "card-new")
    test.checkbox(key="new-none").check().run()
    test.text_area(key="write-new-text").set_value("Told on the telephone").run()
    test = press(test, "write-new-save")
    assert [e.value for e in test.error] == [
        "Choose seconds of the recording, or say why there is no footage."
    ]
    test.text_input(key="new-why").set_value("Told on the telephone.").run()
    press(test, "write-new-save")
    assert [c.no_footage for c in held(used, made)] == ["", "Told on the telephone."]


def test_one_step_is_looked_at_alone(used: Site, made: told.Told) -> None:
    test = page("cards", session=made.session)
    test.selectbox(key="cards-step").set_value("gasket").run()
    assert {"make-unit-spoken", "make-unit-typed"} <= keys(test)
    assert "make-unit-talk0" not in keys(test)


def test_many_suggestions_come_twelve_at_a_time(used: Site) -> None:
    made = told.told(used, more=30)
    test = page("cards", session=made.session)
    assert sum(key.startswith("make-") for key in keys(test)) == 12
    test = press(test, "offers-more")
    assert sum(key.startswith("make-") for key in keys(test)) == 24


def test_after_withdrawing_there_is_nothing_to_see(used: Site, made: told.Told) -> None:
    withdraw(used, OWNER, made.session)
    test = page("cards", session=made.session)
    assert "withdrawn" in test.error[0].value and "millimetres" not in texts(test)
