"""A step that was done once more at once is a finding, with the words that say so."""

import pytest

from data_schemas.timeline import Finding
from pipelines.align import Task, align
from pipelines.align.repeated import says_once_more, says_only_that, with_words
from pipelines.align.task import Embed
from tests.pipelines.align.conftest import say, steps

MORE = "Once more, the same way."


@pytest.mark.parametrize(
    "text",
    [
        "Once more, the same way.",
        "And one more time.",
        "Let me do that again.",
        "Okay, now I do it all over again, exactly like before",
        "I'm doing this step a second time.",
        "So, I'll do the whole thing once more.",
        "We repeat the whole procedure",
        "Good. Now do that again.",
        "한 번 더, 똑같이.",
        "다시 한번 똑같이",
        "자, 한 번 더 합니다.",
        "이 단계를 한번 더 할게요",
        "같은 방법으로 다시 합니다",
        "방금 한 작업을 반복합니다.",
        "처음부터 다시 하겠습니다",
    ],
)
def test_what_says_that_something_is_done_once_more(text: str) -> None:
    sentence = says_once_more(text)
    assert sentence and says_only_that(sentence)


@pytest.mark.parametrize(
    "text",
    [
        "Again and again I told them.",
        "Can you say that once more?",
        "Should I do it again?",
        "Once more you need to check the gauge.",
        "If it drips, do that again.",
        "Never do that again.",
        "I won't do it one more time",
        "You can do it once more.",
        "Now turn the camera off again.",
        "Open that again and take out the tray.",
        "Please try again.",
        "It was a second time that we don't speak of.",
        "The same thing, as always.",
        "Okay. Good.",
        "다시 말씀드리면 이게 중요해요",
        "새면 한 번 더 해야 합니다",
        "한 번 더 하지 마세요",
        "한 번 더 할까요",
        "두 번째 나사를 조입니다",
        "다시 끼웁니다",
        "다시 시작하지 않아요",
        "",
    ],
)
def test_what_does_not(text: str) -> None:
    assert not says_once_more(text)


@pytest.mark.parametrize(
    "text",
    [
        "I lift the gasket once more and turn it a little",
        "가스켓을 한 번 더 들어서 살짝 돌려 놓아요.",
        "So tighten them one more time.",
        "볼트를 한 번 더 조입니다",
    ],
)
def test_what_names_an_action_is_held_against_the_steps(text: str) -> None:
    assert says_once_more(text) and not says_only_that(text)


def told(task: Task, embed: Embed) -> list[tuple[str, tuple[str, ...]]]:
    found = [one for one in align(task, embed).findings if one.kind == "repeated"]
    assert all(one.segments for one in found)
    return [(one.step_id, tuple(words.text for words in one.cited)) for one in found]


def with_said(job: Task, *more: tuple[float, str]) -> Task:
    said = (*job.utterances, *(say(at, text) for at, text in more))
    return job.model_copy(update={"utterances": said})


def test_the_step_that_was_done_last_is_meant(job: Task, embed: Embed) -> None:
    assert told(job, embed) == []
    assert told(with_said(job, (48, MORE)), embed) == [("s2", (MORE,))]
    assert told(with_said(job, (86, MORE)), embed) == [("s3", (MORE,))]


def test_a_step_that_the_sentence_names_is_meant(job: Task, embed: Embed) -> None:
    bolts = "I tighten the bolts one more time"
    assert told(with_said(job, (90, bolts)), embed) == [("s3", (bolts,))]
    assert told(with_said(job, (62, bolts)), embed) == [], "what is being done is no second time"
    lift = "I lift the gasket once more"
    assert told(with_said(job, (54, lift)), embed) == [], "lifting is not inserting"


def test_nothing_is_repeated_before_anything_was_done_nor_in_an_overview(embed: Embed) -> None:
    titles = steps("Clean the flange", "Insert the gasket", "Tighten the bolts")
    said = (say(0, MORE), say(50, "clean the flange"), say(80, "insert the gasket"))
    task = Task(id="r", duration_s=120, steps=titles, utterances=said)
    assert told(task, embed) == []
    overview = (
        say(1, "clean the flange"),
        say(3, "insert the gasket"),
        say(5, "tighten the bolts"),
        say(7, "I tighten the bolts one more time"),
    )
    task = Task(id="r", duration_s=300, steps=titles, utterances=overview)
    assert told(task, embed) == []


@pytest.mark.parametrize(
    "before", ["Oops, it slipped.", "No, that is not it.", "take it off again", "어이쿠, 빠졌네."]
)
def test_a_second_try_after_a_slip_or_taking_back_is_no_repeat(
    job: Task, embed: Embed, before: str
) -> None:
    assert told(with_said(job, (46, before), (49, MORE)), embed) == []


def test_the_interviewer_repeats_nothing(job: Task, embed: Embed) -> None:
    asked = say(48, MORE).model_copy(update={"speaker": "interviewer"})
    task = job.model_copy(update={"utterances": (*job.utterances, asked)})
    assert told(task, embed) == []


def test_one_finding_where_place_and_words_tell_the_same() -> None:
    by_place = Finding(kind="repeated", step_id="a", segments=("a-2",))
    other = Finding(kind="skipped", step_id="b")
    words = align_words("a", "a-1"), align_words("b", "b-1")
    found = with_words((by_place, other), words)
    assert [(one.kind, one.step_id, one.segments) for one in found] == [
        ("repeated", "a", ("a-2",)), ("skipped", "b", ()), ("repeated", "b", ("b-1",)),
    ]  # fmt: skip
    assert found[0].cited == words[0].cited


def align_words(step: str, segment: str) -> Finding:
    return Finding.model_validate({
        "kind": "repeated", "step_id": step, "segments": (segment,),
        "cited": ({"start_s": 1, "end_s": 2, "text": MORE, "score": 0.1},),
    })  # fmt: skip


def test_a_step_done_once_more_keeps_its_place_in_the_order(job: Task, embed: Embed) -> None:
    found = align(with_said(job, (48, MORE)), embed)
    assert {one.order for one in found.segments} == {"in_order"}
