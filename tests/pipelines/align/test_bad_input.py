"""Whatever is brought, the answer is sound, and unsure where it has to be."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from data_schemas.errors import InputError
from data_schemas.timeline import Alignment
from data_schemas.transcript import Utterance
from pipelines.align import Options, Task, align, align_lines
from pipelines.align.task import Embed
from tests.pipelines.align.conftest import embed_words, say, steps
from tests.pipelines.align.test_align import assert_sound

ELSEWHERE = (
    "chop the onions finely", "heat some oil in the pan", "stir until they are golden",
    "pour in the broth", "let it simmer for a while", "taste it and add salt",
)  # fmt: skip


def is_a_guess(found: Alignment) -> bool:
    placed = [s for s in found.segments if s.step_id]
    unsure = all(s.confidence < 0.4 and s.status == "needs_review" for s in placed)
    uncertain = {s.status for s in found.steps} == {"uncertain"}
    return found.guess and unsure and uncertain and not found.findings


def test_no_speech_is_a_guess(job: Task, embed: Embed) -> None:
    assert is_a_guess(align(job.model_copy(update={"utterances": ()}), embed))


def test_one_word(job: Task, embed: Embed) -> None:
    for word in ("gasket", "yes", "?"):
        task = job.model_copy(update={"utterances": (say(50, word),)})
        found = align(task, embed)
        assert_sound(task, found)
    assert len({s.step_id for s in found.segments if s.step_id}) > 1


def test_the_talk_of_another_job_is_a_guess(job: Task, embed: Embed) -> None:
    talk = tuple(say(9.0 * n, ELSEWHERE[n % len(ELSEWHERE)]) for n in range(13))
    found = align(job.model_copy(update={"utterances": talk}), embed)
    assert any(s.step_id for s in found.segments)
    assert is_a_guess(found)


def test_steps_in_a_language_that_no_word_matches_are_a_guess(job: Task, embed: Embed) -> None:
    talk = tuple(u.model_copy(update={"text": "이제 볼트를 조입니다"}) for u in job.utterances * 3)
    assert is_a_guess(align(job.model_copy(update={"utterances": talk}), embed))


@pytest.mark.weights
def test_the_product_takes_the_talk_of_another_job_for_a_guess(job: Task) -> None:
    from pipelines.embedder import Embedder

    talk = tuple(say(9.0 * n, ELSEWHERE[n % len(ELSEWHERE)]) for n in range(13))
    placed = align(job.model_copy(update={"utterances": talk}), Embedder().encode_queries).segments
    assert max(s.confidence for s in placed if s.step_id) < 0.7


def test_two_hundred_steps(embed: Embed) -> None:
    titles = [f"Tighten screw number {n} of plate {n % 7}" for n in range(200)]
    talk = tuple(say(4.0 * n, title.lower()) for n, title in enumerate(titles) if n % 3 == 0)
    task = Task(id="r", duration_s=800, steps=steps(*titles), utterances=talk)
    found = align(task, embed)
    assert_sound(task, found)
    assert len(found.steps) == 200


def test_two_steps_of_one_title_share_the_time_in_their_order(job: Task, embed: Embed) -> None:
    titles = ("Clean the flange", "Insert the gasket", "Clean the flange")
    talk = (say(1, "clean the flange"), say(40, "insert the gasket"), say(80, "clean the flange"))
    task = job.model_copy(update={"steps": steps(*titles), "utterances": talk})
    found = align(task, embed)
    assert_sound(task, found)
    assert [s.step_id for s in found.segments if s.step_id] == ["s1", "s2", "s3"]


def test_without_steps_or_time_there_is_nothing_to_place(job: Task, embed: Embed) -> None:
    for change in ({"steps": ()}, {"duration_s": 0.0}):
        found = align(job.model_copy(update=change), embed)
        assert not found.segments and not found.findings


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(6)))
def test_the_order_in_which_utterances_are_given_does_not_matter(order: list[int]) -> None:
    said = [say(9.0 * n, text, 12.0) for n, text in enumerate(ELSEWHERE)]  # they overlap
    task = Task(id="r", duration_s=60, steps=steps("Chop onions", "Heat oil"), utterances=())
    mixed = task.model_copy(update={"utterances": tuple(said[n] for n in order)})
    sorted_ = task.model_copy(update={"utterances": tuple(said)})
    assert align(mixed, embed_words) == align(sorted_, embed_words)


@pytest.mark.parametrize("method", ["hsmm", "uniform", "argmax", "drop_dtw"])
def test_a_recording_of_no_time_at_all(method: str, embed: Embed) -> None:
    task = Task(id="r", duration_s=5e-324, steps=steps("Clean", "Test"), utterances=())
    assert_sound(task, align(task, embed, Options(method=method)))  # type: ignore[arg-type]


def test_times_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValidationError):
        Utterance(start_s=math.nan, end_s=1, text="clean")
    line = {"id": "r", "duration_s": 9, "steps": [{"id": "a", "title": "Clean"}]}
    said = [{"start_s": math.nan, "end_s": 1, "text": "clean"}]
    (tmp_path / "in.jsonl").write_text(json.dumps(line | {"utterances": said}))
    with pytest.raises(InputError, match=r"^Line 1 of in\.jsonl is not a session \(utterances"):
        align_lines(tmp_path / "in.jsonl", tmp_path / "out.jsonl", embed_words)
