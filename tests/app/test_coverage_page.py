"""Asked and still open, on its page: the table in signs and words, what is next, what lacks."""

from __future__ import annotations

from typing import get_args

import pytest

from app.knowhow.cells import CELLS, WHYS, rows, shown, table
from app.language import speaking
from capture.access import OWNER
from capture.site import Site
from pipelines.elicit.coverage import Cell, Why
from pipelines.elicit.overview import desk
from tests.app import sample, told
from tests.app.test_cards_page import press
from tests.app.test_pages import page, plain, texts
from tests.pipelines.elicit.test_overview import Job


@pytest.fixture
def job(used: Site) -> Job:
    made = told.told(used)
    return Job(used, made.sample, sample.take_in(used, "Lee", 1.0, made.sample.procedure))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (Cell("s", "p", "answered", due=False, later=True), "answered"),
        (Cell("s", "p", "nothing"), "nothing"),
        (Cell("s", "p", "declined", later=True), "declined"),
        (Cell("s", "p", "open", due=False, later=True), "later"),
        (Cell("s", "p"), "open"),
        (Cell("s", "p", due=False), "idle"),
    ],
)
def test_each_cell_has_one_look(cell: Cell, expected: str) -> None:
    assert shown(cell) == expected


def test_looks_are_told_apart_without_colours_and_every_why_has_words() -> None:
    assert len({sign for sign, _name in CELLS.values()}) == len(CELLS)
    assert len({name for _sign, name in CELLS.values()}) == len(CELLS)
    assert set(WHYS) == {*get_args(Why), "disputed"}


def test_the_table_names_every_step_and_leaves_out_what_nothing_calls_for(job: Job) -> None:
    job.ask(job.first, "bolts", "hazard", "declined")
    over = desk.overview(job.site, OWNER, job.procedure)
    with speaking("ko"):
        drawn = table(over, rows(over, every=False), None)
    assert [one["number"] for one in drawn["steps"]] == ["1.", "2.", "3.", "4."]
    by_card = {one["probe"]: one for one in drawn["rows"]}
    assert by_card["hazard"]["cells"] == ["open", "open", "declined", "open"]
    assert "{where}" not in str(drawn) and "unspoken" not in by_card
    assert "unspoken" in {one.id for one in rows(over, every=True)}


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ("The next questions", "Two experts say different things.", "0 of 1",
                "1 card lacks", "No two cards are linked as the same yet", "2 work sessions")),
        ("ko", ("다음에 물어볼 것", "두 숙련자의 말이 서로 다릅니다.", "1개 중 0개",
                "작업 기록 2건")),
    ],
)  # fmt: skip
def test_the_page_tells_what_is_next_and_what_is_lacking(
    job: Job, language: str, parts: tuple[str, ...]
) -> None:
    one, other = (
        job.tell(job.first, "Grease it", "clean", kind="cue"),
        job.tell(job.second, "A bit", "clean", kind="parameter", parameters=[{"text": "a bit"}]),
    )
    units = {unit.id: unit for unit in desk.overview(job.site, OWNER, job.procedure).units}
    desk.judge_pair(job.site, OWNER, units[one], units[other], "differs")
    test = page("coverage", language, procedure=job.procedure)
    assert not test.exception and not test.error
    seen = plain(texts(test)) + "".join(one.label for one in test.expander)
    seen += "".join(one.value for one in test.header)
    for part in parts:
        assert part in seen, part


def test_no_expert_is_named_on_it(job: Job) -> None:
    job.tell(job.second, "Dry", "clean")
    seen = plain(texts(page("coverage", procedure=job.procedure)))
    assert "Lee" not in seen and "Sample expert" not in seen


@pytest.mark.weights
def test_what_the_procedure_lacks_is_looked_for_on_demand(job: Job) -> None:
    job.tell(job.first, "Hold your breath while you lower it", "gasket")
    job.tell(job.first, "Fit the gasket", "gasket")
    test = page("coverage", procedure=job.procedure)
    assert "what no sentence" not in texts(test)
    test = press(test, "coverage-novelty")
    assert "1 card says what no sentence of the procedure says." in texts(test)
    assert "1 card is probably written already" in [one.label for one in test.expander]


def test_a_job_is_chosen_where_none_is_named(job: Job) -> None:
    test = page("coverage")
    test.selectbox[0].set_value(job.procedure).run()
    assert "Flange with gasket" in plain(texts(test)) and "The next questions" in [
        one.value for one in test.header
    ]
