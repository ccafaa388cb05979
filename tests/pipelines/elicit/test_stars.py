"""Starred parts of a task diagram, told in the expert's words, mark runs of written steps."""

from hypothesis import given
from hypothesis import strategies as st

from data_schemas.procedure import Step
from data_schemas.programme import Chunk, TaskDiagram
from pipelines.elicit.stars import hard_steps, parts_of

STEPS = tuple(
    Step(id=str(n), title=title)
    for n, title in enumerate(
        (
            "Clean the sealing faces", "Fit the gasket", "Place the blind flange",
            "Tighten the bolts crosswise", "Check the torque", "Test for leaks",
        )
    )
)  # fmt: skip


def diagram(*parts: tuple[str, bool]) -> TaskDiagram:
    return TaskDiagram(chunks=tuple(Chunk(title=title, hard=hard) for title, hard in parts))


def test_a_star_marks_the_steps_whose_words_its_part_has():
    told = diagram(("clean up", False), ("set gasket and flange", False),
                   ("tighten bolts, torque", True), ("leaks", False))  # fmt: skip
    assert hard_steps(STEPS, told) == {"3", "4"}


def test_words_that_say_nothing_share_the_steps_evenly():
    told = diagram(("xx", False), ("yy", True), ("zz", False))
    assert parts_of(STEPS, told) == [0, 0, 1, 1, 2, 2]
    assert hard_steps(STEPS, told) == {"2", "3"}


def test_no_diagram_no_star_no_step_marks_nothing():
    told = diagram(("a", False), ("b", False), ("c", False))
    assert hard_steps(STEPS, None) == hard_steps(STEPS, told) == frozenset()
    assert hard_steps((), diagram(("a", True), ("b", False), ("c", False))) == frozenset()


def test_korean_words_with_particles_are_found():
    steps = tuple(
        Step(id=str(n), title=one)
        for n, one in enumerate(("면을 닦는다", "가스켓을 끼운다", "볼트를 대각선으로 조인다"))
    )
    told = diagram(("닦기", False), ("가스켓 자리 잡기", False), ("볼트 조이기", True))
    assert hard_steps(steps, told) == {"2"}


@given(st.integers(1, 12), st.integers(3, 6))
def test_parts_never_go_back(steps: int, parts: int):
    written = tuple(Step(id=str(n), title=f"step {n % 3}") for n in range(steps))
    told = diagram(*((f"part {n % 2} step", n == 0) for n in range(parts)))
    found = parts_of(written, told)
    assert len(found) == steps and found == sorted(found)
    assert all(0 <= one < parts for one in found)
