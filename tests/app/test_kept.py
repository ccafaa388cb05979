"""What waits for whoever put it there: sealed, for half a day, at any server, not without end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from app.kept import Kept
from app.pages.wizard import draft
from app.print_route import SLIPS
from capture import waiting
from capture.access import NOBODY, OWNER
from capture.opening import Opening, open_session
from capture.site import Site
from capture.withdrawal import Slip
from data_schemas.errors import Erased
from data_schemas.procedure import Procedure
from data_schemas.rights import ProtectionClass
from data_schemas.tables import WaitingRow
from pipelines.withdraw import withdraw

WORDS: Kept[str] = Kept("words", str.encode, bytes.decode, lambda _: "")


@pytest.fixture
def elsewhere(used: Site) -> Iterator[Site]:
    """The same site, opened by another web server."""
    opened = Site.open(used.settings)
    yield opened
    opened.close()


def rows(site: Site) -> list[WaitingRow]:
    with site.db() as db:
        return list(db.exec(select(WaitingRow)))


def test_only_who_put_it_there_finds_it_at_any_server(used: Site, elsewhere: Site) -> None:
    name = WORDS.put(used, OWNER, "x")
    assert WORDS.get(used, OWNER, name) == WORDS.get(elsewhere, OWNER, name) == "x"
    assert "_" not in name, "a browser component refuses two of them in its key"
    assert WORDS.get(used, NOBODY, name) is None and WORDS.get(used, OWNER, "other") is None
    others: Kept[str] = Kept("others", str.encode, bytes.decode, lambda _: "")
    assert others.get(used, OWNER, name) is None
    WORDS.put_again(elsewhere, OWNER, name, "y")
    assert WORDS.get(used, OWNER, name) == "y" and len(rows(used)) == 1
    WORDS.drop(used, OWNER, name)
    assert WORDS.get(elsewhere, OWNER, name) is None


def test_the_database_holds_neither_words_nor_the_name(used: Site) -> None:
    name = WORDS.put(used, OWNER, "a secret of somebody")
    (row,) = rows(used)
    held = repr(row.model_dump())
    assert name not in held and "secret" not in held and OWNER.id not in held
    # Taken to the place of another name, it does not open.
    second = WORDS.put(used, OWNER, "of somebody else")
    with used.db() as db:
        found = {one.id: one for one in db.exec(select(WaitingRow))}
        other = next(one for key, one in found.items() if key != row.id)
        other.sealed = found[row.id].sealed
        db.add(other)
    assert WORDS.get(used, OWNER, second) is None


def test_it_is_gone_after_half_a_day(used: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    name = WORDS.put(used, OWNER, "x")
    later = datetime.now(UTC) + waiting.LIFE
    monkeypatch.setattr(waiting, "clock", lambda _db: later)
    assert WORDS.get(used, OWNER, name) is None
    WORDS.put(used, OWNER, "y")
    assert len(rows(used)) == 1, "what is too old is taken away"


def test_the_oldest_makes_room(used: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "MOST", 3)
    names = [WORDS.put(used, OWNER, str(n)) for n in range(4)]
    assert WORDS.get(used, OWNER, names[0]) is None and WORDS.get(used, OWNER, names[-1]) == "3"


def test_what_is_of_a_session_ends_with_it(used: Site, procedure: Procedure) -> None:
    session = open_session(used, OWNER, Opening(procedure.id, "Kim")).id
    name = SLIPS.put(used, OWNER, (session, Slip("ABCD-EFGH", "JKLM-2345")))
    assert SLIPS.get(used, OWNER, name) == (session, Slip("ABCD-EFGH", "JKLM-2345"))
    (row,) = rows(used)
    withdraw(used, OWNER, session)
    assert rows(used) == []
    # Also from a copy of the database that was made before.
    with used.db() as db:
        db.add(WaitingRow(**row.model_dump()))
    assert SLIPS.get(used, OWNER, name) is None
    with pytest.raises(Erased):
        SLIPS.put(used, OWNER, (session, Slip("ABCD-EFGH")))


def test_a_draft_comes_back_as_it_was(used: Site) -> None:
    values = {
        "until": date(2031, 12, 31), "council-on": None, "protection": ProtectionClass.RESTRICTED,
        "present": [{"role": "interviewer", "label": "이", "agreed": "open", "key": 0}],
        "voice": True, "turn": 1, "name": "Kim",
    }  # fmt: skip
    name = draft.DRAFTS.put(used, OWNER, values)
    found = draft.DRAFTS.get(used, OWNER, name)
    assert found == values and type(found["protection"]) is ProtectionClass
