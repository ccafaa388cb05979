"""The audit log: chained, append-only, and silent about content."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from capture import audit
from capture.access import OWNER, require
from capture.audit_heads import check
from capture.records import audit as records
from data_schemas.rights import Action


def fill(site, count=5):
    for number in range(count):
        audit.append(site, OWNER, Action.RECORD, f"target-{number}", allowed=True)


def untie(site):
    """An attacker with the file can drop the triggers."""
    with site.db() as db:
        for (name,) in db.execute(text("SELECT name FROM sqlite_master WHERE type='trigger'")):
            db.execute(text(f"DROP TRIGGER {name}"))


def test_an_honest_log_is_unbroken(site):
    fill(site)
    report = audit.verify(site)
    assert (report.rows, report.broken_at) == (5, None)


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_a_row(site, statement):
    fill(site)
    with pytest.raises(DBAPIError, match="append-only"), site.db() as db:
        db.execute(text(statement))
    assert audit.verify(site).rows == 5


@pytest.mark.parametrize(
    ("statement", "at"),
    [
        ("UPDATE audit SET actor = 'x' WHERE number = 3", 3),
        ("UPDATE audit SET allowed = 0 WHERE number = 2", 2),
        ("DELETE FROM audit WHERE number = 4", 5),
        ("DELETE FROM audit WHERE number = 1", 2),
    ],
)
def test_an_edited_file_shows_where(site, statement, at):
    fill(site)
    untie(site)
    with site.db() as db:
        db.execute(text(statement))
    assert audit.verify(site).broken_at == at


def test_a_cut_off_end_shows_by_the_head_noted_before(site):
    fill(site)
    head = audit.verify(site).head
    untie(site)
    with site.db() as db:
        db.execute(text("DELETE FROM audit WHERE number = 5"))
    assert audit.verify(site).head != head


def test_looking_again_within_a_minute_is_one_look(site):
    for _ in range(3):
        require(site, OWNER, Action.LIST)
    assert audit.verify(site).rows == 1
    site.looks = {look: at - timedelta(seconds=61) for look, at in site.looks.items()}
    require(site, OWNER, Action.LIST)
    assert audit.verify(site).rows == 2


def test_every_act_that_changes_something_has_its_own_row(site):
    for _ in range(3):
        require(site, OWNER, Action.RECORD)
    assert audit.verify(site).rows == 3


def test_the_door_audits_itself(site):
    assert check(site, OWNER).rows == 1
    with site.db() as db:
        assert [row.action for row, _ in records.walk(db)] == ["audit"]


def test_the_log_stays_one_chain_under_many_writers(site):
    def write(number):
        for _ in range(10):
            audit.append(site, OWNER, Action.RECORD, f"t{number}", allowed=True)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report = audit.verify(site)
    assert (report.rows, report.broken_at) == (40, None)
