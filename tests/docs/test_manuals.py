"""The manuals cannot rot: labels are those of the screens, both languages say the same."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT
from tests.docs.manuals import LANGUAGES, MANUALS, NAMES, Manual, plain, told

each = pytest.mark.parametrize("manual", MANUALS, ids=lambda one: f"{one.name}-{one.language}")
LIMIT = 100_000


@each
def test_every_label_stands_on_a_screen(manual: Manual) -> None:
    known = told(manual.language)
    # A full stop may end a label in the sentence of the manual; the screen has it without.
    unknown = [one for one in manual.labels() if not {plain(one), plain(one).rstrip(".:")} & known]
    assert unknown == []


@each
def test_what_is_bold_is_drawn_bold(manual: Manual) -> None:
    """Stars that no reader of Markdown takes for emphasis, as before a Korean particle."""
    texts = [one.content for children in manual.inline() for one in children if one.type == "text"]
    assert [text for text in texts if "**" in text] == []


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_have_the_same_parts_commands_and_pictures(name: str) -> None:
    english, korean = (Manual(name, language) for language in LANGUAGES)
    assert english.headings() == korean.headings()
    assert _alike(english.blocks()) == _alike(korean.blocks())
    assert _called(english) == _called(korean)


def _called(manual: Manual) -> list[str]:
    return [re.sub(r"-(en|ko)\.png$", ".png", one.name) for one in manual.pictures()]


def _alike(blocks: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(kind, re.sub(r"--lang(uage)? (en|ko)", r"--lang\1", text)) for kind, text in blocks]


@each
def test_every_picture_is_there_in_the_language_of_the_page_and_small(manual: Manual) -> None:
    for picture in manual.pictures():
        assert picture.stat().st_size < LIMIT, picture
        own = {"en": "manuals/en/", "ko": "manuals/ko/"}[manual.language]
        assert own in picture.as_posix() or f"-{manual.language}." in picture.name, picture


@each
def test_a_manual_is_in_its_own_language(manual: Manual) -> None:
    text = manual.file.read_text(encoding="utf-8")
    assert bool(re.search("[가-힣]", text)) is (manual.language == "ko")


def test_every_picture_of_a_manual_is_made_by_a_walk() -> None:
    walks = "".join(one.read_text() for one in (ROOT / "tests/browser/manuals").glob("*.py"))
    made = set(re.findall(r'picture\(\s*"([a-z-]+)"', walks))
    shown = {
        picture.stem
        for manual in MANUALS
        for picture in manual.pictures()
        if "/manuals/" in picture.as_posix()
    }
    assert made == shown
