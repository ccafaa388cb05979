"""Reciprocal rank fusion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.search.fuse import reciprocal_rank_fusion


def test_an_item_in_both_rankings_beats_one_that_leads_a_single_ranking():
    fused = reciprocal_rank_fusion([[1, 2], [3, 2]])
    assert [item for item, _ in fused] == [2, 1, 3]
    assert fused[0][1] == pytest.approx(2 / 62)
    assert fused[1][1] == pytest.approx(1 / 61)


def test_nothing_fuses_to_nothing():
    assert reciprocal_rank_fusion([[], []]) == []


@given(st.lists(st.integers(), unique=True))
def test_one_ranking_alone_keeps_its_order(ranking):
    assert [item for item, _ in reciprocal_rank_fusion([ranking, []])] == ranking
