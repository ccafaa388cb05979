"""Two machines that take in at once: opening, uploads, recordings; and one that is gone."""

import os
import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from capture import seals, sittings, storage, takes, upload, waiting
from capture.access import OWNER
from capture.database import open_engine
from capture.members import Seat
from capture.objects import ObjectStore
from capture.opening import Opening, open_session
from capture.pass_codes import TRIES, Codes, Unknown, Waiting
from capture.procedures import import_procedure
from capture.records import tries
from capture.rotation import rotate
from capture.site import Site
from capture.sittings import Look
from capture.takes import Start
from capture.tries import FOR_A_NAME, Tries, take
from capture.waiting import Place
from data_schemas.errors import ModelError, SiteKeyError, StaleEntry, StoreError
from pipelines.models import models_folder
from pipelines.sharing import desk
from tests.conftest import CSV
from tests.served import bucket, fresh_database, postgres

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def server():
    with postgres() as made:
        yield made


@pytest.fixture(scope="module")
def vault():
    with bucket() as made:
        yield made


@pytest.fixture
def settings_of(server, vault, settings):
    url = fresh_database(server)
    given = {"database_url": url, "vault_url": f"{vault}/{os.urandom(4).hex()}"}
    return lambda name, **more: settings.model_copy(
        update={"data": settings.folder.parent / name, **given, **more}
    )


@pytest.fixture
def two(settings_of):
    sites = [Site.open(settings_of(name)) for name in ("east", "west")]
    yield sites
    for one in sites:
        one.close()


