"""What waits for what: nothing stands idle that could begin, and nothing begins too early."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace
from typing import cast

import pytest

from capture.site import Site
from pipelines.executors import LIGHT
from pipelines.stages import (
    BY_NAME,
    FOLLOWING,
    PER_ANSWER,
    PER_RECORDING,
    PER_SESSION,
    Piece,
    can_begin,
    plan,
)
from pipelines.workflow_runs import queue_for

FOLLOW = {name for names in FOLLOWING.values() for name in names}
WORK = [stage.name for stage in PER_RECORDING if stage.name not in FOLLOW]
LAST = ("moments", "told", "masks", "masked")
ONE = plan((), [("rec-1", WORK)], LAST)


def now(done: set[Piece]) -> set[Piece]:
    return set(can_begin(ONE, done, done))


def test_what_follows_movement_does_not_wait_for_words() -> None:
    begun = {("proxy", "rec-1"), ("waveform", "rec-1"), ("transcribe", "rec-1")}
    done: set[Piece] = {("motion", "rec-1")}
    found = can_begin(ONE, begun | done, done)
    assert found == [("movement", "rec-1"), ("motion_windows", "rec-1")]


def test_the_session_waits_for_the_words_of_all_and_for_nothing_else() -> None:
    two = plan((), [("rec-1", WORK), ("rec-2", WORK)], LAST)
    heard = {("transcribe", "rec-1"), ("transcribe", "rec-2")}
    assert two["align", None] == heard
    assert ("align", None) in now({("transcribe", "rec-1")})


def test_stages_of_the_session_go_in_their_order() -> None:
    for before, after in pairwise(stage.name for stage in PER_SESSION):
        assert ONE[after, None] == {(before, None)}


def test_the_last_take_everything_together_one_after_the_other() -> None:
    whole = plan(["ans-1"], [(None, ["sync"]), ("rec-1", WORK)], LAST)
    others = {piece for piece in whole if piece[0] not in LAST}
    assert whole["moments", None] == others
    assert whole["told", None] == {("moments", None)}
    assert {(stage, "ans-1") for stage in PER_ANSWER} < others


def test_faces_are_looked_for_when_nobody_waits_for_anything_else() -> None:
    two = plan((), [("rec-1", WORK), ("rec-2", WORK)], LAST)
    faces = {("masks", "rec-1"), ("masks", "rec-2")}
    assert {two[piece] for piece in faces} == {frozenset({("told", None)})}
    assert two["masked", None] == faces


def test_where_no_face_is_looked_for_the_rest_goes_on_without() -> None:
    found = plan((), [("rec-1", ["proxy", "motion", "transcribe"])], LAST)
    assert "masks" not in {stage for stage, _ in found}
    assert found["masked", None] == {("told", None)}


def test_everything_that_a_stage_takes_is_there_when_it_begins() -> None:
    """By the kinds that stages say they cannot do without, whatever is done in between."""
    makers = {kind: stage.name for stage in BY_NAME.values() for kind in stage.makes}
    for (name, _), waits in ONE.items():
        if name not in BY_NAME:
            continue
        before = _all_before(waits)
        needed = {makers[kind] for kind in BY_NAME[name].needs if kind in makers}
        assert needed <= {stage for stage, _ in before}, name


def test_every_piece_is_begun_once_and_in_the_end_all_are() -> None:
    done: list[Piece] = []
    while found := can_begin(ONE, done, done):
        done.append(found[-1])  # the one that was begun last is done first
    assert sorted(done, key=str) == sorted(ONE, key=str)


def test_what_needs_something_that_failed_never_begins() -> None:
    failed = {("motion", "rec-1")}
    done: set[Piece] = set()
    while found := can_begin(ONE, done | failed, done):
        done |= set(found)
    left = {stage for stage, _ in set(ONE) - done - failed}
    assert left == {"movement", "motion_windows", *LAST}


def _all_before(waits: frozenset[Piece]) -> set[Piece]:
    found = set(waits)
    for piece in waits:
        found |= _all_before(ONE[piece])
    return found


def test_words_begin_before_movement_and_the_copy_to_play_before_both() -> None:
    begun = [stage for stage, _ in can_begin(ONE, (), ())]
    assert begun.index("proxy") < begun.index("transcribe") < begun.index("motion")


@pytest.mark.parametrize(
    ("gpu", "work", "answer"), [("", "cpu", LIGHT), ("transcribe", "gpu", "gpu")]
)
def test_the_words_of_an_answer_wait_for_nothing_heavy(gpu: str, work: str, answer: str) -> None:
    site = cast(Site, SimpleNamespace(settings=SimpleNamespace(gpu_stages=gpu)))
    assert queue_for(site, "transcribe", is_answer=False) == work
    assert queue_for(site, "transcribe", is_answer=True) == answer


def test_looking_at_a_recording_waits_for_nothing_heavy() -> None:
    assert BY_NAME["proxy"].queue == LIGHT and BY_NAME["transcribe"].queue == "cpu"
