"""Figures over several recordings against cases counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from data_schemas.annotation import Labelled, Labelling
from pipelines.labelstudio.agreement import agreement, pooled_alpha
from pipelines.labelstudio.clarity import Double, clarity
from tests.pipelines.labelstudio.labellings import DURATION_S, labellings


def labelling(*parts: tuple[float, float, str, str]) -> Labelling:
    return Labelling(
        stretches=tuple(
            Labelled(id=f"r{n}", lane="steps", labels=(label,), start_s=a, end_s=b, text=text)
            for n, (a, b, label, text) in enumerate(parts)
        )
    )


SAME = labelling((0, 0.5, "s1", "ab"), (0.5, 1, "s2", ""))
DOUBLES = (
    Double((SAME, labelling((0, 0.5, "s1", "ax"), (0.5, 1, "s2", ""))), 1.0),
    Double((labelling((0, 1, "s1", "")), labelling((0, 1, "s2", ""))), 1.0),
)


def test_two_recordings_are_counted_as_one() -> None:
    whole, s1, s2 = clarity(DOUBLES, "steps")
    # Twenty tenths of two people: ten of the first recording agree (20 pairs), none of the second.
    # Each of the two codes is given twenty times: by chance (20 * 19 * 2) / 39 pairs agree.
    alpha = 1 - (40 - 20) / (40 - 760 / 39)
    assert whole.alpha == pytest.approx(alpha)
    assert (whole.label, whole.recordings, whole.stretches) == ("", 2, 6)
    # all edges fall together, and of three stretches that could be paired two are
    assert whole.boundary_f1[0.5] == 1.0 and whole.mean_iou == pytest.approx(2 / 3)
    # one of the two letters that somebody wrote differs
    assert whole.character_error == pytest.approx(1 / 2)
    # of this label alone, the second recording has two edges that nobody else put
    assert (s1.label, s1.recordings, s1.stretches) == ("s1", 2, 3)
    assert s1.alpha == pytest.approx(alpha)
    assert s1.boundary_f1 == {0.5: pytest.approx(4 / 6), 1.0: pytest.approx(4 / 6),
                              2.0: pytest.approx(4 / 6)}  # fmt: skip
    assert s1.mean_iou == pytest.approx(1 / 2) and s2.mean_iou == pytest.approx(1 / 2)


def test_sets_of_labels_have_the_same_number_in_every_recording() -> None:
    one, other = labelling((0, 1, "s2", "")), labelling((0, 1, "s1", ""))
    # Nobody disagrees, though the second recording meets the labels in another order.
    (whole, *_) = clarity((Double((one, one), 1.0), Double((other, other), 1.0)), "steps")
    assert whole.alpha == 1.0


def test_three_people_of_one_recording_and_two_of_another() -> None:
    three = np.array([[0, 1, 0], [0, 1, 0], [0, 1, 1]])
    two = np.array([[0, 1], [1, 1]])
    # agreeing: 3*2/2 + 3*2/2 + 2*1/2 = 7 of nine, and 0 + 2 of four; zeros 6, ones 7, of 13
    expected = (6 * 5 + 7 * 6) / 12
    assert pooled_alpha([three, two]) == pytest.approx(1 - (13 - 9) / (13 - expected))


def test_what_one_person_labelled_counts_nothing() -> None:
    assert clarity((Double((SAME,), 1.0),), "steps") == ()
    alone = Double((labelling((0, 1, "s2", "")),), 1.0)
    assert clarity((DOUBLES[0], alone), "steps") == clarity((DOUBLES[0],), "steps")


def test_only_a_low_figure_of_enough_stretches_is_unclear() -> None:
    few, _, _ = clarity(DOUBLES, "steps")
    assert few.alpha is not None and few.alpha < 0.1 and few.is_unclear
    assert not clarity(DOUBLES[1:], "steps")[0].is_unclear
    assert not clarity(DOUBLES[:1] * 3, "steps")[0].is_unclear


@given(labellings(), labellings())
def test_of_one_recording_it_is_its_agreement(one: Labelling, other: Labelling) -> None:
    found = clarity((Double((one, other), DURATION_S),), "speech")[0]
    alone = agreement((one, other), "speech", DURATION_S)
    assert (found.alpha, found.mean_iou) == (alone.alpha, alone.mean_iou)
    assert found.boundary_f1 == alone.boundary_f1
    assert found.character_error == alone.character_error
