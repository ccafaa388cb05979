"""A step that was taken back is a finding, with the words that say so."""

import pytest

from pipelines.align import Task, align
from pipelines.align.task import Embed
from pipelines.align.undone import says_undone
from tests.pipelines.align.conftest import say, steps


@pytest.mark.parametrize(
    "text",
    [
        "Take it off again.",
        "No, I do not like it. Off again.",
        "Wrong order. Out with them again.",
        "Loosen it again, that was too tight",
        "I have to undo that",
        "let's back it out",
        "OK pull it back out please",
        "아니, 마음에 안 들어. 다시 뺍니다.",
        "순서가 틀렸네. 다시 다 뺍니다.",
        "볼트를 다시 풀어 주세요",
        "도로 빼야겠다",
        "원래대로 되돌려 놓을게요",
    ],
)
def test_what_says_that_something_is_taken_back(text: str) -> None:
    assert says_undone(text)


@pytest.mark.parametrize(
    "text",
    [
        "Take off the cover.",
        "Turn it off again.",
        "Now, turn it back off.",
        "Tighten it again.",
        "I lift the gasket once more and turn it a little",
        "Put it back on.",
        "If it does not fit, take it off again.",
        "Don't take it out again",
        "Did you take it off again?",
        "All four go in with the fingers only. If one of them fights me, out it comes.",
        "네 개 다 손가락으로만 돌려 넣어요. 하나라도 뻑뻑하면 도로 빼고요.",
        "다시 빼지 마세요",
        "다시 한 번 조여 주세요",
        "가스켓을 한 번 더 들어서 살짝 돌려 놓아요.",
        "",
    ],
)
def test_what_does_not(text: str) -> None:
    assert not says_undone(text)


def undone(task: Task, embed: Embed) -> list[tuple[str, tuple[str, ...]]]:
    found = align(task, embed).findings
    told = [one for one in found if one.kind == "undone"]
    for one in told:
        assert one.segments and one.cited
    return [(one.step_id, tuple(words.text for words in one.cited)) for one in told]


def with_words(job: Task, *more: tuple[float, str]) -> Task:
    said = (*job.utterances, *(say(at, text) for at, text in more))
    return job.model_copy(update={"utterances": said})


def test_the_step_that_was_done_last_is_meant_unless_another_is_named(
    job: Task, embed: Embed
) -> None:
    assert undone(job, embed) == []
    off = "no, take it off again"
    assert undone(with_words(job, (54, off)), embed) == [("s2", (off,))]
    named = "take the gasket out again"
    assert undone(with_words(job, (88, named)), embed) == [("s2", (named,))]


def test_taking_off_is_no_undoing_where_a_step_wants_it(embed: Embed) -> None:
    task = Task(
        id="r",
        duration_s=90,
        steps=steps("Insert the battery", "Remove the battery"),
        utterances=(say(2, "insert the battery"), say(50, "now take the battery out again")),
    )
    assert undone(task, embed) == []


def test_nothing_is_taken_back_before_anything_was_done(job: Task, embed: Embed) -> None:
    early = job.model_copy(update={"utterances": (say(0, "take it off again"), *job.utterances)})
    assert undone(early, embed) == []


def test_an_undone_step_keeps_its_place_in_the_order(job: Task, embed: Embed) -> None:
    found = align(with_words(job, (54, "take it off again")), embed)
    assert {one.order for one in found.segments} == {"in_order"}
