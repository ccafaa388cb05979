"""Catalogues: whole in both languages, in the plain words of the one table, and nothing else."""

from __future__ import annotations

import gettext
import io
import re
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import catalogue
from app.plain import EVENTS
from app.words import WORDS, WORKSHOP, Word
from capture import permission
from data_schemas.motion import EventKind
from tests.app.messages import messages

LANGUAGES = ("ko", "en")
HANGUL = re.compile("[가-힣]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_and_none_is_left_over(language: str) -> None:
    written = catalogue.read(catalogue.po_file(language))
    header = written.pop("")
    assert "charset=UTF-8" in header[0]
    assert set(written) == messages()
    assert [key for key, texts in written.items() if not all(texts)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_blanks_to_be_filled(language: str) -> None:
    for key, texts in catalogue.read(catalogue.po_file(language)).items():
        blanks = set(re.findall(r"\{\w*\}", key))
        for text in texts:
            assert set(re.findall(r"\{\w*\}", text)) == blanks, key


def test_korean_is_korean_and_english_is_english() -> None:
    same = {"Sonmat"}
    for key, texts in catalogue.read(catalogue.po_file("ko")).items():
        if key and key not in same:
            assert all(HANGUL.search(text) for text in texts), key
    for key, texts in catalogue.read(catalogue.po_file("en")).items():
        if key:
            assert "\0".join(texts) == key or len(texts) == 1, key
            assert not any(HANGUL.search(text) for text in texts), key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("word", WORKSHOP)
def test_words_of_the_workshop_never_reach_people(language: str, word: str) -> None:
    pattern = re.compile(rf"(?<![a-z]){re.escape(word)}(?![a-z])", re.IGNORECASE)
    found = [t for ts in catalogue.read(catalogue.po_file(language)).values() for t in ts]
    assert [text for text in found if pattern.search(text)] == []


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.noun)
def test_a_thing_has_one_name_in_both_languages(word: Word) -> None:
    """Where the English text says the word of the table, the Korean text says its own."""
    english = re.compile(rf"\b{re.escape(word.en)}s?\b", re.IGNORECASE)
    for key, texts in catalogue.read(catalogue.po_file("ko")).items():
        if english.search(key):
            assert all(word.ko in text for text in texts), (key, texts)


def test_every_kind_of_event_has_a_name() -> None:
    assert set(EVENTS) == set(get_args(EventKind))


def test_the_table_has_no_two_names_for_one_thing() -> None:
    for column in ("noun", "en", "ko"):
        names = [getattr(word, column) for word in WORDS]
        assert len(set(names)) == len(names)


@given(
    st.dictionaries(
        st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1),
        st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1),
        max_size=8,
    )
)
def test_a_compiled_catalogue_gives_back_what_went_in(texts: dict[str, str]) -> None:
    header = {"": ("Content-Type: text/plain; charset=UTF-8\n",)}
    data = catalogue.compiled(header | {key: (text,) for key, text in texts.items()})
    loaded = gettext.GNUTranslations(io.BytesIO(data))
    for key, text in texts.items():
        assert loaded.gettext(key) == text


def test_plurals_follow_each_language() -> None:
    one, many = "{n} row", "{n} rows"
    english, korean = catalogue.load("en"), catalogue.load("ko")
    assert [english.ngettext(one, many, n) for n in (0, 1, 2)] == [many, one, many]
    assert len({korean.ngettext(one, many, n) for n in (0, 1, 2)}) == 1


def test_long_and_escaped_entries_are_read(tmp_path: Path) -> None:
    file = tmp_path / "x.po"
    file.write_text('# a comment\nmsgid ""\n"a \\"b\\" "\n"c\\n"\nmsgstr "d"\n', encoding="utf-8")
    assert catalogue.read(file) == {'a "b" c\n': ("d",)}


def test_every_warning_of_a_dataset_is_told_in_the_language_of_the_page() -> None:
    from app.problems import SENTENCES
    from pipelines.release.preparing import TWICE, UNWANTED
    from pipelines.release.quality.warn import WARNINGS

    reasons = (permission.NO_RIGHTS, permission.NOT_APPROVED, permission.NOT_TIMED, TWICE, UNWANTED)
    assert {*WARNINGS, *reasons} <= set(SENTENCES)
