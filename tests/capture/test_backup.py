"""Backup and restore: what was erased since stays erased, and nothing readable lies anywhere."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from capture import artifacts, audit, backup, key_backup
from capture.access import NOBODY, OWNER
from capture.backup import Shelf
from capture.erased import settled
from capture.ingest import Intake, ingest
from capture.keys import Keyring, _artifact_aad, _scope_aad, _unwrap
from capture.objects import ObjectStore
from capture.people import get_expert
from capture.restore import Sources, drill, restore
from capture.site import Site
from capture.upload import append, begin
from capture.verify import pending
from data_schemas.erasure import Gone
from data_schemas.errors import Denied, Erased, InputError, SiteKeyError, Tampered
from pipelines.withdraw import withdraw
from tests.capture.clips import Recipe, clip
from tests.conftest import ROOT, source
from tests.security.searching import windows

TAKES = {
    "a clip": clip(Recipe(audio="aac")),
    "the demo": (ROOT / "examples" / "demo" / "recording" / "recording.mp4").read_bytes(),
}
# Three letters stand in a megabyte of sealed bytes by chance, now and then.
EXPERT = "Kim of line three"


def nothing_to_finish(_site):
    return 0


@pytest.fixture
def ingested(site, procedure, take):
    return ingest(site, OWNER, Intake((source(take),), procedure.id, EXPERT))


@pytest.fixture
def saved(site, ingested, tmp_path):
    """A backup of data and of keys, made before anything else happens."""
    backup.backup(site, OWNER, tmp_path / "backup")
    keys = key_backup.backup_keys(site, OWNER, tmp_path / "keys")
    return Sources(tmp_path / "backup", keys)


@pytest.fixture
def old(saved, tmp_path):
    """A copy of the keys that lies on a stick in a drawer, where no erasure reaches it."""
    shutil.copytree(saved.keys.parent, tmp_path / "stick")
    return Sources(saved.backup, tmp_path / "stick" / saved.keys.name)


def lost(site, settings):
    """The disk with the data folder breaks; the site key and what lies beside it stay."""
    site.close()
    shutil.rmtree(settings.folder)


def everything_below(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_it_comes_back_whole(site, settings, ingested, saved, take):
    rows = audit.verify(site).rows
    lost(site, settings)
    report = restore(settings, OWNER, saved, nothing_to_finish, check=True)
    assert report.checked is not None and report.checked.problems == ()
    again = Site.open(settings)
    with artifacts.open_bytes(again, ingested.session.recordings[0].original) as kept:
        assert kept.read() == take
    assert get_expert(again, OWNER, ingested.session.expert).pseudonym == EXPERT
    assert audit.verify(again).broken_at is None and audit.verify(again).rows >= rows
    again.close()
    assert not [one for one in settings.folder.parent.iterdir() if "restoring" in one.name]


def test_it_holds_no_key_and_nothing_readable(site, saved, take, settings):
    found = everything_below(saved.backup)
    key = bytes.fromhex(settings.key_file.read_text())
    store = ObjectStore(settings.vault)
    wrapped = [store.read_bytes(name) for name in store.list("keys")]
    for secret in (take[:64], EXPERT.encode(), b"SQLite format", key, key.hex().encode(), *wrapped):
        assert secret not in found
    assert not (saved.backup / "keys").exists()


def test_only_what_is_new_is_copied_again(site, saved, procedure, take):
    again = backup.backup(site, OWNER, saved.backup)
    assert again.copied == 0 and again.objects > 0
    site.vault.put("site", "new", b"more")
    assert backup.backup(site, OWNER, saved.backup).copied == 1
    assert len(Shelf(saved.backup).snapshots()) == 3


def test_an_old_backup_brings_nothing_back_that_was_erased(
    site, settings, ingested, old, take, procedure
):
    session = ingested.session
    scopes = (artifacts.session_scope(session.id), artifacts.person_scope(session.expert))
    wrapped = site.keys.artifact_key(scopes[0], session.recordings[0].original)
    withdraw(site, OWNER, session.expert)
    lost(site, settings)
    report = restore(settings, OWNER, old, nothing_to_finish, check=True)
    assert report.erased_again == 2 and report.left_out > 0
    assert report.checked is not None and report.checked.problems == ()
    again = Site.open(settings)
    for scope in scopes:
        with pytest.raises(Erased):
            again.keys.find(scope, session.recordings[0].original)
    assert artifacts.find(again, session.id) == ()
    with again.db() as db:
        row = db.connection().exec_driver_sql(
            "select withdrawn_at, purposes from session where id = ?", (session.id,)
        )
        withdrawn_at, purposes = row.one()
    assert withdrawn_at is not None and purposes == ""
    again.close()
    found = everything_below(settings.folder)
    assert take[:64] not in found and wrapped not in found and EXPERT.encode() not in found


def test_a_folder_that_was_copied_back_by_hand_is_caught_up_before_it_opens(
    site, settings, ingested, tmp_path
):
    site.close()
    shutil.copytree(settings.folder, tmp_path / "copy")
    site = Site.open(settings)
    withdraw(site, OWNER, ingested.session.id)
    site.close()
    shutil.rmtree(settings.folder)
    shutil.copytree(tmp_path / "copy", settings.folder)
    again = Site.open(settings)
    with pytest.raises(Erased):
        again.vault.open(
            artifacts.session_scope(ingested.session.id), ingested.session.recordings[0].original
        )
    assert artifacts.find(again, ingested.session.id) == ()
    again.close()


@pytest.mark.parametrize("take", TAKES.values(), ids=TAKES)
def test_backup_and_data_folder_after_an_erasure_do_not_give_the_bytes(
    site, settings, ingested, saved, take
):
    """An attacker has both, the site key too, and every wrapped key that lies in either."""
    session = ingested.session.id
    where = (artifacts.session_scope(session), ingested.session.recordings[0].original)
    address = site.vault.address(*where).rpartition("/")[2]
    secrets = site.keys
    withdraw(site, OWNER, session)
    site.close()
    sealed = saved.backup / "blobs"
    assert any(path.is_file() for path in sealed.rglob("*"))
    keys = key_backup.read(saved.keys)
    assert not [name for name in keys.objects if name.endswith(address)]
    mine = settings.folder.parent / "attack"
    mine.mkdir()
    shutil.copytree(settings.folder / "vault", mine / "vault")
    store = ObjectStore(str(mine / "vault"))
    for name, data in keys.objects.items():
        store.write_bytes(name, bytes.fromhex(data))
    attacker = Keyring(secrets._root, store, secrets._wraps)
    with pytest.raises(Erased):
        attacker.artifact_key(*where)
    wrapped = {bytes.fromhex(one) for one in keys.objects.values()} | {
        store.read_bytes(name) for name in store.list("keys")
    }
    opened = 0
    for outer in (*secrets._wraps, secrets._root):
        for one in wrapped:
            for bound in (_artifact_aad(*where), _scope_aad(where[0])):
                try:
                    _unwrap(outer, one, bound)
                    opened += 1
                except (Tampered, Erased):
                    continue
    assert opened == 0
    everything = everything_below(settings.folder) + everything_below(saved.backup)
    everything += everything_below(saved.keys.parent)
    pieces = [take[:64], *windows(take, every=16_384)]
    assert [piece for piece in pieces if piece in everything] == []


def test_known_backups_of_the_keys_are_replaced_at_every_erasure(
    site, settings, ingested, saved, old, tmp_path
):
    assert dict(key_backup.states(settings)) == {saved.keys: "good"}
    away = key_backup.backup_keys(site, OWNER, tmp_path / "away")
    shutil.move(away.parent, tmp_path / "taken away")
    before = saved.keys.read_bytes()
    withdraw(site, OWNER, ingested.session.id)
    assert saved.keys.read_bytes() != before
    assert dict(key_backup.states(settings)) == {saved.keys: "good", away: "missing"}
    shutil.move(tmp_path / "taken away", away.parent)
    assert dict(key_backup.states(settings))[away] == "stale"
    key_backup.forget(settings, away)
    assert dict(key_backup.states(settings)) == {saved.keys: "good"}


def test_a_drill_changes_nothing_but_the_day_on_which_there_was_one(
    site, settings, ingested, old, take
):
    withdraw(site, OWNER, ingested.session.id)
    site.close()

    def kept() -> dict[Path, bytes]:
        beside = settings.key_file.parent.iterdir()
        return {path: path.read_bytes() for path in beside if path.name != "site.logbook"}

    before = kept()
    folder = {path for path in settings.folder.rglob("*") if path.is_file()}
    report = drill(settings, OWNER, old, nothing_to_finish)
    assert report.erased_again == 1
    assert report.checked is not None and report.checked.problems == ()
    assert kept() == before
    assert {path for path in settings.folder.rglob("*") if path.is_file()} == folder


def test_the_list_of_erasures_survives_the_loss_of_one_of_its_two_places(site, settings, ingested):
    withdraw(site, OWNER, ingested.session.id)
    count = len(site.ledger.entries())
    site.close()
    settings.ledger.unlink()
    again = Site.open(settings)
    assert len(again.ledger.entries()) == count
    settled(again)
    again.close()
    assert len(settings.ledger.read_text().splitlines()) == count
    for path in (settings.folder / "vault" / "keys" / "erased").iterdir():
        path.unlink()
    Site.open(settings).close()
    assert len(list((settings.folder / "vault" / "keys" / "erased").iterdir())) == count


@pytest.mark.parametrize("change", ["flip", "drop", "swap", "forge"])
def test_a_changed_list_of_erasures_opens_nothing(site, settings, change):
    for n in range(3):
        site.vault.put(f"session:{n}", "a", b"x")
        site.vault.erase_scope(f"session:{n}")
    site.close()
    lines = settings.ledger.read_text().splitlines()
    assert len(lines) == 3 and "session" not in "".join(lines)
    if change == "flip":
        middle = lines[1]
        lines[1] = middle[:40] + ("0" if middle[40] != "0" else "1") + middle[41:]
    elif change == "drop":
        del lines[1]
    elif change == "swap":
        lines[0], lines[1] = lines[1], lines[0]
    else:
        lines.append(lines[-1].replace("3 ", "4 ", 1))
    settings.ledger.write_text("".join(f"{line}\n" for line in lines))
    with pytest.raises(Tampered, match="erased was changed"):
        Site.open(settings)


def test_a_line_that_a_crash_cut_off_is_as_if_it_was_never_written(site, settings):
    site.vault.put("session:1", "a", b"x")
    site.vault.erase_scope("session:1")
    with settings.ledger.open("a") as file:
        file.write("2 abcdef")
    site.vault.put("session:2", "a", b"x")
    site.vault.erase_scope("session:2")
    assert [one.scope for one in site.ledger.entries()] == ["session:1", "session:2"]


def test_erasing_waits_for_no_disk(site, settings, tmp_path):
    """The folder of the site key is read-only in some containers."""
    apart = settings.model_copy(update={"ledger_file": tmp_path / "file" / "below"})
    (tmp_path / "file").write_text("in the way")
    site.close()
    other = Site.open(apart)
    other.vault.put("session:1", "a", b"x")
    other.vault.erase_scope("session:1")
    with pytest.raises(Erased):
        other.vault.open("session:1", "a")
    settled(other)
    assert [one.scope for one in other.ledger.entries()] == ["session:1"]
    other.close()
    assert [one.scope for one in Site.open(apart).ledger.entries()] == ["session:1"]


def flip(path, at=-1):
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("what", ["blob", "snapshot", "keys", "gone"])
def test_a_changed_backup_is_refused_and_leaves_nothing(site, settings, ingested, saved, what):
    lost(site, settings)
    largest = max(
        (path for path in (saved.backup / "blobs").rglob("*") if path.is_file()),
        key=lambda path: path.stat().st_size,
    )
    if what == "blob":
        flip(largest, 1000)
    elif what == "gone":
        largest.unlink()
    elif what == "snapshot":
        (path,) = (saved.backup / "snapshots").iterdir()
        path.write_text(path.read_text().replace('"size":', '"size":1', 1))
    else:
        text = saved.keys.read_text()
        saved.keys.write_text(text.replace('"made_at":"2', '"made_at":"3', 1))
    with pytest.raises(Tampered):
        restore(settings, OWNER, saved, nothing_to_finish)
    assert not settings.folder.exists()


def test_what_cannot_be_restored_is_one_sentence(site, settings, ingested, saved, tmp_path):
    with pytest.raises(InputError, match="not empty"):
        restore(settings, OWNER, saved, nothing_to_finish)
    fresh = settings.model_copy(update={"data": tmp_path / "fresh"})
    with pytest.raises(InputError, match="not a backup of the keys"):
        restore(fresh, OWNER, Sources(saved.backup, settings.key_file), nothing_to_finish)
    with pytest.raises(InputError, match="holds no backup"):
        restore(fresh, OWNER, Sources(tmp_path / "none", saved.keys), nothing_to_finish)
    with pytest.raises(Denied):
        restore(fresh, NOBODY, saved, nothing_to_finish)
    other = settings.model_copy(
        update={"data": tmp_path / "other", "site_key_file": tmp_path / "other.key"}
    )
    Site.open(other).close()
    shutil.rmtree(other.folder)
    with pytest.raises(SiteKeyError, match="does not open"):
        restore(other, OWNER, saved, nothing_to_finish)
    for folder in (settings.folder / "inside", settings.folder.parent):
        with pytest.raises(InputError, match="outside"):
            backup.backup(site, OWNER, folder)
    with pytest.raises(InputError, match="apart"):
        key_backup.backup_keys(site, OWNER, settings.folder / "inside")


def test_a_file_on_its_way_in_is_left_out(site, settings, tmp_path, take):
    upload = begin(site, OWNER, len(take) + 10)
    append(site, OWNER, upload, 0, take)
    backup.backup(site, OWNER, tmp_path / "backup")
    keys = key_backup.backup_keys(site, OWNER, tmp_path / "keys")
    (name,) = Shelf(tmp_path / "backup").snapshots()
    assert (
        site.vault.address(f"upload:{upload}", "0")
        not in Shelf(tmp_path / "backup").read(name).objects
    )
    lost(site, settings)
    restore(settings, OWNER, Sources(tmp_path / "backup", keys), nothing_to_finish, check=True)
    with sqlite3.connect(settings.folder / "sonmat.db") as db:
        assert db.execute("select count(*) from upload").fetchone() == (0,)


def test_a_part_is_wanted_erased_again(site, settings, ingested):
    """What the rewriting does with it, ``tests/pipelines/erasure`` tells."""
    session, recording = ingested.session.id, ingested.session.recordings[0].id
    part = {"recording": recording, "start_s": 0.2, "end_s": 0.5}
    site.ledger.note(Gone(at=site.now(), id="era-1", session=session, parts=(part,)))
    site.close()
    again = Site.open(settings)
    assert pending(again) == 1
    again.close()
