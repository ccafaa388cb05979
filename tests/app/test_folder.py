"""A card on the page: the plan, what is taken in, its checksums, and who may name a path."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.pages.parts import folder as part
from capture import sessions
from capture.access import OWNER
from capture.site import Site
from tests.app import sample
from tests.app.test_pages import page, plain, texts
from tests.capture.clips import Recipe, clip

MISSING = {"en": "Choose a procedure", "ko": "먼저"}


@pytest.fixture
def card(tmp_path: Path) -> Path:
    folder = tmp_path / "card"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"GX0{number}0001.MP4").write_bytes(clip(Recipe(ticks=30 * number)))
    (folder / "list.mp4").write_text("ffconcat version 1.0\n")
    return folder


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever tests sits at this machine: there is no browser whose address would say so."""
    monkeypatch.setattr(part, "at_this_machine", lambda: True)
    monkeypatch.setattr("capture.folders.MOUNTS", ())


def looked(card: Path, tongue: str) -> AppTest:
    test = page("new", tongue)
    test.selectbox(key="new-expert").set_value("Sample expert").run()
    test.text_input(key="folder-typed").input(str(card)).run()
    return test.button(key="folder-look").click().run()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which sessions are to be worked on: no worker is started here."""
    wanted: list[str] = []
    monkeypatch.setattr("app.work.want", lambda _site, _who, session: wanted.append(session))
    return wanted


@pytest.mark.parametrize(
    ("tongue", "told"),
    [
        ("en", ["Work session 1 of this folder", "This is a playlist", "SHA-256"]),
        ("ko", ["이 폴더의 작업 기록 1", "재생 목록입니다", "체크섬"]),
    ],
)
def test_a_card_is_looked_at_taken_in_and_its_checksums_are_shown(
    used: Site, card: Path, asked: list[str], tongue: str, told: list[str]
) -> None:
    sample.take_in(used, seconds=1.0)
    test = looked(card, tongue)
    assert not test.exception and not test.error
    shown = plain(texts(test))
    assert told[0] in shown and told[1] in shown
    table = next(t.value for t in test.dataframe if "GX010001.MP4" in t.value.to_string())
    assert table.iloc[1].to_list()[1] == "GX020001.MP4"
    assert len(sessions.list_sessions(used, OWNER)) == 1
    test.button(key="folder-take").click().run()
    assert not test.exception and not test.error
    made = sessions.list_sessions(used, OWNER)[0]
    assert len(made.recordings) == 2 and asked == [made.id]
    sums = [hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(card.glob("GX*"))]
    assert [one.value for one in test.code] == sums
    assert told[2] in texts(test)
    again = looked(card, tongue)
    again.button(key="folder-take").click().run()
    assert len(sessions.list_sessions(used, OWNER)) == 2
    assert {"en": "in work session No. 2", "ko": "작업 기록 2번"}[tongue] in plain(texts(again))


def test_nothing_is_taken_in_before_it_is_said_whose_it_is(used: Site, card: Path) -> None:
    sample.take_in(used, seconds=1.0)
    test = page("new")
    test.text_input(key="folder-typed").input(str(card)).run()
    test.button(key="folder-look").click().run()
    assert test.button(key="folder-take").disabled
    assert MISSING["en"] in texts(test)


@pytest.mark.parametrize(
    ("tongue", "sentence"),
    [("en", "whole path of a folder"), ("ko", "전체 경로를 입력해 주세요")],
)
def test_a_path_that_is_none_is_one_sentence(used: Site, tongue: str, sentence: str) -> None:
    sample.take_in(used, seconds=1.0)
    test = looked(Path("card"), tongue)
    assert len(test.error) == 1 and sentence in test.error[0].value


def test_who_does_not_sit_at_the_machine_names_no_path(
    used: Site, card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(part, "at_this_machine", lambda: False)
    test = page("new")
    assert "No folder was opened for this" in texts(test)
    assert not [one for one in test.text_input if one.key == "folder-typed"]
