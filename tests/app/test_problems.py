"""Errors as people see them: in their language, never with more than the sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import language, problems
from data_schemas.errors import Denied, MediaError, SonmatError, StorageFull

ROOT = Path(__file__).parents[2]
HANGUL = re.compile("[가-힣]")


@pytest.fixture
def korean(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(language, "current", lambda: "ko")
    monkeypatch.setattr(problems, "current", lambda: "ko")
    yield


def test_english_is_told_as_it_is() -> None:
    assert problems.told(MediaError("take.mp4 holds no picture.")) == "take.mp4 holds no picture."


@pytest.mark.usefixtures("korean")
def test_a_known_sentence_is_told_in_korean() -> None:
    told = problems.told(Denied("Not allowed: no consent was given for this purpose (train)."))
    assert told == "허용되지 않습니다: 이 용도에 동의하지 않았습니다 (학습)."


@pytest.mark.usefixtures("korean")
@pytest.mark.parametrize("error", [MediaError, StorageFull, SonmatError])
def test_an_unknown_sentence_comes_after_its_kind_in_korean(error: type[SonmatError]) -> None:
    told = problems.told(error("Something that nobody translated."))
    assert HANGUL.match(told)
    assert told.endswith("Something that nobody translated.")


@pytest.mark.usefixtures("korean")
def test_names_inside_a_sentence_are_kept() -> None:
    sentence = problems.reason("내 영상 {0} {}.mp4 is not complete yet: send the rest first.")
    assert sentence.startswith("내 영상 {0} {}.mp4 파일이")


def test_every_sentence_is_still_said_somewhere() -> None:
    """A sentence that the lower layers no longer say is dead weight in both catalogues."""
    said = set(_sentences())
    words = {"train", "share", "partner", "restricted", "publish or share or train"}
    assert [s for s in problems.SENTENCES if s not in said and s not in words] == []


def _sentences() -> Iterator[str]:
    for package in ("capture", "pipelines", "app"):
        for path in (ROOT / package).rglob("*.py"):
            if path.name == "problems.py":
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value
                elif isinstance(node, ast.JoinedStr):
                    yield "".join(
                        part.value if isinstance(part, ast.Constant) else "{}"
                        for part in node.values
                    )
