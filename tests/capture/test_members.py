"""Processes of several machines: names, signs of life, who leads, and what they must have alike."""

import socket
from datetime import timedelta

import pytest

from app.checks import cluster
from app.doctor import health
from capture import members
from capture.members import Seat
from capture.records import members as records
from capture.site import Site
from data_schemas.errors import SettingsError
from tests.served import fresh_database, postgres

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def server():
    with postgres() as made:
        yield made


@pytest.fixture
def machine(server, settings, tmp_path):
    """Opens the site as a machine of this name."""
    url = fresh_database(server)
    opened = []

    def open_at(name, **more):
        given = {"data": tmp_path / name, "database_url": url, "worker_silent_s": 5.0, **more}
        opened.append(Site.open(settings.model_copy(update=given)))
        return opened[-1]

    # One store for all, as if it were mounted everywhere.
    vault = {"vault_url": str(tmp_path / "vault")}
    yield lambda name, **more: open_at(name, **(vault | more))
    for one in opened:
        one.close()


def silent(site, name, seconds):
    """As if nothing had been heard of it since then."""
    with site.db() as db:
        one = records.find(db, name)
        beat_at = members.clock(db) - timedelta(seconds=seconds)
        records.put(db, one.model_copy(update={"beat_at": beat_at}))


def test_each_has_a_name_of_its_own_and_gives_it_back(machine, monkeypatch):
    monkeypatch.setattr(socket, "gethostname", lambda: "Press_Shop.example")
    east, west = machine("east"), machine("west")
    seats = Seat(east, "worker", ("cpu",)), Seat(east, "web"), Seat(west, "worker", ("cpu",))
    with seats[0].taken(), seats[1].taken(), seats[2].taken():
        names = [one.name for one in members.alive(west)]
        host = "press-shop-example"
        assert names == [f"{host}-1", f"{host}-2", f"{host}-web-1"]
    assert members.alive(west) == ()


def test_a_name_that_is_taken_is_refused_until_its_owner_is_silent(machine, monkeypatch):
    monkeypatch.setattr(members, "LEAD_S", -4.0)
    monkeypatch.setattr(members.Seat, "_live", lambda _self: None)
    east, west = machine("east", worker_name="one"), machine("west", worker_name="one")
    first = Seat(east, "worker", ("cpu",))
    with first.taken():
        second = Seat(west, "worker", ("cpu",)).taken()
        with pytest.raises(SettingsError, match="SONMAT_WORKER_NAME"), second:
            pass
        silent(west, "one", 6)
        with Seat(west, "worker", ("cpu",)).taken():
            first.beat()
            assert first.lost, "who comes back late must know that it is nobody any more"
            assert [one.host for one in members.alive(east)] == [members._host()]


def test_a_worker_that_died_has_its_name_again_at_once(machine):
    """The system lets go of its file, so nobody has to wait until it is silent for long."""
    east = machine("east", worker_name="one")
    with east.db() as db:
        place = members._place(east.settings.folder)
        now = members.clock(db)
        records.put(db, members.Member(
            name="one", role="worker", holder="dead", host="h", place=place, queues=("cpu",),
            version="1", chosen="x", beat_at=now, clock_at=now,
        ))  # fmt: skip
    with Seat(east, "worker", ("cpu",)).taken():
        (one,) = members.alive(east)
        assert one.holder != "dead"


def test_the_doctor_names_the_worker_that_lacks_weights(machine, monkeypatch):
    monkeypatch.setattr(members.Seat, "_live", lambda _self: None)
    east, west = machine("east"), machine("west", gpu_stages="")
    missing = ["whisper-base"]
    with (
        Seat(east, "worker", ("cpu",)).taken(),
        Seat(west, "worker", ("cpu",), lambda: tuple(missing)).taken(),
    ):
        found = [one for one in cluster.workers(east) if one.grade == "fail"]
        assert len(found) == 1 and "lacks whisper-base" in found[0].found
        assert "sonmat models fetch whisper-base" in found[0].mend
        told = {one.found: one.grade for one in cluster.machines(east)}
        assert told["a worker lacks models"] == "fail"


def test_a_worker_says_at_every_beat_what_it_lacks(machine, monkeypatch):
    monkeypatch.setattr(members.Seat, "_live", lambda _self: None)
    east, missing = machine("east"), ["whisper-base", "centerface"]
    seat = Seat(east, "worker", ("cpu",), lambda: tuple(missing))
    with seat.taken():
        assert members.alive(east)[0].lacks == ("whisper-base", "centerface")
        missing.clear()
        seat.beat()
        assert members.alive(east)[0].lacks == ()


def test_one_leads_and_another_when_it_is_gone(machine, monkeypatch):
    monkeypatch.setattr(members.Seat, "_live", lambda _self: None)
    east, west = machine("east"), machine("west")
    graphics = Seat(west, "worker", ("gpu",))
    with graphics.taken():
        assert not graphics.leads, "who only does the gpu's work looks after nothing"
        first, second = Seat(east, "worker", ("cpu",)), Seat(west, "worker", ("cpu", "gpu"))
        with second.taken():
            with first.taken():
                assert (first.leads, second.leads) == (False, True)
                # Cut off for longer than the lease: the other one takes it.
                with east.db() as db:
                    now = members.clock(db)
                    records.hold(db, members.LEADS, second.holder, now, now - timedelta(seconds=1))
                first.beat()
                second.beat()
                assert (first.leads, second.leads) == (True, False)
            second.beat()
            assert second.leads, "who leaves gives it up"


def test_the_doctor_of_a_cluster_tells_what_differs(machine, tmp_path, monkeypatch):
    monkeypatch.setattr(members.Seat, "_live", lambda _self: None)
    east = machine("east")
    (nobody,) = [one for one in cluster.workers(east) if one.code]
    assert (nobody.grade, nobody.found) == ("fail", "nobody works on cpu")
    west = machine("west", gpu_stages="transcribe", vault_url=f"file://{tmp_path / 'vault'}")
    with Seat(east, "worker", ("cpu",)).taken(), Seat(west, "web").taken():
        told = [one for one in cluster.workers(west) if one.code]
        assert told[0].found == "nobody works on gpu"
        assert told[0].mend == "Start `sonmat worker --queues gpu` on a machine."
        assert [one.found for one in cluster.machines(west)] == [
            "settings that decide results differ"
        ]
        assert "recordings lie on one of them" in {one.found for one in cluster.machines(east)}
        name = members.alive(east, "worker")[0].name
        with east.db() as db:
            one = records.find(db, name)
            late = one.clock_at - timedelta(seconds=90)
            change = {
                "clock_at": late,
                "version": "0.0",
                "chosen": members.chosen_of(west.settings),
            }
            records.put(db, one.model_copy(update=change))
        assert [one.found for one in cluster.machines(west)] == [
            "versions of Sonmat differ", "clocks are 90 seconds apart",
        ]  # fmt: skip
        silent(west, name, 60)
        gone = next(one for one in cluster.workers(west) if one.name == f"process {name}")
        assert gone.grade == "warn" and "60 seconds" in gone.mend
        assert {"workers", "machines"} <= {one.code for one in health(west)}


def test_one_machine_alone_is_told_nothing_of_others(site):
    assert [*cluster.workers(site), *cluster.machines(site)] == []
