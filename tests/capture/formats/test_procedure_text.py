"""Procedures as people type them: numbers, syllables, circles, bullets, or nothing at all."""

from __future__ import annotations

import pytest

from capture.formats.procedures import parse_procedure, understand_procedure
from data_schemas.errors import ProcedureError
from data_schemas.procedure import Procedure


def read(text: str, code: str = "utf-8") -> Procedure:
    return parse_procedure(text.encode(code), "작업.txt", "prc_1", 1)


def outline(value: Procedure) -> list[tuple[int, str]]:
    return [(depth, one.title) for depth, one, _ in value.outline()]


NESTED = [(0, "A"), (1, "B"), (1, "C"), (0, "D")]


@pytest.mark.parametrize(
    "text",
    [
        "1. A\n1.1 B\n1.2 C\n2. D",
        "1) A\n1-1) B\n1-2) C\n2) D",
        "1. A\n  가. B\n  나. C\n2. D",
        "1. A\n가. B\n나. C\n2. D",
        "1.A\n ① B\n ② C\n2.D",
        "1. A\n a) B\n b) C\n2. D",
        "Step 1: A\n  - B\n  - C\nStep 2: D",
        "제1단계 A\n  (1) B\n  (2) C\n제2단계 D",
        "1단계: A\n  - B\n  - C\n2단계: D",
        "- A\n  - B\n  - C\n- D",
        "A\n  B\n  C\nD",
        "A\n\tB\n\tC\nD",
        "# A\n1. B\n2. C\n# D",
    ],
)
def test_sub_steps_are_told_by_how_they_count_and_stand(text: str) -> None:
    if text.endswith("# D"):  # a headline over no step is a chapter
        assert outline(read(text)) == NESTED[:3]
    else:
        assert outline(read(text)) == NESTED


def test_a_step_that_means_nothing_alone_keeps_what_it_is_a_part_of() -> None:
    value = read("1. 플랜지 면 청소\n  가. 왼쪽\n  나. 오른쪽\n")
    assert [step.title for step in value.steps] == ["왼쪽", "오른쪽"]
    assert [group.title for group in value.path(value.steps[0])] == ["플랜지 면 청소"]


def test_key_points_reasons_and_order_stand_below_their_step() -> None:
    value = read(
        "플랜지 정비\n\n1. 닦는다\n   급소: 마른 천\n   이유: 기름\n2. 조인다\n   핵심 포인트:\n"
        "   - 대각선으로\n   - 조금씩\n   선행: 1\n"
    )
    assert value.title == "플랜지 정비" and value.language == "ko"
    assert value.steps[0].key_point == ("마른 천",) and value.steps[0].reason == ("기름",)
    assert value.steps[1].key_point == ("대각선으로", "조금씩")
    assert value.before == (("1", "2"),)


def test_parts_that_count_anew_are_groups_named_by_the_line_above() -> None:
    value = read("작업서\n준비\n1. A\n2. B\n\n조립\n1. C\n2. D\n")
    assert value.title == "작업서"
    assert outline(value) == [(0, "준비"), (1, "A"), (1, "B"), (0, "조립"), (1, "C"), (1, "D")]
    assert len({step.id for step in value.steps}) == 4


def test_a_measure_at_the_start_of_a_line_is_no_number_of_a_step() -> None:
    found = understand_procedure(b"1. Drill\n2. Measure\n2.5 mm at most\n3. Fit\n", "p.txt", "p", 1)
    assert [step.title for step in found.procedure.steps] == ["Drill", "Measure", "Fit"]
    assert found.notes == ("p.txt, line 3 has no number, so it was left out.",)


def test_a_line_that_stands_further_in_goes_on_with_the_step_above() -> None:
    assert read("1. Tighten the bolts\n   crosswise\n2. Look\n").steps[0].title == (
        "Tighten the bolts crosswise"
    )


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_texts_of_korean_windows_are_read(code: str) -> None:
    assert [step.title for step in read("1. 나사를 조인다\n2. 본다\n", code).steps] == [
        "나사를 조인다", "본다",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", " \n\n", "급소: 살짝\n"])
def test_a_text_without_steps_is_refused(text: str) -> None:
    with pytest.raises(ProcedureError, match=r"empty|no steps"):
        read(text)
