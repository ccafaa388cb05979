"""More choices on the page of datasets: the same as on the command line, and nothing by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app import language as tongue
from capture import journal
from capture.access import OWNER
from capture.site import Site
from data_schemas.entry import Act, Draft
from data_schemas.release import FormatOptions, Wanted
from pipelines.release import desk
from pipelines.review.desk import refold
from tests.app import sample
from tests.app.test_pages import page, texts
from tests.hidden import answered_for

HEARD = {"wav": {"release-padding"}}
SEEN = {"webdataset": {"release-fps", "release-picture"}}
LEROBOT = {"lerobot": {"release-fps", "release-picture", "release-lerobot-words"}}


@pytest.fixture
def two(used: Site) -> tuple[str, str]:
    """Sessions that may leave; in the second a person confirmed a step."""
    first, second = sample.processed(used), sample.processed(used, sample.take_in(used, "Lee"))
    draft = Draft(act=Act.CONFIRM, target="seg-gasket")
    journal.add(used, OWNER, second.session.id, draft)
    for one in (first, second):
        refold(used, one.session.id)
        answered_for(used, one.session.id)
    return first.session.id, second.session.id


def filled(folder: Path, language: str = "en") -> AppTest:
    tongue.choose(language)  # the test finds a choice by its name, as people do
    test = page("datasets", language)
    test.text_input(key="release-name").input("flange")
    return test.text_input(key="release-folder").input(str(folder)).run()


def test_left_alone_nothing_is_other_than_it_was(used: Site, two, tmp_path: Path) -> None:
    test = filled(tmp_path / "out").button(key="release-make").click().run()
    assert not test.exception and not test.error
    (made,) = desk.list_releases(used, OWNER)
    assert made.options == FormatOptions()
    assert set(made.sessions) == set(two)


def test_what_is_chosen_decides_what_is_written(used: Site, two, tmp_path: Path) -> None:
    test = filled(tmp_path / "out")
    test.multiselect(key="release-formats").set_value(["hf", "lerobot", "wav"]).run()
    test.number_input(key="release-sure").set_value(90)
    test.number_input(key="release-k").set_value(2)
    test.number_input(key="release-padding").set_value(0.5)
    test.number_input(key="release-fps").set_value(10)
    test.number_input(key="release-picture").set_value(320)
    test.checkbox(key="release-lerobot-words").uncheck()
    test.button(key="release-make").click().run()
    assert not test.exception and not test.error
    (made,) = desk.list_releases(used, OWNER)
    assert made.options == FormatOptions(
        wanted=Wanted(min_confidence=0.9), k=2, padding_s=0.5, fps=10, longest_px=320,
        lerobot_language=False,
    )  # fmt: skip
    assert made.rows == 3, "two sure steps of the machine, and the one that a person confirmed"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_session_without_any_such_step_is_named_with_the_reason(
    used: Site, two, language: str, tmp_path: Path
) -> None:
    test = filled(tmp_path / "out", language)
    test.multiselect(key="release-made-by").set_value(["confirmed"]).run()
    test.button(key="release-make").click().run()
    assert not test.exception and not test.error
    (made,) = desk.list_releases(used, OWNER)
    assert (made.sessions, made.rows) == ((two[1],), 1)
    reason = {"en": "none of its labels is of those", "ko": "요청한 조건에 맞는 라벨이 없습니다"}
    assert reason[language] in texts(test)


def test_where_no_session_has_any_the_reason_is_one_sentence(
    used: Site, two, tmp_path: Path
) -> None:
    test = filled(tmp_path / "out")
    test.multiselect(key="release-made-by").set_value(["person"]).run()
    test.button(key="release-make").click().run()
    (error,) = test.error
    assert "none of its labels is of those that were asked for" in error.value
    assert not (tmp_path / "out").exists() and not desk.list_releases(used, OWNER)


@pytest.mark.parametrize("has", [{}, HEARD, SEEN, LEROBOT], ids=" ".join)
def test_what_no_chosen_format_has_cannot_be_changed(used: Site, two, has) -> None:
    test = page("datasets")
    test.multiselect(key="release-formats").set_value(["hf", *has]).run()
    every = {one.key: one for one in (*test.number_input, *test.checkbox)}
    asked = {key for key in every if not every[key].disabled} - {"release-k", "release-sure"}
    assert asked == set().union(*has.values())
