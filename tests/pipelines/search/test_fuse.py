"""Fusing two rankings into one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.search.fuse import reciprocal_rank_fusion, score_fusion

scores = st.integers(-1000, 1000).map(lambda n: n / 100)
rankings = st.dictionaries(st.integers(0, 50), scores).map(
    lambda found: sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
)
both = pytest.mark.parametrize("fuse", [score_fusion, reciprocal_rank_fusion])


def test_score_fusion_adds_the_stretched_scores_with_their_weights():
    fused = score_fusion([(1, 0.9), (2, 0.8), (3, 0.7)], [(2, 10.0), (4, 2.0)])
    assert [item for item, _ in fused] == [2, 1, 3, 4]
    assert fused[0][1] == pytest.approx(0.6 * 0.5 + 0.4)
    assert fused[1][1] == pytest.approx(0.6)


def test_a_word_match_can_beat_a_slightly_better_vector():
    assert score_fusion([(1, 0.86), (2, 0.85), (3, 0.7)], [(2, 5.0)])[0][0] == 2


def test_rank_fusion_prefers_what_both_sides_found():
    fused = reciprocal_rank_fusion([(1, 9.0), (2, 8.0)], [(3, 1.0), (2, 0.5)])
    assert [item for item, _ in fused] == [2, 1, 3]
    assert fused[0][1] == pytest.approx(2 / 62)
    assert fused[1][1] == pytest.approx(1 / 61)


@both
def test_nothing_fuses_to_nothing(fuse):
    assert fuse([], []) == []


@both
@given(ranking=rankings, other=rankings)
def test_nothing_is_lost_or_named_twice_and_the_best_comes_first(fuse, ranking, other):
    fused = fuse(ranking, other)
    ids = [item for item, _ in fused]
    assert sorted(ids) == sorted({item for item, _ in [*ranking, *other]})
    assert [score for _, score in fused] == sorted((s for _, s in fused), reverse=True)


@both
@given(ranking=rankings)
def test_one_side_alone_keeps_its_order(fuse, ranking):
    before = dict(ranking)
    kept = [before[item] for item, _ in fuse(ranking, [])]
    assert kept == sorted(kept, reverse=True)


@given(rankings, rankings)
def test_fused_scores_lie_in_0_to_1(ranking, other):
    assert all(-1e-9 <= score <= 1 + 1e-9 for _, score in score_fusion(ranking, other))
