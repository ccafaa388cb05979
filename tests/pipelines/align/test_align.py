"""What anybody may expect of the aligner, whatever it is given."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pydantic import ValidationError

from data_schemas.clock import Interval
from data_schemas.timeline import Alignment
from data_schemas.transcript import Utterance
from pipelines.align import Options, Task, align
from pipelines.align.task import Embed
from tests.pipelines.align.conftest import embed_words, say, steps

METHODS = ("hsmm", "uniform", "argmax", "drop_dtw")


def never(texts: list[str]) -> NDArray[np.float32]:
    raise AssertionError("there is nothing to compare")


def placed(found: Alignment, step: str) -> list[tuple[float, float]]:
    return [(s.start_s, s.end_s) for s in found.segments if s.step_id == step]


def test_named_steps_are_placed_where_they_are_named(job: Task, embed: Embed) -> None:
    found = align(job, embed)
    assert [s.step_id for s in found.segments] == ["s1", "s2", "s3", "s4"]
    truth = [(0, 40), (40, 60), (60, 100), (100, 120)]
    for segment, (start, end) in zip(found.segments, truth, strict=True):
        assert segment.iou(Interval(start_s=start, end_s=end)) > 0.5
    assert {step.status for step in found.steps} == {"performed"}


def test_words_before_the_action_are_cited_but_lie_outside_of_it(embed: Embed) -> None:
    task = Task(
        id="r",
        duration_s=90,
        steps=steps("Clean the flange", "Tighten the bolts"),
        utterances=(say(2, "clean the flange"), say(40, "next tighten the bolts", 1.0)),
    )
    bolts = next(s for s in align(task, embed).segments if s.step_id == "s2")
    assert [c.text for c in bolts.cited] == ["next tighten the bolts"]
    cited = bolts.cited[0]
    assert cited.relation == ("before" if cited.end_s <= bolts.start_s else "during")
    assert (cited.start_s, cited.end_s) == (40, 41)


def test_without_a_word_the_order_is_a_guess_that_asks_for_review(job: Task) -> None:
    found = align(job.model_copy(update={"utterances": ()}), never)
    assert found.segments
    assert all(s.status == "needs_review" and s.confidence < 0.4 for s in found.segments)
    assert all(not s.cited for s in found.segments)
    assert [s.step_id for s in found.segments] == sorted({s.step_id or "" for s in found.segments})


def test_without_a_word_nobody_is_said_to_have_skipped_a_step(job: Task) -> None:
    found = align(job.model_copy(update={"utterances": ()}), never)
    assert {step.status for step in found.steps} == {"uncertain"}


def test_words_outside_the_recording_are_not_heard(job: Task) -> None:
    late = (say(120, "test the valve"), say(500, "tighten the bolts"), say(3, "   "))
    found = align(job.model_copy(update={"utterances": late}), never)
    assert all(not s.cited for s in found.segments)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("duration", "titles", "talk"),
    [
        (0.0, ("Clean", "Test"), ()),
        (60.0, (), (say(1, "clean"),)),
        (60.0, ("Clean the flange",), (say(5, "clean the flange"),)),
        (3.2, tuple(f"Turn screw {n}" for n in range(12)), (say(1, "turn screw 3"),)),
        (0.4, ("Clean", "Test"), (say(0, "test"),)),
        (90.0, ("Clean", "Clean"), (say(0, "clean"), say(50, "clean"))),
        (90.0, ("...", "!!"), (say(0, "?"), say(50, "..."))),
    ],
    ids=["empty", "no steps", "one step", "more steps than seconds", "short", "same", "signs"],
)
def test_edges(method: str, duration: float, titles: tuple[str, ...], talk, embed: Embed) -> None:  # type: ignore[no-untyped-def]
    task = Task(id="r", duration_s=duration, steps=steps(*titles), utterances=talk)
    found = align(task, embed, Options(method=method))  # type: ignore[arg-type]
    assert_sound(task, found)


def test_one_step_is_found_where_it_is_spoken_about(embed: Embed) -> None:
    talk = (say(5, "hello everybody"), say(50, "clean the flange"), say(90, "lunch is ready"))
    task = Task(id="r", duration_s=110, steps=steps("Clean the flange"), utterances=talk)
    found = align(task, embed)
    (only,) = (segment for segment in found.segments if segment.step_id)
    assert only.contains(55)
    rest = [segment for segment in found.segments if segment.step_id is None]
    assert rest and all(segment.basis == "order" for segment in rest)
    assert all(a.end_s <= b.start_s for a, b in pairwise(found.segments))
    assert only.basis == "words" and only.cited
    assert only.start_sd_s is not None and 0 <= only.start_sd_s <= only.length_s
    told = [one.probability for one in only.alternatives]
    assert told == sorted(told, reverse=True) and sum(told) <= 1.0


def test_a_step_that_is_never_mentioned_is_less_sure_than_the_named_ones(
    job: Task, embed: Embed
) -> None:
    silent = [u for u in job.utterances if "gasket" not in u.text]
    found = align(job.model_copy(update={"utterances": tuple(silent)}), embed)
    sure = {step.step_id: step.probability for step in found.steps}
    assert sure["s2"] == min(sure.values())


def test_a_step_done_twice_is_placed_twice(job: Task, embed: Embed) -> None:
    again = tuple(say(t, "now insert the gasket again, insert it") for t in range(122, 150, 7))
    task = job.model_copy(update={"duration_s": 160.0, "utterances": (*job.utterances, *again)})
    gaskets = [s for s in align(task, embed).segments if s.step_id == "s2"]
    assert [s.occurrence for s in gaskets] == [1, 2]
    assert gaskets[0].contains(50)
    assert gaskets[1].contains(140)


def test_an_overview_is_not_taken_for_the_work(job: Task, embed: Embed) -> None:
    ahead = (
        say(0, "clean the flange"),
        say(3, "insert the gasket"),
        say(6, "tighten the bolts"),
        say(9, "test the valve"),
    )
    later = tuple(say(u.start_s + 30, u.text) for u in job.utterances)
    task = job.model_copy(update={"duration_s": 150.0, "utterances": (*ahead, *later)})
    found = align(task, embed)
    (valve,) = placed(found, "s4")
    assert valve[0] > 100
    said = next(c for s in found.segments if s.step_id == "s4" for c in s.cited if c.start_s == 9)
    assert said.relation == "overview"


def test_korean_talk_meets_korean_steps_through_particles(embed: Embed) -> None:
    talk = (
        say(2, "먼저 플랜지를 깨끗이 닦아요"),
        say(42, "이제 가스켓을 끼웁니다"),
        say(82, "다음은 볼트를 조여 주세요"),
    )
    titles = steps("플랜지 닦기", "가스켓 끼우기", "볼트 조이기")
    task = Task(id="r", duration_s=120, steps=titles, utterances=talk)
    found = align(task, embed)
    assert [s.step_id for s in found.segments] == ["s1", "s2", "s3"]
    for segment, middle in zip(found.segments, (20, 60, 100), strict=True):
        assert segment.contains(middle)


@pytest.mark.weights
def test_korean_talk_meets_english_steps() -> None:
    from pipelines.embedder import Embedder

    talk = (
        say(2, "먼저 낡은 배터리를 빼내고 새 배터리를 넣어요"),
        say(50, "이제 카메라 전원을 켜서 화면을 확인합니다"),
        say(100, "마지막으로 렌즈 덮개를 다시 씌워 주세요"),
    )
    titles = steps("Exchange the battery", "Turn on the camera", "Attach the lens cover")
    task = Task(id="r", duration_s=150, steps=titles, utterances=talk)
    found = align(task, Embedder().encode_queries)
    by_step = {s.step_id: s for s in found.segments}
    assert by_step["s1"].contains(25)
    assert by_step["s2"].contains(75)
    assert by_step["s3"].contains(125)


def test_the_same_task_gives_the_same_answer(job: Task, embed: Embed) -> None:
    assert align(job, embed) == align(job, embed)


def test_ids_of_two_recordings_differ(job: Task, embed: Embed) -> None:
    other = align(job.model_copy(update={"id": "rec-2"}), embed)
    ours = align(job, embed)
    assert {s.id for s in ours.segments}.isdisjoint(s.id for s in other.segments)
    assert {s.recording for s in other.segments} == {"rec-2"}


def test_the_bar_for_review_is_an_option(job: Task, embed: Embed) -> None:
    strict = align(job, embed, Options(review_below=1.0))
    assert {s.status for s in strict.segments} == {"needs_review"}
    lax = align(job, embed, Options(review_below=0.0))
    assert {s.status for s in lax.segments} == {"auto"}


def test_two_steps_with_one_id_are_refused() -> None:
    with pytest.raises(ValidationError):
        Task(id="r", duration_s=1, steps=(*steps("a"), *steps("b")))


def assert_sound(task: Task, found: Alignment) -> None:
    ends = 0.0
    for segment in found.segments:
        assert ends <= segment.start_s < segment.end_s <= task.duration_s
        assert 0 <= segment.confidence <= 1
        assert segment.recording == task.id
        ends = segment.end_s
    assert len({s.id for s in found.segments}) == len(found.segments)
    assert [s.step_id for s in found.steps] == [s.id for s in task.steps]


WORDS = st.sampled_from(
    [
        "clean the flange",
        "now insert it",
        "tighten bolts",
        "yes",
        "볼트를 조여요",
        "다음은 가스켓",
        "",
    ]
)
UTTERANCES = st.lists(
    st.builds(
        lambda start, length, text: Utterance(start_s=start, end_s=start + length, text=text),
        st.floats(-5, 400),
        st.floats(0, 30),
        WORDS,
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(
    duration=st.floats(0, 300),
    titles=st.lists(WORDS.filter(bool), max_size=8),
    talk=UTTERANCES,
    method=st.sampled_from(METHODS),
)
def test_segments_are_always_sound(
    duration: float, titles: list[str], talk: list[Utterance], method: str
) -> None:
    task = Task(id="r", duration_s=duration, steps=steps(*titles), utterances=tuple(talk))
    found = align(task, embed_words, Options(method=method))  # type: ignore[arg-type]
    assert_sound(task, found)
    assert found == align(task, embed_words, Options(method=method))  # type: ignore[arg-type]


def test_a_list_made_from_the_recording_was_done_whole_and_is_trusted_more(
    job: Task, embed: Embed
) -> None:
    written = align(job, embed)
    own = align(job.model_copy(update={"own_list": True}), embed)
    assert {one.status for one in own.steps} == {"performed"}
    pairs = zip(written.segments, own.segments, strict=True)
    assert all(b.confidence > a.confidence for a, b in pairs if a.step_id)
