"""People's acts: numbered, sealed, and never written over each other."""

import pytest

from capture import journal
from capture.access import OWNER
from data_schemas.entry import Act, Draft
from data_schemas.errors import StaleEntry


def test_entries_come_back_in_order(site, ingested):
    session = ingested.session.id
    journal.append(site, OWNER, session, Draft(act=Act.CONFIRM, target="seg-1", note="첫째"), 0)
    journal.append(site, OWNER, session, Draft(act=Act.STRIKE, target="seg-2"), 1)
    found = [entry for _, entry in journal.read(site, session)]
    assert [(e.number, e.act, e.note) for e in found] == [
        (1, Act.CONFIRM, "첫째"),
        (2, Act.STRIKE, ""),
    ]


def test_who_has_not_seen_the_last_entry_is_told_to_reload(site, ingested):
    session = ingested.session.id
    journal.append(site, OWNER, session, Draft(act=Act.CONFIRM, target="seg-1"), 0)
    with pytest.raises(StaleEntry):
        journal.append(site, OWNER, session, Draft(act=Act.CONFIRM, target="seg-2"), 0)
    assert journal.last_number(site, session) == 1


def test_of_two_who_write_at_once_one_wins_and_nothing_is_mixed(site, ingested, monkeypatch):
    """Both have seen number 0 and pass the first look; the database lets one through."""
    session = ingested.session.id
    monkeypatch.setattr(journal, "last_number", lambda *_: 0)
    journal.append(site, OWNER, session, Draft(act=Act.CONFIRM, target="seg-1", note="first"), 0)
    before = {p for p in (site.settings.folder / "vault").rglob("*") if p.is_file()}
    with pytest.raises(StaleEntry):
        journal.append(
            site, OWNER, session, Draft(act=Act.CONFIRM, target="seg-1", note="second"), 0
        )
    assert [entry.note for _, entry in journal.read(site, session)] == ["first"]
    assert {p for p in (site.settings.folder / "vault").rglob("*") if p.is_file()} == before


def test_words_of_an_entry_are_not_in_the_database(site, ingested):
    journal.append(
        site, OWNER, ingested.session.id, Draft(act=Act.CONFIRM, target="x", note="SECRET-WORDS"), 0
    )
    for path in site.settings.folder.rglob("*"):
        if path.is_file():
            assert b"SECRET-WORDS" not in path.read_bytes(), path
