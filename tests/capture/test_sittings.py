"""One pointer for all screens of a sitting, at whichever web server each of them is."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from capture import sittings
from capture.access import OWNER
from capture.opening import Opening, open_session
from capture.site import Site
from capture.sittings import GONE, SILENT, Look, Told
from data_schemas.procedure import Procedure
from data_schemas.tables import ScreenRow, SittingRow
from pipelines.withdraw import withdraw

FIRST = "moment-1"
LEADS, EXPERT = Look(screen="scr-1"), Look(screen="scr-2", role="expert")


@pytest.fixture
def elsewhere(site: Site) -> Iterator[Site]:
    """The same site, opened by another web server."""
    opened = Site.open(site.settings)
    yield opened
    opened.close()


@pytest.fixture
def now(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[timedelta]]:
    """How much later it is than by the clock."""
    later, clock = [timedelta()], sittings.clock
    monkeypatch.setattr(sittings, "clock", lambda db: clock(db) + later[0])
    yield later


def look(site: Site, by: Look) -> Told:
    return sittings.look(site, "ses-1", by, lambda: FIRST)


def test_two_screens_at_two_servers_follow_one_pointer(site: Site, elsewhere: Site) -> None:
    assert look(site, LEADS).pointer.target == FIRST
    boot = look(elsewhere, EXPERT).boot
    sittings.go(site, "ses-1", "moment-2", follows=3)
    sittings.replay(site, "ses-1", True, 3.5)
    seen = look(elsewhere, EXPERT)
    pointer = seen.pointer
    assert (pointer.target, pointer.follows, pointer.playing, pointer.at_s) == (
        "moment-2", 3, True, 3.5,
    )  # fmt: skip
    assert pointer.turn == 2 and seen.for_s >= 0 and seen.boot == boot == look(site, LEADS).boot
    assert look(site, LEADS).heard_elsewhere and not seen.heard_elsewhere
    look(elsewhere, EXPERT.model_copy(update={"answering": True}))
    assert look(site, LEADS).answering == "scr-2"


def test_what_is_done_at_one_server_is_new_at_the_other(site: Site, elsewhere: Site) -> None:
    look(site, LEADS)
    before = sittings.changes(elsewhere, "ses-1")
    assert sittings.changes(elsewhere, "ses-1") == before
    sittings.changed(site, "ses-1")
    assert sittings.changes(elsewhere, "ses-1") != before
    sittings.go(site, "ses-1", "moment-2")
    sittings.changed(elsewhere, "ses-2")
    assert sittings.changes(site, "ses-2").endswith(".1")


def test_acts_at_the_same_moment_are_all_counted(site: Site, elsewhere: Site) -> None:
    """The first of them, too: nobody has looked yet."""

    def act(number: int) -> None:
        at = (site, elsewhere)[number % 2]
        sittings.replay(at, "ses-1", True, float(number))
        sittings.changed(at, "ses-1")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(act, range(24)))
    assert look(site, LEADS).pointer.turn == 24
    assert sittings.changes(site, "ses-1").endswith(".24")


def test_a_screen_that_asks_no_more_is_gone(site: Site, now: list[timedelta]) -> None:
    look(site, EXPERT.model_copy(update={"answering": True}))
    assert look(site, LEADS).heard_elsewhere
    now[0] = GONE + timedelta(seconds=1)
    seen = look(site, LEADS)
    assert not seen.heard_elsewhere and seen.answering == "scr-2"
    now[0] = SILENT + timedelta(seconds=1)
    assert look(site, LEADS).answering == ""
    with site.db() as db:
        assert [one.name for one in db.exec(select(ScreenRow))] == ["scr-1"]


def test_a_screen_that_asks_is_written_down_now_and_then(site: Site, now: list[timedelta]) -> None:
    """Screens ask once a second."""

    def seen_at() -> object:
        with site.db() as db:
            return db.exec(select(ScreenRow.seen_at)).one()

    look(site, LEADS)
    first = seen_at()
    look(site, LEADS)
    assert seen_at() == first
    now[0] = sittings.TOUCH
    look(site, LEADS)
    assert seen_at() != first


def test_what_nobody_has_looked_at_for_half_a_day_begins_anew(
    site: Site, now: list[timedelta]
) -> None:
    boot = look(site, LEADS).boot
    sittings.go(site, "ses-1", "moment-2")
    now[0] = sittings.FORGOTTEN / 2
    assert look(site, LEADS).pointer.target == "moment-2"
    now[0] = sittings.FORGOTTEN
    assert look(site, LEADS).pointer.target == "moment-2", "somebody had looked meanwhile"
    now[0] = 3 * sittings.FORGOTTEN
    seen = look(site, LEADS)
    assert seen.pointer.target == FIRST and seen.boot != boot


def test_the_database_holds_no_word_of_what_is_asked(site: Site) -> None:
    look(site, LEADS)
    sittings.go(site, "ses-1", "card:표면청소:cue")
    with site.db() as db:
        row = db.exec(select(SittingRow)).one()
        assert "청소" not in repr(row.model_dump()) and "cue" not in row.target
        # Taken from another sitting, it does not open: the first question is up again.
        sittings.records.change(db, "ses-1", target=sittings._sealed(site, "ses-2", "mom-9"))
    assert look(site, LEADS).pointer.target == FIRST
    with pytest.raises(ValueError, match="screen"):
        Look(screen="a word of somebody")


def test_nothing_of_a_withdrawn_session_is_left(site: Site, procedure: Procedure) -> None:
    session = open_session(site, OWNER, Opening(procedure.id, "Kim")).id
    sittings.look(site, session, LEADS, lambda: FIRST)
    withdraw(site, OWNER, session)
    with site.db() as db:
        assert not list(db.exec(select(SittingRow))) and not list(db.exec(select(ScreenRow)))
