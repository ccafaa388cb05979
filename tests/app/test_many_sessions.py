"""Pages of a library with more than fits on them ask for what they show, and show all of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import update

from app import context
from app.pages import datasets, programme
from benchmarks.growth.made import Library
from capture import artifacts, sessions
from capture.access import OWNER
from capture.site import Site
from capture.storage import measure
from data_schemas.rights import Expert
from pipelines import progress
from pipelines.programme import desk
from pipelines.progress import BEAT, client_of, flow_id
from tests.app.test_pages import page, plain, texts
from tests.conftest import default_settings

MANY = 25


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    made = Library(default_settings(tmp_path_factory.mktemp("many")))
    made.grow(MANY)
    yield made
    made.site.close()


@pytest.fixture
def many(library: Library) -> Site:
    library.site.named.clear()
    context.use(library.site)
    return library.site


def numbers(shown: str) -> list[int]:
    """Of the sessions that a page shows, in order."""
    return [int(one.split("**")[0]) for one in plain(shown).split("**No. ")[1:]]


def test_the_library_shows_a_page_and_every_session_is_on_one(many: Site) -> None:
    test = page("library")
    found = numbers(texts(test))
    assert found == list(range(MANY, MANY - 12, -1)) and "25 work sessions" in texts(test)
    for number in (2, 3):
        test.number_input(key="library-page").set_value(number).run()
        found += numbers(texts(test))
    assert found == list(range(MANY, 0, -1))


def test_it_opens_only_the_names_that_it_shows(many: Site) -> None:
    page("library")
    experts = {one.pseudonym for one in many.named.values() if isinstance(one, Expert)}
    assert experts == {"Expert 1", "Expert 2"}  # of three


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("expert 2", [25, 24, 23, 22, 21]),
        ("7", [17, 7]),
        ("No. 7", [17, 7]),
        ("nobody", []),
    ],
)
def test_a_filter_looks_through_all_of_them(many: Site, typed: str, found: list[int]) -> None:
    test = page("library")
    test.text_input(key="library-filter").set_value(typed).run()
    assert numbers(texts(test)) == found


def test_the_programme_is_turned_over_page_by_page(
    many: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programme, "PAGE", 2)
    test = page("programme")
    told = texts(test)
    assert "Expert 0" in told and "Expert 1" in told and "Expert 2" not in told
    assert "Counted are the 2 experts on this page, of 3 in all." in told
    test.number_input(key="programme-page").set_value(2).run()
    assert "Expert 2" in texts(test) and "Expert 0" not in texts(test)


def test_some_experts_are_planned_as_all_of_them_are(many: Site) -> None:
    everybody = desk.everybody(many, OWNER)
    one_by_one = [desk.planned(many, OWNER, (one,))[0] for one in everybody]
    assert tuple(one_by_one) == desk.programme(many, OWNER)
    assert [len(one.jobs[0].sessions) for one in one_by_one] == [10, 10, 5]
    assert all(job.confirmed and job.asked for one in one_by_one for job in one.jobs)


def test_very_many_sessions_are_checked_when_somebody_asks(
    many: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datasets, "CHECKED", 3)
    test = page("datasets")
    assert "All 25 work sessions are checked when the dataset is made." in texts(test)
    assert "may leave" not in texts(test)
    test.button(key="release-check").click().run()
    assert "0 work sessions may leave." in texts(test)
    assert "Release check: 25 work sessions stay here" in [one.label for one in test.expander]


def test_of_very_many_the_newest_are_offered_and_others_found_by_name(
    many: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datasets, "OFFERED", 5)
    test = page("datasets")
    offered = test.multiselect(key="release-sessions").options
    assert [one.split(" ·")[0] for one in offered] == [f"No. {n}" for n in range(25, 20, -1)]
    test.text_input(key="release-filter").set_value("expert 0").run()
    offered = test.multiselect(key="release-sessions").options
    assert [one.split(" ·")[0] for one in offered] == [f"No. {n}" for n in range(10, 5, -1)]


def test_a_session_tells_the_stages_of_its_own_run(library: Library, many: Site) -> None:
    found = progress.status(many, OWNER, library.sessions[3])
    assert found.state == "ready" and len(found.stages) == 12
    assert {one.stage for one in found.stages} >= {"motion", "transcribe", "told"}


def _let_be(site: Site, session: str, status: str) -> None:
    database = client_of(site)._sys_db
    rows = database.tables.workflow_status
    with database.engine.begin() as connection:
        connection.execute(
            update(rows).where(rows.c.workflow_uuid == flow_id(session, 1)).values(status=status)
        )


def test_the_queue_counts_what_runs_failed_or_was_not_begun(library: Library, many: Site) -> None:
    assert progress.queue(many).waiting == progress.queue(many).failed == 0
    _let_be(many, library.sessions[0], "ERROR")
    _let_be(many, library.sessions[1], "PENDING")
    found = progress.queue(many)
    assert (found.waiting, found.failed) == (1, 1) and found.oldest_s > 0
    sessions.want(many, OWNER, library.sessions[2])  # another run, which no worker has begun
    assert progress.queue(many).waiting == 2
    sessions.cancel(many, OWNER, library.sessions[2])
    _let_be(many, library.sessions[0], "SUCCESS")
    _let_be(many, library.sessions[1], "SUCCESS")
    assert progress.queue(many).waiting == 0


def test_without_a_worker_everything_that_was_not_begun_waits(library: Library, many: Site) -> None:
    (many.settings.folder / BEAT).unlink()
    sessions.want(many, OWNER, library.sessions[4])
    assert progress.queue(many).waiting == 1
    sessions.cancel(many, OWNER, library.sessions[4])


def test_what_lies_beside_the_vault_is_counted_without_reading_it(many: Site) -> None:
    def other() -> int:
        return next(one.size for one in measure(many).shares if one.part == "other")

    before = other()
    (many.settings.folder / "cache").mkdir()
    (many.settings.folder / "cache" / "x").write_bytes(b"x" * 12345)
    assert other() == before + 12345
    sealed = artifacts.find(many, None)
    assert sealed and before < sum(
        one.stat().st_size for one in many.settings.folder.rglob("*") if one.is_file()
    )
