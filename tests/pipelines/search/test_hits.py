"""Hits: windows that lie beside each other are one, and their seconds are played together."""

from __future__ import annotations

import pytest

from pipelines.search.hits import LONGEST_S, merged, said
from pipelines.search.hybrid import Match
from pipelines.search.passage import Passage


def passage(name: str, start_s: float, end_s: float, **more: object) -> Passage:
    fields = {
        "id": name, "session": "ses", "procedure": "p", "kind": "narration", "step_id": "s1",
        "step_title": "Wipe", "text": f"Wipe. {name}", "language": "en", "recording": "r1",
        "start_s": start_s, "end_s": end_s, **more,
    }  # fmt: skip
    return Passage.model_validate(fields)


def found(*passages: Passage):
    return [(Match(n, 1.0 - n / 100, n + 1, None), one) for n, one in enumerate(passages)]


def test_neighbours_are_one_hit_in_time_order_with_the_best_in_front():
    first, second, third = passage("a", 0, 5), passage("b", 6, 10), passage("c", 12, 15)
    (hit,) = merged(found(second, third, first), 10)
    assert hit.passage is second and [one.id for one in hit.beside] == ["a", "b", "c"]
    assert (hit.start_s, hit.end_s, hit.text) == (0, 15, "a b c")


@pytest.mark.parametrize(
    "other",
    [
        passage("b", 30, 35),
        passage("b", 6, 10, recording="r2"),
        passage("b", 6, 10, session="another"),
        passage("b", 6, 10, step_id="s2"),
        passage("b", 6, 10, kind="action"),
        passage("b", 6, 10, kind="unit"),
    ],
    ids=["far", "another camera", "another session", "another step", "silent", "a card"],
)
def test_what_is_something_else_stays_a_hit_of_its_own(other):
    hits = merged(found(passage("a", 0, 5), other), 10)
    assert [hit.passage.id for hit in hits] == ["a", "b"] and not hits[0].beside


def test_no_hit_grows_beyond_a_minute():
    windows = [passage(f"w{n}", 10.0 * n, 10.0 * n + 9) for n in range(20)]
    hits = merged(found(*windows), 20)
    assert len(hits) > 3 and all(hit.end_s - hit.start_s <= LONGEST_S for hit in hits)
    assert sum(len(hit.beside) or 1 for hit in hits) == 20


def test_a_neighbour_of_a_hit_is_taken_in_also_after_the_last_place():
    hits = merged(found(passage("a", 0, 5), passage("x", 90, 95), passage("b", 6, 9)), 1)
    assert [one.id for one in hits[0].beside] == ["a", "b"] and len(hits) == 1


def test_a_title_is_not_repeated_in_what_was_said():
    assert said(passage("a", 0, 1)) == "a"
    assert said(passage("a", 0, 1, step_title="", text="Wipe. a")) == "Wipe. a"
