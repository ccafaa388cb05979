"""The list of what was erased, written by several machines that share one store."""

import threading
from datetime import UTC, datetime

import pytest

from capture.keys import Keyring
from capture.ledger import Ledger
from capture.objects import ObjectStore
from data_schemas.erasure import Gone
from data_schemas.errors import Tampered
from tests.capture.conftest import SITE_KEY

NOW = datetime(2026, 5, 2, tzinfo=UTC)


@pytest.fixture
def machine(tmp_path):
    store = ObjectStore(str(tmp_path / "vault"))

    def made(name):
        return Ledger(tmp_path / f"{name}.erased", Keyring(SITE_KEY, store), store, is_shared=True)

    return made


def gone(name):
    return Gone(at=NOW, scope=f"session:{name}")


def scopes(ledger):
    return [one.scope for one in ledger.entries()]


def test_what_one_machine_notes_all_know_and_none_notes_again(machine):
    east, west = machine("east"), machine("west")
    east.note(gone("a"))
    west.note(gone("b"))
    west.note(gone("a"))
    assert scopes(east) == scopes(west) == ["session:a", "session:b"]
    # A machine that is new finds the list in the store, and puts it into its own file.
    north = machine("north")
    north.settle(2)
    assert north.carried_out() == 2
    assert (east.lines(), len(east.lines())) == (north.lines(), 2)


def test_machines_that_erase_at_one_moment_write_one_list(machine):
    def work(name):
        ledger = machine(name)
        for number in range(10):
            ledger.note(gone(f"{name}{number}"))

    threads = [threading.Thread(target=work, args=(name,)) for name in ("east", "west", "north")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = scopes(machine("south"))
    assert len(found) == len(set(found)) == 30


def test_a_store_that_was_put_back_is_found_out_by_the_file(machine, tmp_path):
    east = machine("east")
    east.note(gone("a"))
    (tmp_path / "vault" / "noted" / "00000001").unlink()
    machine("west").note(gone("b"))
    with pytest.raises(Tampered):
        east.lines()
