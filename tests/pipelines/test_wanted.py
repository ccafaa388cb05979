"""What a worker looks at: everything once, then what is new, and the old a little at a time."""

from datetime import timedelta

import pytest

from capture.access import OWNER
from capture.opening import Opening, open_session
from capture.records import wishes
from pipelines import wanted
from pipelines.wanted import Wanted

LONG_AGO = timedelta(days=1)


@pytest.fixture
def at(monkeypatch):
    """The clock by which looks come due, in a list of one."""
    now = [1000.0]
    monkeypatch.setattr(wanted.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def olds(site, procedure, monkeypatch):
    """Five sessions that were wanted long ago, two of which are looked at in a turn."""
    monkeypatch.setattr(wanted, "OLD_AT_ONCE", 2)
    made = [open_session(site, OWNER, Opening(procedure.id, "Kim")).id for _ in range(5)]
    for session in made:
        want(site, session)
    return sorted(made)


def want(site, session, ago=LONG_AGO):
    with site.db() as db:
        wishes.want(db, session, site.now() - ago)


def seen(looker):
    return [one.session for one in looker.look()]


def test_all_at_first_then_only_what_is_new(site, procedure, olds, at):
    looker = Wanted(site)
    assert sorted(seen(looker)) == olds
    assert seen(looker) == []
    new = open_session(site, OWNER, Opening(procedure.id, "Kim")).id
    want(site, new, timedelta(seconds=1))
    assert seen(looker) == [new]


def test_each_of_the_old_has_its_turn_and_then_again(site, olds, at):
    looker = Wanted(site)
    looker.look()
    turns = []
    for _ in range(4):
        at[0] += wanted.OLD_EVERY_S
        turns.append(seen(looker))
        assert seen(looker) == [], "until the next turn comes only what is new is asked for"
    assert [sorted(turn) for turn in turns] == [olds[:2], olds[2:4], olds[4:], olds[:2]]


def test_what_was_written_down_late_is_found_in_its_turn(site, procedure, olds, at):
    """A row whose time is older than the margin when it comes: nothing that is new shows it."""
    looker = Wanted(site)
    looker.look()
    late = open_session(site, OWNER, Opening(procedure.id, "Kim")).id
    want(site, late)
    found = []
    for _ in range(4):
        at[0] += wanted.OLD_EVERY_S
        found += seen(looker)
    assert late in found


def test_who_could_not_act_on_what_it_found_looks_at_everything_again(site, olds, at):
    looker = Wanted(site)
    looker.look()
    assert seen(looker) == []
    looker.forget()
    assert sorted(seen(looker)) == olds


def test_the_oldest_wish_of_a_turn_comes_first(site, olds, at):
    want(site, olds[0], timedelta(hours=1))
    looker = Wanted(site)
    looker.look()
    at[0] += wanted.OLD_EVERY_S
    assert seen(looker) == [olds[1], olds[0]]
