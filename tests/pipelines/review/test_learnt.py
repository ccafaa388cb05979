"""Terms out of corrections: what is asked about, and what is not."""

import random
from datetime import UTC, datetime

import pytest

from data_schemas.entry import ABOUT_TERM, Act, Entry
from data_schemas.procedure import GlossaryTerm
from pipelines.review.learnt import changes, suggestions

AT = datetime(2026, 1, 1, tzinfo=UTC)


def entry(number, before="", after="", session="ses-1", act=Act.CORRECT, target="utt-1"):
    texts = {"before": {"text": before}, "after": {"text": after}} if act is Act.CORRECT else {}
    return Entry(session=session, number=number, actor="owner", at=AT, act=act, target=target,
                 **texts)  # fmt: skip


def told(*entries, known=()):
    return [(one.heard, one.said, one.times) for one in suggestions(entries, known)]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("the casket goes on", "the gasket goes on", [("casket", "gasket")]),
        ("개스켓을 끼웁니다", "개스킷을 끼웁니다", [("개스켓", "개스킷")]),
        ("개스켓을 끼웁니다", "개스킷이 끼웁니다", [("개스켓", "개스킷")]),
        ("토크 랜치로 조여요", "토크렌치로 조여요", [("토크 랜치", "토크렌치")]),
        ("그 갭이요", "그 개스킷, 갭이요", []),
        ("개스킷을 끼워요", "개스킷이 끼워요", []),
        ("the gasket", "the gasket.", []),
        ("The gasket", "the gasket", []),
        ("on the gasket", "on the dry gasket", []),
        ("on the gasket", "gasket", []),
    ],
)
def test_changes_are_told_without_particles_and_signs(before, after, found):
    assert list(changes(before, after)) == found


def test_once_is_enough_for_what_sounds_alike():
    assert told(entry(1, "the casket", "the gasket")) == [(("casket",), "gasket", 1)]
    assert told(entry(1, "개스켓을 껴요", "개스킷을 껴요")) == [(("개스켓",), "개스킷", 1)]


def test_another_word_must_come_twice():
    one, other = entry(1, "the thing", "the flange"), entry(2, "a thing", "a flange")
    assert told(one) == []
    assert told(one, other) == [(("thing",), "flange", 2)]


def test_what_was_heard_in_several_ways_is_one_term():
    assert told(
        entry(1, "the casket", "the gasket"),
        entry(2, "the casket on", "the gasket on"),
        entry(1, "a gas kit", "a Gasket", session="ses-2"),
    ) == [(("casket", "gas kit"), "gasket", 3)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("끼웠습니다", "끼웁니다"),
        ("돌리면서 조여요", "돌리며 조여요"),
        ("this one", "that one"),
        ("i am tuning it", "i am turning it"),
        ("14 mm", "40 mm"),
        ("살작 돌려요", "살짝히 돌려요"),
    ],
)
def test_what_names_no_thing_is_not_asked_about_once(before, after):
    assert told(entry(1, before, after)) == []


def test_numbers_and_small_words_are_never_asked_about():
    assert told(*(entry(n, "14 mm", "40 mm") for n in (1, 2, 3))) == []
    assert told(*(entry(n, "this one", "that one") for n in (1, 2, 3))) == []


def test_what_is_in_a_word_list_is_not_asked_about():
    one = entry(1, "the casket", "the gasket")
    assert told(one, known=[GlossaryTerm(term="Gasket")]) == []
    assert told(one, known=[GlossaryTerm(term="seal", variants=("gasket",))]) == []
    # The way in which it is misheard is no term.
    assert told(one, known=[GlossaryTerm(term="seal", readings=("gasket",))]) != []


def test_what_was_refused_is_not_asked_again_in_no_session():
    one = entry(1, "the casket", "the gasket")
    no = entry(1, session="ses-2", act=Act.CORRECT, target=f"{ABOUT_TERM}gasket")
    assert told(one, no) == []
    undone = entry(2, session="ses-2", act=Act.UNDO, target="1")
    assert told(one, no, undone) != []


def test_what_was_taken_back_teaches_nothing():
    one = entry(1, "the casket", "the gasket")
    assert told(one, entry(2, act=Act.UNDO, target="1")) == []
    # The same number of another session is another act.
    assert told(one, entry(2, act=Act.UNDO, target="1", session="ses-2")) != []


def test_entries_that_are_about_something_else_teach_nothing():
    moved = Entry(session="ses-1", number=1, actor="owner", at=AT, act=Act.CORRECT, target="seg-1",
                  before={"start_s": 1.0}, after={"start_s": 2.0})  # fmt: skip
    assert told(moved) == []


def test_the_order_of_entries_does_not_matter():
    entries = [
        *(entry(n, "the casket", "the gasket") for n in (1, 2, 3)),
        *(entry(n, "렌찌로", "렌치로") for n in (4, 5)),
        entry(6, "flanch", "flange"),
    ]
    expected = told(*entries)
    assert [said for _, said, _ in expected] == ["gasket", "렌치", "flange"]
    for seed in range(5):
        shuffled = entries.copy()
        random.Random(seed).shuffle(shuffled)
        assert told(*shuffled) == expected
