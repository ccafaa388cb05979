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
BLANK = re.compile(r"\{\w+\}")


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
    words = {"train", "share", "internal", "restricted", "publish or share or train"}
    assert [s for s in problems.SENTENCES if s not in said and s not in words] == []


def test_what_the_transcription_says_is_known() -> None:
    """Every reason, note and remark on the sound, read from the constants of its modules."""
    said = [*_constants(ROOT / "pipelines" / "transcribe"), *_of_voices()]
    assert len(said) >= 19
    assert [one for one in said if one not in problems.SENTENCES] == []


@pytest.mark.usefixtures("korean")
def test_what_the_transcription_says_is_told_in_korean() -> None:
    for template in (*_constants(ROOT / "pipelines" / "transcribe"), *_of_voices()):
        told = problems.reason(template.replace("{}", "12"))
        assert HANGUL.search(told), told
        assert ("12" in told) == ("{}" in template), told


@pytest.mark.usefixtures("korean")
def test_a_language_has_a_name() -> None:
    assert "베트남어" in problems.reason("This was probably spoken in another language (vi).")
    assert "(?)" in problems.reason("This was probably spoken in another language (?).")


ABOUT_PEOPLE = ("capture/people.py", "capture/jobs.py", "capture/consent.py",
                "capture/withdrawal.py", "capture/formats/scans.py",
                "capture/texts/__init__.py")  # fmt: skip


@pytest.mark.usefixtures("korean")
@pytest.mark.parametrize("module", ABOUT_PEOPLE)
def test_whatever_is_refused_about_people_and_consent_is_told_in_korean(module: str) -> None:
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    raised = (node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise))
    said = [_text(call.args[0]) for call in raised if isinstance(call, ast.Call)]
    assert said
    for template in said:
        told = problems.reason(template.replace("{}", "12"))
        assert HANGUL.search(told), template


def _constants(folder: Path) -> Iterator[str]:
    """Sentences that are constants of a module, with what is filled in as ``{}``."""
    for path in sorted(folder.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Constant):
                continue
            text = node.value.value
            if isinstance(text, str) and text.endswith(".") and " " in text:
                yield BLANK.sub("{}", text)


def _of_voices() -> Iterator[str]:
    """What is said where a voice may not be recognised."""
    tree = ast.parse((ROOT / "capture" / "ingest.py").read_text(encoding="utf-8"))
    doubt = next(n for n in tree.body if getattr(n, "name", "") == "may_know_voice")
    for node in ast.walk(doubt):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "TextError":
            yield _text(node.args[0])


def _text(node: ast.AST) -> str:
    """The text of a string with what is filled in as ``{}``; empty for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return BLANK.sub("{}", node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            part.value if isinstance(part, ast.Constant) else "{}" for part in node.values
        )
    return ""


def _sentences() -> Iterator[str]:
    for package in ("capture", "pipelines", "app"):
        for path in (ROOT / package).rglob("*.py"):
            if path.name == "problems.py":
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                yield _text(node)
