"""Near-duplicates: found when they are, and not made up where they are not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.release import Wanted
from pipelines.release import alike as module
from pipelines.release.alike import Ties, Work, _shared, alike, likeness, shingles, wrist_path
from pipelines.release.preparing import TWICE, UNWANTED, prepare

SAID = (
    "먼저 플랜지를 닦고 기름기를 없앤 다음 볼트를 엇갈리게 조여요 "
    "손에 뽀득한 느낌이 와야 해요 그리고 나서 토크를 확인해요"
)
OTHER = (
    "이 밸브는 왼쪽으로 반 바퀴만 돌리고 소리가 바뀌면 바로 멈춰요 "
    "세게 돌리면 나사산이 뭉개져서 못 쓰게 됩니다 조심하세요"
)


def wander(seed: int, bins: int = 120) -> np.ndarray:
    return np.cumsum(np.random.default_rng(seed).normal(0, 0.02, (bins, 4)), axis=0)


def work(name: str, text: str = SAID, path: np.ndarray | None = None) -> Work:
    told = shingles(text)
    return Work(name, f"of-{name}", len(told), lambda: told, lambda: path)


def test_the_same_words_with_marks_and_spaces_put_otherwise_are_alike():
    noisy = SAID.replace(" ", "  ").replace("닦고", "닦고,") + " 끝."
    assert list(alike([work("a"), work("b", noisy)])) == [("a", "b")]


def test_a_piece_of_a_longer_session_is_alike_to_it():
    whole = f"{OTHER} {SAID} {OTHER[::-1]}"
    assert list(alike([work("a"), work("b", whole)])) == [("a", "b")]


def test_other_words_and_few_words_are_not():
    assert not list(alike([work("a"), work("b", OTHER)]))
    short = "볼트를 조여요"
    assert not list(alike([work("a", short), work("b", short)])), "everybody says that"


def test_two_people_who_read_out_one_text_move_differently():
    assert not list(alike([work("a", SAID, wander(1)), work("b", SAID, wander(2))]))
    assert list(alike([work("a", SAID, wander(1)), work("b", SAID, wander(1))]))


def test_without_words_the_hands_tell_and_without_either_nothing_is_claimed():
    assert list(alike([work("a", "", wander(1)), work("b", "", wander(1))])) == [("a", "b")]
    assert not list(alike([work("a", "", wander(1)), work("b", "", wander(2))]))
    assert not list(alike([work("a", ""), work("b", "")]))


def test_sessions_of_one_person_are_not_compared():
    own = [replace(work(name), person="exp-1") for name in "ab"]
    assert not list(alike(own))


def test_many_copies_are_told_of_once_each():
    pairs = list(alike([work(f"s{n}") for n in range(30)]))
    assert len(pairs) == 29
    ties = Ties(f"s{n}" for n in range(30))
    for one, other in pairs:
        ties.tie(one, other)
    assert [len(many) for many in ties.groups()] == [30]


def test_of_many_words_some_at_a_time_are_counted_to_the_same_end(monkeypatch):
    texts = (SAID, OTHER, f"{OTHER} {SAID} {OTHER[::-1]}", SAID[::-1], f"{SAID} 끝.")
    works = [work(f"s{n}", text) for n, text in enumerate(texts)]
    before = _shared(works)
    assert list(alike(works)) == [("s0", "s2"), ("s0", "s4"), ("s1", "s2")]
    monkeypatch.setattr(module, "MOST_HASHES", 1 << 40)
    assert all(np.array_equal(*both) for both in zip(before, _shared(works), strict=True))
    for few in (300, 7):  # of the fewest words none are left out, however many there are in all
        monkeypatch.setattr(module, "MOST_HASHES", few)
        assert all(np.array_equal(*both) for both in zip(before, _shared(works), strict=True))
        assert list(alike(works)) == [("s0", "s2"), ("s0", "s4"), ("s1", "s2")]


@given(shift=st.integers(0, 20), cut=st.integers(60, 100), seed=st.integers(0, 50))
def test_motion_is_found_again_shifted_cut_noisy_and_with_gaps(shift, cut, seed):
    whole = wander(seed)
    noise = np.random.default_rng(seed + 100).normal(0, 0.002, (cut, 4))
    piece = whole[shift : shift + cut] + 0.1 + noise[: len(whole[shift : shift + cut])]
    piece[10:14] = np.nan
    found = likeness(whole, piece)
    assert found is not None and found > 0.9
    other = likeness(whole, wander(seed + 1000))
    assert other is not None and other < 0.7


def test_hands_that_hold_still_or_were_never_seen_are_like_nothing():
    assert likeness(wander(1), np.full((120, 4), np.nan)) is None
    assert likeness(np.ones((120, 4)), np.ones((120, 4))) is None


def test_a_path_is_the_mean_of_half_seconds_and_nan_where_nothing_was_seen():
    pose = np.zeros((6, 33, 3), np.float32)
    pose[:, 15, 0] = [0, 2, 4, 6, np.nan, np.nan]
    path = wrist_path(np.array([0.0, 0.25, 0.5, 0.75, 1.0, 1.25]), pose)
    assert path is not None
    assert np.array_equal(path[:, 0], [1, 5, np.nan], equal_nan=True)
    assert wrist_path(np.array([]), pose[:0]) is None


def twin(make, session: str, expert: str, number: int):
    part = make.part(session, expert)
    line = part.timeline.model_copy(update={"utterances": (make.say(1, 3, SAID),)})
    numbered = part.session.model_copy(update={"number": number})
    return make.replace(part, session=numbered, timeline=line)


def test_people_of_whom_nearly_the_same_work_is_here_share_a_side(make):
    parts = [twin(make, f"ses-{n}", f"exp-{n}", n) for n in range(1, 8)]
    found = prepare(parts, Wanted(), {})
    assert set(found.splits.values()) == {"train"} and len(found.twins) == 1


def test_where_they_have_two_sides_already_the_later_session_stays_here(make):
    known = {"exp-1": "train", "exp-2": "test"}
    parts = [twin(make, "ses-1", "exp-1", 9), twin(make, "ses-2", "exp-2", 3)]
    found = prepare(parts, Wanted(), known)
    assert [part.session.id for part in found.parts] == ["ses-2"]
    assert [(one.session, one.reason) for one in found.refused] == [("ses-1", TWICE)]
    assert {row.session for row in found.records} == {"ses-2"}


@pytest.mark.parametrize(
    ("wanted", "rows"),
    [
        (Wanted(), {"g1", "g2", "g3"}),
        (Wanted(min_confidence=0.8), {"g1"}),
        (Wanted(made_by=frozenset({"person"})), set()),
        (Wanted(made_by=frozenset({"machine"}), min_confidence=0.5), {"g1", "g2"}),
    ],
)
def test_only_labels_that_were_asked_for(make, wanted, rows):
    found = prepare([make.part()], wanted, {})
    assert {one.id.split("/")[1] for one in found.records} == rows
    assert {s.id for part in found.parts for s in part.segments} == rows
    assert [one.reason for one in found.refused] == ([] if rows else [UNWANTED])


def test_what_a_person_decided_is_sure_and_words_of_rows_left_out_go_nowhere_else(make):
    part = make.part()
    changed = tuple(
        one.model_copy(update={"status": "confirmed"}) if one.id == "g3" else one
        for one in part.timeline.segments
    )
    part = make.replace(part, timeline=part.timeline.model_copy(update={"segments": changed}))
    (row,) = prepare([part], Wanted(min_confidence=0.99), {}).records
    assert (row.id, row.made_by, row.narration) == ("ses-a/g3", "confirmed", "")
