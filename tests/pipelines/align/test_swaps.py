"""Neighbours done the other way round are found where clear words say so, and only there."""

import numpy as np
import pytest

from data_schemas.timeline import Alignment
from pipelines.align import Task, align, hsmm
from pipelines.align.emissions import listen
from pipelines.align.model import read
from pipelines.align.swaps import MARGIN, with_swaps
from pipelines.align.task import Embed, Weights
from tests.pipelines.align.conftest import say, steps

TITLES = (
    "Clean the flange", "Insert the gasket", "Tighten the bolts", "Paint the handle",
    "Grease the bearing", "Test the valve",
)  # fmt: skip


def work(*order: int, every: float = 40.0) -> Task:
    """Steps done in an order, each named twice as it begins."""
    said = []
    for place, k in enumerate(order):
        said += [say(place * every + 1, f"now {TITLES[k].lower()}"),
                 say(place * every + 9, f"{TITLES[k].lower()}, so")]  # fmt: skip
    return Task(id="r", duration_s=every * len(order), steps=steps(*TITLES), utterances=tuple(said))


def placed(found: Alignment) -> list[str]:
    return [str(one.step_id) for one in found.segments if one.step_id]


def moved(found: Alignment) -> set[frozenset[str]]:
    told = [one for one in found.findings if one.kind == "out_of_order"]
    return {frozenset((one.step_id, one.other)) for one in told}


@pytest.mark.parametrize("at", [0, 1, 2, 3, 4])
def test_neighbours_that_changed_sides_are_placed_and_told(embed: Embed, at: int) -> None:
    order = list(range(6))
    order[at], order[at + 1] = order[at + 1], order[at]
    found = align(work(*order), embed)
    assert placed(found) == [f"s{k + 1}" for k in order]
    assert moved(found) == {frozenset((f"s{at + 1}", f"s{at + 2}"))}


def test_two_pairs_far_from_each_other(embed: Embed) -> None:
    found = align(work(1, 0, 2, 3, 5, 4), embed)
    assert moved(found) == {frozenset(("s1", "s2")), frozenset(("s5", "s6"))}


def test_what_was_done_as_written_stays_as_written(embed: Embed) -> None:
    task = work(0, 1, 2, 3, 4, 5)
    narration = listen(task, embed)
    reading = read(task, narration, Weights())
    path, same = with_swaps(task, narration, reading, Weights())
    assert path == hsmm.best_path(reading.model)
    assert same is reading


def test_rules_and_lists_from_this_recording_are_left_alone(embed: Embed) -> None:
    for more in ({"before": (("s1", "s6"),)}, {"own_list": True}):
        task = work(0, 2, 1, 3, 4, 5).model_copy(update=more)
        narration = listen(task, embed)
        reading = read(task, narration, Weights())
        path, same = with_swaps(task, narration, reading, Weights())
        assert (path, same) == (hsmm.best_path(reading.model), reading)


def test_a_word_in_between_keeps_the_written_order(embed: Embed) -> None:
    """Only where all words about both come the other way round is anything tried."""
    task = work(0, 2, 1, 3, 4, 5)
    first = say(30, "we will insert the gasket")
    task = task.model_copy(update={"utterances": (*task.utterances, first)})
    narration = listen(task, embed)
    reading = read(task, narration, Weights())
    assert with_swaps(task, narration, reading, Weights())[1] is reading


def worth(model: hsmm.Model) -> float:
    return float(hsmm.to_go(model, hsmm.best).idle[0, -1])


def test_the_new_order_explains_the_recording_better_by_the_margin(embed: Embed) -> None:
    task = work(0, 1, 3, 2, 4, 5)
    narration = listen(task, embed)
    reading = read(task, narration, Weights())
    path, other = with_swaps(task, narration, reading, Weights())
    assert worth(other.model) - worth(reading.model) > MARGIN
    assert path == hsmm.best_path(other.model), "a stretch decoded alone is as in the whole"


def test_the_path_covers_seconds_once_and_in_order(embed: Embed) -> None:
    rng = np.random.default_rng(3)
    for _ in range(12):
        task = work(*rng.permutation(6).tolist(), every=float(rng.integers(10, 60)))
        narration = listen(task, embed)
        path, _ = with_swaps(task, narration, read(task, narration, Weights()), Weights())
        ends = 0
        for k, start, end in path:
            assert 0 <= k < 6 and ends <= start < end <= task.seconds
            ends = end