def at_once(*works):
    """What each of them returned or raised."""
    found = [None] * len(works)

    def run(place):
        try:
            found[place] = works[place]()
        except Exception as error:
            found[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_two_machines_open_a_new_site_at_once_and_it_is_one(settings_of):
    first, second = settings_of("east"), settings_of("west")
    # The key is brought to both before, as the page says.
    first.key_file.parent.mkdir(exist_ok=True)
    first.key_file.write_text("ab" * 32)
    first.key_file.chmod(0o600)
    sites = at_once(lambda: Site.open(first), lambda: Site.open(second))
    assert all(isinstance(one, Site) for one in sites), sites
    assert sites[0].keys.check == sites[1].keys.check
    another = first.key_file.with_name("another.key")
    another.write_text("cd" * 32)
    another.chmod(0o600)
    with pytest.raises(SiteKeyError):
        Site.open(settings_of("north", site_key_file=another))
    for one in sites:
        one.close()


def test_parts_of_a_file_may_come_to_any_machine_and_each_arrives_once(two):
    east, west = two
    data = os.urandom(300_000)
    name = upload.begin(east, OWNER, len(data))
    at = upload.append(west, OWNER, name, 0, data[:100_000])
    # One browser whose line broke sends the same part to the other machine.
    part = data[at : at + 100_000]
    told = at_once(*(lambda one=one: upload.append(one, OWNER, name, at, part) for one in two))
    assert sorted(map(type, told), key=str) == sorted([int, StaleEntry], key=str), told
    assert upload.append(east, OWNER, name, 200_000, data[200_000:]) == len(data)
    with upload.source(west, OWNER, name, "take.mp4").open() as whole:
        assert whole.read() == data


def test_a_recording_goes_on_at_another_machine_when_the_first_one_is_gone(two, server):
    """A machine that died in the middle of a part holds its row until the server hears of it."""
    east, west = two
    procedure = import_procedure(east, OWNER, CSV, "flange.csv")
    session = open_session(east, OWNER, Opening(procedure.id, "Kim")).id
    start = Start("stm-" + "0" * 16, "dev-" + "0" * 16, east.now() - timedelta(seconds=1))
    takes.begin(east, OWNER, session, start)
    assert takes.append(east, OWNER, session, start.stream, 0, b"a" * 1000) == 1000
    engine = open_engine(east.settings.database)
    gone = engine.connect()
    gone.execute(text("SELECT * FROM stream FOR UPDATE"))
    pid = gone.execute(text("SELECT pg_backend_pid()")).scalar()
    told = []
    going_on = threading.Thread(
        target=lambda: told.append(
            takes.append(west, OWNER, session, start.stream, 1000, b"b" * 1000)
        )
    )
    going_on.start()
    going_on.join(timeout=1.0)
    assert going_on.is_alive() and not told
    with west.engine.connect() as other:
        other.execute(text(f"SELECT pg_terminate_backend({pid})"))
    going_on.join()
    assert told == [2000]
    gone.invalidate()
    engine.dispose()


@pytest.mark.weights
@pytest.mark.parametrize("name", ["whisper-base", "centerface"])
def test_a_machine_without_weights_takes_them_from_the_store(two, tmp_path, monkeypatch, name):
    """From a real object store, byte for byte; what was changed there is refused."""
    east, west = two
    source = models_folder()
    assert desk.share(east, OWNER, [name]) == (name,)
    monkeypatch.setenv("SONMAT_MODELS", str(tmp_path / "empty"))
    assert desk.fetch(west, OWNER, [name]) == (name,)
    for made in (source / name).iterdir():
        assert (tmp_path / "empty" / name / made.name).read_bytes() == made.read_bytes()
    monkeypatch.setenv("SONMAT_MODELS", str(tmp_path / "another"))
    store = ObjectStore(west.settings.vault)
    (stored,) = store.list("objects")
    data = bytearray(store.read_bytes(stored))
    data[len(data) // 2] ^= 1
    store.write_bytes(stored, bytes(data))
    with pytest.raises(ModelError, match="not the pinned ones"):
        desk.fetch(west, OWNER, [name])
    assert {one.name for one in (tmp_path / "another").iterdir()} == {f".lock-{name}"}


def test_the_server_ends_what_a_machine_without_a_line_had_begun(two):
    with two[0].engine.connect() as connection:
        told = connection.execute(text("SHOW idle_in_transaction_session_timeout")).scalar()
    assert told == "10min"


def test_the_store_must_keep_the_first_of_two_writers(two, monkeypatch):
    assert storage.keeps_first(two[0])
    monkeypatch.setattr(
        "capture.objects._Remote.write",
        lambda self, parts, data, create_only: self._fs.pipe_file(self._at(parts), data),
    )
    assert not storage.keeps_first(two[0])


def test_the_key_is_not_changed_while_another_machine_works(two):
    east, west = two
    with Seat(west, "worker", ("cpu",)).taken(), pytest.raises(StoreError, match="every machine"):
        rotate(east.settings, OWNER)


def test_a_code_that_is_typed_at_all_servers_at_once_is_taken_by_one(two):
    codes = [Codes(one) for one in two]
    for _ in range(5):
        code = codes[0].give("pair", "page")
        told = at_once(*(lambda at=at, code=code: at.redeem("pair", code) for at in codes * 3))
        assert sorted(map(str, map(type, told))) == sorted([str(str), *[str(Unknown)] * 5]), told
        with two[0].db() as db:
            tries.forget(db, two[0].now() + timedelta(minutes=1))


def test_wrong_tries_at_all_servers_at_once_are_counted_together(two):
    codes, passwords = ([kind(one) for one in two] for kind in (Codes, Tries))
    guesses = at_once(*(lambda at=at: at.redeem("pair", "AAAAAAAA") for at in codes * 15))
    assert sum(isinstance(one, Unknown) for one in guesses) == TRIES
    assert sum(isinstance(one, Waiting) for one in guesses) == 30 - TRIES
    begun = at_once(*(lambda at=at: at.begin("Park", "here") for at in passwords * 15))
    assert sum(isinstance(one, str) for one in begun) == FOR_A_NAME
    taken = at_once(*(lambda one=one: take(one, "cookie", 60.0) for one in two * 5))
    assert sum(one is True for one in taken) == 1 and taken.count(False) == 9


def test_acts_of_a_sitting_at_all_servers_at_once_are_all_counted(two):
    def act(at):
        sittings.replay(at, "ses-1", True, 1.0)
        sittings.changed(at, "ses-1")

    assert at_once(*(lambda one=one: act(one) for one in two * 10)) == [None] * 20
    told = [
        sittings.look(one, "ses-1", Look(screen=f"scr-{n}"), lambda: "mom-1")
        for n, one in enumerate(two)
    ]
    assert [one.pointer.turn for one in told] == [20, 20] and told[0].boot == told[1].boot
    assert {sittings.changes(one, "ses-1").split(".")[1] for one in two} == {"20"}


def test_what_somebody_is_in_the_middle_of_is_found_at_any_server(two):
    place = Place("draft", "owner", "a name")
    waiting.put(two[0], place, b"half a form")
    assert waiting.get(two[1], place) == b"half a form"

    def longer(before):
        return (before or b"") + b"x"

    at_once(*(lambda one=one: waiting.change(one, place, "", longer) for one in two * 5))
    assert waiting.get(two[0], place) == b"half a form" + b"x" * 10


def test_rows_that_another_machine_writes_meanwhile_are_not_taken_for_tampered(two, monkeypatch):
    east, west = two
    import_procedure(east, OWNER, CSV, "first.csv")
    told_total = seals.records.told_total

    def after_a_write(db):
        import_procedure(west, OWNER, CSV, "second.csv")
        return told_total(db)

    monkeypatch.setattr(seals.records, "told_total", after_a_write)
    assert list(seals.broken(east)) == []
    monkeypatch.undo()
    assert list(seals.broken(east)) == []
