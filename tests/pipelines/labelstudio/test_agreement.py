"""Agreement against cases counted by hand, and the laws that any such figure keeps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from data_schemas.annotation import Labelled, Labelling
from pipelines.labelstudio.agreement import agreement, nominal_alpha
from tests.pipelines.labelstudio.labellings import DURATION_S, labellings


def labelling(*parts: tuple[float, float, str], text: str = "") -> Labelling:
    return Labelling(
        stretches=tuple(
            Labelled(id=f"r{n}", lane="steps", labels=(label,), start_s=a, end_s=b, text=text)
            for n, (a, b, label) in enumerate(parts)
        )
    )


def test_alpha_as_krippendorff_counts_it() -> None:
    # "Computing Krippendorff's Alpha-Reliability" (2011), section B: two observers, 12 nominal
    # units, values a to e; he gets 0.692.
    meg = [0, 0, 1, 1, 3, 2, 2, 2, 4, 3, 3, 0]
    owen = [1, 0, 1, 1, 1, 2, 2, 2, 4, 3, 3, 3]
    assert nominal_alpha(np.array([meg, owen])) == pytest.approx(0.692, abs=5e-4)


def test_two_observers_of_two_values() -> None:
    # the same paper, section A: ten articles, 0.095
    meg = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    owen = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert nominal_alpha(np.array([meg, owen])) == pytest.approx(0.095, abs=5e-4)


def test_three_raters_counted_by_hand() -> None:
    # units 000, 111, 001: agreeing pairs 3*2/2 + 3*2/2 + 2*1/2 = 7 of 9 values; by chance
    # (5*4 + 4*3) / 8 = 4 of 9; 1 - 2/5
    assert nominal_alpha(np.array([[0, 1, 0], [0, 1, 0], [0, 1, 1]])) == pytest.approx(0.6)


def test_nothing_to_compare_is_no_figure() -> None:
    assert nominal_alpha(np.zeros((2, 10), np.int64)) is None
    assert nominal_alpha(np.zeros((1, 10), np.int64)) is None
    assert agreement([labelling()], "steps", 10.0).alpha is None
    assert agreement([labelling(), labelling()], "steps", 10.0).mean_iou is None


def test_edges_within_the_tolerance_count() -> None:
    a = labelling((0, 5, "s1"), (5, 10, "s2"))
    b = labelling((0, 5.75, "s1"), (5.75, 10, "s2"))
    found = agreement([a, b], "steps", 10.0)
    # edges 0, 5, 10 and 0, 5.75, 10
    assert found.boundary_f1[0.5] == pytest.approx(2 * 2 / 6)
    assert found.boundary_f1[1.0] == 1.0


def test_overlap_is_of_the_same_step() -> None:
    a = labelling((0, 5, "s1"), (5, 10, "s2"))
    b = labelling((0, 5, "s2"), (5, 10, "s2"))
    # s2 5..10 pairs with 5..10; 0..5 has no partner
    assert agreement([a, b], "steps", 10.0).mean_iou == pytest.approx(0.5)


def test_a_label_is_judged_against_everything_else() -> None:
    a = labelling((0, 5, "s1"), (5, 10, "s2"))
    b = labelling((0, 5, "s1"), (5, 7, "s2"), (7, 10, "s3"))
    by_label = agreement([a, b], "steps", 10.0).by_label
    assert by_label["s1"] == 1.0
    # s2 on 100 tenths: both 20, neither 50, one 30; values 70 yes and 130 no
    assert by_label["s2"] == pytest.approx(1 - 60 / (200 - (70 * 69 + 130 * 129) / 199))


def test_characters_are_counted_in_korean_too() -> None:
    a = labelling((0, 5, "s1"), text="볼트를 조인다")
    b = labelling((0, 5, "s2"), text="볼트는 조인다")
    assert agreement([a, b], "steps", 10.0).character_error == pytest.approx(1 / 7)


@given(labellings())
def test_whoever_says_the_same_agrees_wholly(made: Labelling) -> None:
    for lane in ("steps", "speech"):
        found = agreement([made, made], lane, DURATION_S)  # type: ignore[arg-type]
        figures = [found.alpha, *found.boundary_f1.values(), found.mean_iou]
        assert all(one is None or one == pytest.approx(1.0) for one in figures)
        assert found.character_error in (None, 0.0)


@given(labellings(), labellings())
def test_it_does_not_matter_who_comes_first(one: Labelling, other: Labelling) -> None:
    ours = agreement([one, other], "steps", DURATION_S)
    theirs = agreement([other, one], "steps", DURATION_S)
    assert (
        ours.alpha == pytest.approx(theirs.alpha) and ours.by_label.keys() == theirs.by_label.keys()
    )
    assert ours.mean_iou == pytest.approx(theirs.mean_iou)
    assert all(value is None or 0 <= value <= 1 for value in ours.boundary_f1.values())
