"""Other sites on a page: who they are, what they offer, what was taken, what is called back."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest

from capture import federation
from capture.access import OWNER
from pipelines.release.federation.neighbours import desk
from pipelines.withdraw import withdraw
from tests.app.test_pages import page, plain, texts
from tests.pipelines.release.federation.conftest import Pair, pair  # noqa: F401
from tests.pipelines.release.library.conftest import plant, planted  # noqa: F401

WORDS = {
    "en": ["Ulsan works", "It offers 1 dataset", "Its site still offers it", "for the arm in hall"],
    "ko": [
        "Ulsan works",
        "내놓은 데이터 1개",
        "그 사업장이 계속 내놓고 있음",
        "for the arm in hall",
    ],
}


@pytest.fixture
def other(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> Pair:  # noqa: F811
    """The site that has nothing of its own looks at the page."""
    monkeypatch.setattr("app.context.site", lambda: pair.other)
    pair.publish()
    return pair


def add(test, pair: Pair, **told: str):  # noqa: F811
    given = {"name": "ulsan", "address": str(pair.shelf), "key": pair.key, **told}
    test.text_input(key="other-site-name-0").set_value(given["name"])
    test.text_input(key="other-site-address-0").set_value(given["address"])
    test.text_area(key="other-site-key-0").set_value(given["key"])
    next(one for one in test.button if one.label in ("Add", "추가")).click()
    return test.run()


def test_a_site_is_added_and_removed(other: Pair) -> None:
    test = page("other-sites")
    assert not test.exception and "No other site is known here yet" in texts(test)
    test = add(test, other)
    assert not test.error and "Ulsan works" in texts(test)
    assert [one.name for one in federation.neighbours(other.other)] == ["ulsan"]
    test.button(key="remove-ulsan").click().run()
    assert federation.neighbours(other.other) == ()
    assert "No other site is known here yet" in texts(test)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"name": "Ulsan!"}, "영문 소문자"),
        ({"key": "RWx"}, "minisign 공개 키가 아닙니다"),
        ({"address": "http://plant.example"}, "주소가 아닙니다"),
        ({"address": "/nowhere"}, "federation.json.minisig 파일이 없습니다"),
    ],
)
def test_what_cannot_be_added_is_a_sentence_in_the_language_of_the_page(
    other: Pair, told: dict[str, str], why: str
) -> None:
    test = add(page("other-sites", "ko"), other, **told)
    (error,) = test.error
    assert why in error.value and not test.exception
    assert federation.neighbours(other.other) == ()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_is_offered_taken_and_called_back(other: Pair, language: str) -> None:
    other.add()
    other.give()
    other.fetch()
    test = page("other-sites", language)
    assert not test.exception and not test.error
    said = plain(texts(test))
    assert all(words in said for words in WORDS[language]), said
    (rows,) = (one.value for one in test.dataframe)
    (told,) = desk.look(other.other, OWNER).offered
    assert list(rows.iloc[:, 0]) == [told.offering.name]

    withdraw(other.plant.site, OWNER, other.plant.kims)
    other.publish()
    again = {"en": "Read all lists anew", "ko": "모든 목록 다시 읽기"}[language]
    next(one for one in test.button if one.label == again).click().run()
    (error,) = test.error
    said = plain(error.value)
    assert told.offering.name in said and str(other.root / "got") in said
    shutil.rmtree(other.root / "got")
    test.run()
    assert not test.error
    gone = {"en": "does not lie there any more", "ko": "지금은 그 자리에 없습니다"}
    assert gone[language] in texts(test)


def test_an_old_list_and_one_that_cannot_be_read_are_told(other: Pair) -> None:
    other.add()
    later = other.other.now() + timedelta(days=31)
    other.other.now = lambda: later  # type: ignore[method-assign]
    (other.shelf / "federation.json").write_bytes(b"{}")
    test = page("other-sites")
    next(one for one in test.button if one.label == "Read all lists anew").click().run()
    said = texts(test)
    assert "more than 30 days old" in said and "is not signed with the key" in said
    assert desk.look(other.other, OWNER).neighbours[0].catalogue.offerings, "what was read stays"
