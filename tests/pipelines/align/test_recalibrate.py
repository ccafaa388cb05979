"""A site's own confidence: careful, never worse, and nothing said from too little."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.calibration import Recalibration
from data_schemas.errors import InputError
from pipelines.align import Options, align
from pipelines.align.recalibrate import (
    BASE,
    LEAST,
    Judged,
    as_shipped,
    calibrate,
    ece,
    recalibrated,
)

HOW = st.builds(
    Recalibration, slope=st.floats(0.2, 5), shift=st.floats(-3, 3), number=st.integers(1, 9)
)
CONFIDENCES = st.lists(st.floats(0.02, 0.98), min_size=1, max_size=20)


def site(slope: float, shift: float, n: int, sessions: int = 8, seed: int = 0) -> list[Judged]:
    """Sections of a site where the truth is the shipped logit, scaled and moved."""
    rng = np.random.default_rng(seed)
    shipped = 1 / (1 + np.exp(-rng.normal(0.3, 1.2, n)))
    truth = recalibrated(shipped, Recalibration(slope=slope, shift=shift))
    right = rng.random(n) < truth
    return [
        Judged(f"ses-{i % sessions}", float(p), bool(y))
        for i, (p, y) in enumerate(zip(shipped, right, strict=True))
    ]


def all_of(right: bool, n: int = 60, sessions: int = 4) -> list[Judged]:
    return [Judged(f"ses-{i % sessions}", 0.3 + 0.4 * (i % 7) / 6, right) for i in range(n)]


def test_a_site_that_is_easier_than_the_shipped_one_gets_a_better_confidence():
    found = calibrate(site(1.0, 1.5, 400), number=1)
    assert found.better and found.ece_after < found.ece_before
    assert found.recalibration.shift == pytest.approx(1.5, abs=0.4)
    assert (found.recalibration.base, found.recalibration.number) == (BASE, 1)
    assert (found.corrections, found.sessions) == (400, 8)


def test_where_the_shipped_confidence_is_right_it_is_hardly_changed():
    made = calibrate(site(1.0, 0.0, 2000), number=1).recalibration
    assert made.slope == pytest.approx(1.0, abs=0.1) and abs(made.shift) < 0.15


def test_few_corrections_change_less_than_many_of_the_same_kind():
    few = calibrate(site(1.0, 1.5, 60), number=1).recalibration.shift
    many = calibrate(site(1.0, 1.5, 2000), number=1).recalibration.shift
    assert 0 < few < many


@pytest.mark.parametrize("right", [True, False])
def test_sections_that_are_all_right_or_all_wrong_give_a_bounded_change(right):
    found = calibrate(all_of(right), number=1)
    made = found.recalibration
    assert 0.2 <= made.slope <= 5 and 0 < abs(made.shift) < 3
    assert (made.shift > 0) == right and found.right == (60 if right else 0)
    after = recalibrated(np.array([0.2, 0.5, 0.8]), made)
    assert ((after > 0.01) & (after < 0.99)).all()


def test_a_confidence_that_says_the_opposite_of_the_truth_keeps_its_order():
    upside_down = [Judged(f"ses-{i % 5}", p, p < 0.5) for i, p in enumerate([0.1, 0.9] * 100)]
    assert calibrate(upside_down, number=1).recalibration.slope == 0.2


def test_too_few_corrections_are_refused_with_their_number():
    with pytest.raises(InputError, match=f"Only {LEAST - 1} sections .* {LEAST} are needed"):
        calibrate(site(1, 1, LEAST - 1), number=1)
    with pytest.raises(InputError, match="Only 0 sections"):
        calibrate([], number=1)


def test_corrections_of_one_session_say_nothing_about_another_one():
    with pytest.raises(InputError, match="one session"):
        calibrate(site(1, 1, 200, sessions=1), number=1)


def test_sessions_that_disagree_keep_the_shipped_confidence():
    """What one session teaches is wrong in the other: on unseen sessions it is worse."""
    easy = [Judged("easy", 0.5, True) for _ in range(100)]
    hard = [Judged("hard", 0.5, False) for _ in range(100)]
    found = calibrate([*easy, *hard], number=1)
    assert not found.better and found.loss_after > found.loss_before


@given(st.integers(0, 10_000), st.floats(0.3, 3), st.floats(-2, 2), st.integers(50, 150))
def test_what_is_called_better_is_not_worse_by_either_measure(seed, slope, shift, n):
    found = calibrate(site(slope, shift, n, seed=seed), number=1)
    if found.better:
        assert found.loss_after < found.loss_before and found.ece_after <= found.ece_before


@given(CONFIDENCES, HOW)
def test_a_recalibration_can_be_taken_back_and_keeps_the_order(rows, how):
    shipped = np.array(rows)
    made = recalibrated(shipped, how)
    inside = (made > 0.001) & (made < 0.999)
    assert as_shipped(made, how)[inside] == pytest.approx(shipped[inside], abs=1e-6)
    assert (np.diff(made[np.argsort(shipped, kind="stable")]) >= 0).all()


def test_no_recalibration_changes_not_a_bit():
    p = np.array([0.001, 0.5, 0.9996])
    assert (recalibrated(p, Recalibration()) == p).all()


def test_the_calibration_error_is_0_where_as_many_are_right_as_was_said():
    assert ece(np.full(10, 0.5), np.arange(10) % 2 == 0) == pytest.approx(0.5)
    assert ece(np.full(100, 0.5), np.arange(100) % 2 == 0) == pytest.approx(0.0)


def test_the_aligner_moves_the_confidence_of_steps_and_nothing_else(job, embed):
    plain = align(job, embed)
    how = Recalibration(base=BASE, slope=0.8, shift=-0.7, number=3)
    moved = align(job, embed, Options(recalibration=how))
    assert moved.recalibration == how and moved.steps == plain.steps
    for before, after in zip(plain.segments, moved.segments, strict=True):
        same = {"confidence", "status"}
        assert before.model_dump(exclude=same) == after.model_dump(exclude=same)
        if before.step_id is not None:
            expected = recalibrated(np.array([before.confidence]), how)
            assert after.confidence == pytest.approx(float(expected[0]), abs=1e-3)
