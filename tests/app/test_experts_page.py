"""The cards of several experts on one page: side by side, linked by a person, never counted."""

from __future__ import annotations

import pytest

from capture.access import OWNER
from capture.site import Site
from data_schemas.knowledge import KnowledgeUnit
from pipelines.elicit.overview import desk
from tests.app import sample, told
from tests.app.test_cards_page import keys, press
from tests.app.test_pages import page, plain, texts
from tests.pipelines.elicit.test_overview import Job


@pytest.fixture
def job(used: Site) -> Job:
    made = told.told(used)
    return Job(used, made.sample, sample.take_in(used, "Lee", 1.0, made.sample.procedure))


@pytest.fixture
def pair(job: Job) -> tuple[str, str]:
    return (
        job.tell(job.first, "Wipe three times, always towards yourself", "clean"),
        job.tell(job.second, "Always wipe towards yourself, three times", "clean"),
    )


def units(job: Job) -> dict[str, KnowledgeUnit]:
    return {one.id: one for one in desk.overview(job.site, OWNER, job.procedure).units}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_each_expert_has_a_column_and_each_thing_a_row(
    job: Job, pair: tuple[str, str], language: str
) -> None:
    test = page("experts", language, procedure=job.procedure)
    assert not test.exception and not test.error
    shown = plain(texts(test))
    for part in ("**Sample expert**", "**Lee**", "Wipe three times", "Always wipe towards"):
        assert part in shown, part
    alone = "Told by one so far" if language == "en" else "한 분만 말함"
    assert shown.count(alone) == 2


def test_a_person_links_two_cards_by_hand_and_may_change_their_mind(
    job: Job, pair: tuple[str, str]
) -> None:
    one, other = pair
    test = page("experts", procedure=job.procedure)
    test.selectbox(key="pairs-one").set_value(one).run()
    test.selectbox(key="pairs-other").set_value(other).run()
    test = press(test, f"same-{one}-{other}")
    assert [o.says for o in units(job)[other].agreement] == ["same"]
    assert plain(texts(test)).count("= The same") == 1
    test = press(test, f"differs-{one}-{other}")
    assert [o.says for o in units(job)[one].agreement] == ["differs"]
    assert plain(texts(test)).count("≠ Different") == 1
    assert len(desk.disputed(job.site, OWNER, job.procedure)) == 2


@pytest.mark.weights
def test_pairs_are_suggested_on_demand_and_go_once_they_are_judged(
    job: Job, pair: tuple[str, str]
) -> None:
    one, other = pair
    job.tell(job.second, "The pump hall is cold in winter", "clean")
    test = page("experts", procedure=job.procedure)
    key = f"unknown-{one}-{other}"
    assert key not in keys(test)
    test = press(test, "pairs-suggest")
    assert {k for k in keys(test) if k.startswith("unknown-")} == {key}
    test = press(test, key)
    assert key not in keys(test)
    assert [o.says for o in units(job)[one].agreement] == ["unknown"]


def test_one_expert_alone_is_compared_with_nobody(job: Job) -> None:
    job.tell(job.first, "Dry", "clean")
    test = page("experts", procedure=job.procedure)
    assert "So far one expert has told about this job." in texts(test)
    assert "pairs-suggest" not in keys(test)


def test_nothing_told_is_said_so(job: Job) -> None:
    assert "no know-how card" in texts(page("experts", procedure=job.procedure))
