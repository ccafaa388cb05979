"""A step list is read out of what was said: what is done, what to mind, why, and where."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.errors import InputError
from data_schemas.motion import Event
from data_schemas.transcript import Utterance
from pipelines.propose import Heard, propose
from pipelines.propose.clauses import is_aside
from tests.pipelines.propose.saying import ENGLISH, KOREAN, embed, heard


def titles(proposal):
    return [step.title for step in proposal.steps]


def test_english_talk_becomes_short_orders():
    found = propose([heard(ENGLISH)], embed)
    assert found.language == "en"
    assert titles(found) == [
        "Wipe the metal with the rag",
        "Put the new gasket on top",
        "Put the lid on and line up the holes",
        "Tighten the bolts with the wrench",
    ]


def test_korean_talk_keeps_its_own_words_without_what_stands_before():
    found = propose([heard(KOREAN)], embed)
    assert found.language == "ko"
    assert titles(found) == [
        "걸레로 쇠 면을 닦아요",
        "새 가스켓을 올립니다",
        "뚜껑을 얹고",
        "렌치로 볼트를 조여요",
    ]


def test_what_to_mind_and_why_stand_with_their_step():
    wipe, gasket, _, tighten = propose([heard(ENGLISH)], embed).steps
    assert wipe.reason == ("First I wipe the metal with the rag, because dirt makes it leak.",)
    assert gasket.key_point == ("Make sure it is dry.",)
    assert tighten.key_point == ("Never go round in a circle.",)
    cleaned, laid, _, tightened = propose([heard(KOREAN)], embed).steps
    assert cleaned.key_point == ("찌꺼기가 하나도 안 남을 때까지.",)
    assert laid.reason == ("기름을 바르면 미끄러지거든요.",)
    assert tightened.key_point == ("절대 빙 돌아가면서 조이지 마세요.",)


@pytest.mark.parametrize("lines", [ENGLISH, KOREAN])
def test_an_overview_and_other_talk_are_no_steps(lines):
    found = propose([heard(lines)], embed)
    assert [one.taken_for for one in found.left_out] == ["overview", "off_topic"]
    said = [one.text for step in found.steps for place in step.places for one in place.said]
    assert not {one.text for one in found.left_out} & set(said)


@pytest.mark.parametrize(
    ("english", "korean", "aside"),
    [
        ("Did you see the rain this morning?", "오늘 아침에 비 오는 거 봤어요?", True),
        ("My garden is under water.", "우리 텃밭이 다 잠겼어요.", True),
        ("The weather turned, it snows.", "날씨가 바뀌어서 눈이 내리네요.", True),
        ("The soup in the canteen was good.", "오늘 식당 국이 괜찮았어요.", True),
        ("Get ready and come to the machine.", "준비 오는 대로 기계로 갑니다.", False),
        ("Keep your eyes on the right.", "눈 오른쪽 끝에 두고 봅니다.", False),
    ],
)
def test_small_talk_is_known_in_both_languages(english, korean, aside):
    assert (is_aside(english), is_aside(korean)) == (aside, aside)


def test_every_step_says_where_it_was_seen_and_why_it_begins_there():
    rest = Event(start_s=55.0, end_s=59.0, kind="pause")
    recording = heard(ENGLISH).model_copy(update={"events": (rest,)})
    places = [step.places[0] for step in propose([recording], embed).steps]
    assert [place.start_s for place in places] == [9.0, 30.0, 60.0, 80.0]
    assert [place.end_s for place in places] == [30.0, 60.0, 80.0, 100.0]
    assert all({"cue", "pause"} <= set(place.why) for place in places)
    assert "start" in places[0].why
    assert ["motion" in place.why for place in places] == [False, False, True, False]


def test_who_only_listens_opens_no_step():
    asked = Utterance(start_s=70.0, end_s=72.0, text="Next you tighten it?", speaker="interviewer")
    one = heard(ENGLISH)
    one = one.model_copy(update={"utterances": (*one.utterances, asked)})
    assert titles(propose([one], embed)) == titles(propose([heard(ENGLISH)], embed))


def test_several_recordings_make_one_list_and_say_who_shows_what():
    twice = [heard(ENGLISH, "rec-1"), heard(ENGLISH, "rec-2")]
    found = propose(twice, embed)
    assert titles(found) == titles(propose(twice[:1], embed))
    assert all((step.seen_in, step.of) == (2, 2) for step in found.steps)
    assert [place.recording for place in found.steps[0].places] == ["rec-1", "rec-2"]


def test_what_one_of_three_recordings_shows_is_left_out_and_at_hand():
    more = (*ENGLISH, (105.0, "Then paint a yellow mark across every nut."))
    three = [heard(ENGLISH, "rec-1"), heard(ENGLISH, "rec-2"), heard(more, "rec-3")]
    found = propose(three, embed)
    assert titles(found) == titles(propose(three[:1], embed))
    assert [(one.title, one.seen_in, one.of) for one in found.rare] == [
        ("Paint a yellow mark across every nut", 1, 3)
    ]


@pytest.mark.parametrize(
    "recordings",
    [
        [heard(())],
        [heard(((1.0, "Okay."),))],
        [heard(((1.0, "Now put the lid on and line up the holes."),))],
        [heard(ENGLISH[:1])],
        [heard(ENGLISH, "rec-1"), heard((), "rec-2")],
        [heard(ENGLISH, "rec-1"), heard(KOREAN, "rec-2")],
    ],
    ids=["nothing", "one word", "one utterance", "overview", "one is silent", "two languages"],
)
def test_what_no_list_can_be_read_out_of_is_said_in_one_sentence(recordings):
    with pytest.raises(InputError) as told:
        propose(recordings, embed)
    assert str(told.value).endswith(".") and str(told.value).count(". ") == 0


def test_a_proposal_becomes_a_procedure():
    made = propose([heard(KOREAN)], embed).procedure("맹플랜지 달기")
    assert (made.title, made.language) == ("맹플랜지 달기", "ko")
    assert [step.id for step in made.steps] == ["1", "2", "3", "4"]


TIMES = st.floats(0, 5000, allow_nan=False)
TEXTS = st.sampled_from([text for _, text in (*ENGLISH, *KOREAN)]) | st.text(max_size=30)


@given(st.lists(st.tuples(TIMES, TIMES, TEXTS), max_size=12))
def test_places_lie_in_order_side_by_side_and_hold_what_was_said_in_them(lines):
    said = tuple(Utterance(start_s=min(a, b), end_s=max(a, b), text=text) for a, b, text in lines)
    try:
        found = propose([Heard(recording="r", utterances=said)], embed)
    except InputError:
        return
    places = [place for step in found.steps for place in step.places]
    assert all(a.end_s <= b.start_s for a, b in pairwise(places))
    assert all(one in said for place in places for one in place.said)
    assert all(0 < len(step.title) <= 61 for step in found.steps)
