"""The vault: durable, replaceable, erasable, and closed to everybody without the key."""

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from capture.cipher import SEGMENT
from capture.keys import Keyring
from capture.objects import ObjectStore
from capture.vault import Vault
from data_schemas.errors import Erased, StorageFull, StoreError, Tampered
from tests.capture.conftest import SITE_KEY


def test_what_goes_in_comes_out(vault: Vault, keys: Keyring) -> None:
    data = os.urandom(3 * SEGMENT)
    with vault.create("ses_1", "a") as writer:
        for start in range(0, len(data), 100_000):
            writer.write(data[start : start + 100_000])
    assert writer.sealed.size == len(data)
    assert writer.sealed.mac == keys.mac("content", data)
    with vault.open("ses_1", "a") as reader:
        assert reader.size == len(data)
        assert reader.read() == data
        reader.seek(SEGMENT)
        assert reader.read(9) == data[SEGMENT : SEGMENT + 9]


def test_put_is_create_in_one_call(vault: Vault, keys: Keyring) -> None:
    sealed = vault.put("ses_1", "a", b"words")
    assert (sealed.mac, sealed.size) == (keys.mac("content", b"words"), 5)
    assert vault.open("ses_1", "a").read() == b"words"
    assert vault.put("ses_1", "empty", b"").size == 0
    assert vault.open("ses_1", "empty").read() == b""


def test_it_can_be_decoded_from_and_written_to_like_a_file(vault: Vault) -> None:
    import wave

    with vault.create("ses_1", "a") as writer:
        body = io.BytesIO()
        with wave.open(body, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(16_000)
            sound.writeframes(b"\1\2" * 1000)
        writer.write(body.getbuffer())
    with vault.open("ses_1", "a") as reader, wave.open(reader, "rb") as sound:
        assert sound.getnframes() == 1000
        assert sound.readframes(1000) == b"\1\2" * 1000


def test_addresses_are_keyed_names(vault: Vault, keys: Keyring, store: ObjectStore) -> None:
    vault.put("ses_marker", "art_marker", b"x")
    name = keys.name("ses_marker", "art_marker")
    assert vault.address("ses_marker", "art_marker") == f"objects/{name[:2]}/{name}"
    assert store.exists(vault.address("ses_marker", "art_marker"))
    assert not any("marker" in found for found in store.list())


def test_existence_needs_bytes_and_key(vault: Vault, keys: Keyring, store: ObjectStore) -> None:
    assert not vault.exists("ses_1", "a")
    vault.put("ses_1", "a", b"x")
    assert vault.exists("ses_1", "a")
    store.remove(vault.address("ses_1", "a"))
    assert not vault.exists("ses_1", "a")
    with pytest.raises(Tampered, match="missing"):
        vault.open("ses_1", "a")
    vault.put("ses_1", "a", b"x")
    keys.destroy("ses_1", "a")
    assert not vault.exists("ses_1", "a")


def test_writing_again_replaces_only_on_success(vault: Vault, store: ObjectStore) -> None:
    vault.put("ses_1", "a", b"one")
    before = store.list()
    with pytest.raises(RuntimeError), vault.create("ses_1", "a") as writer:
        writer.write(b"half of two")
        assert vault.open("ses_1", "a").read() == b"one"
        raise RuntimeError
    assert vault.open("ses_1", "a").read() == b"one"
    vault.put("ses_1", "a", b"two")
    assert vault.open("ses_1", "a").read() == b"two"
    assert store.list() == before


def test_a_reader_that_is_open_keeps_its_bytes_through_a_replacement(vault: Vault) -> None:
    vault.put("ses_1", "a", b"one")
    with vault.open("ses_1", "a") as reader:
        vault.put("ses_1", "a", b"two")
        assert reader.read() == b"one"


def test_an_exception_leaves_neither_object_nor_key(
    vault: Vault, keys: Keyring, store: ObjectStore
) -> None:
    with pytest.raises(KeyboardInterrupt), vault.create("ses_1", "a") as writer:
        writer.write(b"x" * 3 * SEGMENT)
        raise KeyboardInterrupt
    assert store.list() == []
    assert keys.find("ses_1", "a") is None
    assert not hasattr(writer, "sealed")


def test_a_failing_last_step_leaves_neither_object_nor_key(
    vault: Vault, keys: Keyring, store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.put("ses_1", "other", b"x")
    before = store.list()
    real = os.replace

    def refuse(source: str, target: str, **folders: int) -> None:
        # the object's own rename, after its key was stored
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refuse)
        with pytest.raises(StorageFull):
            vault.put("ses_1", "a", b"words")
    assert os.replace is real
    assert store.list() == before
    assert keys.find("ses_1", "a") is None


KILLED = """
import os, signal, sys
from capture.keys import Keyring
from capture.objects import ObjectStore
from capture.vault import Vault
store = ObjectStore(sys.argv[1])
vault = Vault(store, Keyring(bytes(range(32)), store))
with vault.create("ses_1", sys.argv[2]) as writer:
    writer.write(b"x" * 5_000_000)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="this system has no anonymous files")
@pytest.mark.parametrize("artifact", ["fresh", "old"])
def test_a_killed_writer_leaves_everything_as_it_was(
    vault: Vault, root: Path, artifact: str
) -> None:
    vault.put("ses_1", "old", b"old words")
    before = sorted(p for p in root.rglob("*") if p.is_file())
    done = subprocess.run([sys.executable, "-c", KILLED, str(root), artifact], check=False)
    assert done.returncode == -signal.SIGKILL
    assert sorted(p for p in root.rglob("*") if p.is_file()) == before
    assert vault.open("ses_1", "old").read() == b"old words"
    vault.put("ses_1", artifact, b"again")
    assert vault.open("ses_1", artifact).read() == b"again"


def test_an_object_moved_to_another_address_does_not_open(vault: Vault, store: ObjectStore) -> None:
    vault.put("ses_1", "a", b"one")
    vault.put("ses_1", "b", b"two")
    vault.put("ses_2", "a", b"three")
    for target in (("ses_1", "b"), ("ses_2", "a")):
        store.write_bytes(vault.address(*target), store.read_bytes(vault.address("ses_1", "a")))
        with pytest.raises(Tampered):
            vault.open(*target)


def test_object_and_key_moved_together_do_not_open(
    vault: Vault, keys: Keyring, store: ObjectStore
) -> None:
    vault.put("ses_1", "a", b"one")
    vault.put("ses_1", "b", b"two")
    for prefix in ("keys", "objects"):
        names = store.list(prefix)
        source = next(n for n in names if n.endswith(keys.name("ses_1", "a")))
        target = next(n for n in names if n.endswith(keys.name("ses_1", "b")))
        store.write_bytes(target, store.read_bytes(source))
    with pytest.raises(Tampered):
        vault.open("ses_1", "b")


def test_another_site_key_opens_nothing(vault: Vault, store: ObjectStore) -> None:
    vault.put("ses_1", "a", b"one")
    other = Vault(store, Keyring(b"x" * 32, store))
    assert not other.exists("ses_1", "a")
    with pytest.raises(Erased):
        other.open("ses_1", "a")


def test_erasing_takes_key_and_bytes_of_one_artifact(vault: Vault, store: ObjectStore) -> None:
    vault.put("ses_1", "a", b"one")
    vault.put("ses_1", "b", b"two")
    vault.erase("ses_1", "a")
    vault.erase("ses_1", "a")
    assert not store.exists(vault.address("ses_1", "a"))
    with pytest.raises(Erased):
        vault.open("ses_1", "a")
    assert vault.open("ses_1", "b").read() == b"two"


def test_an_old_copy_of_the_bytes_is_dead_after_erasure(vault: Vault, store: ObjectStore) -> None:
    vault.put("ses_1", "a", b"one")
    backup = store.read_bytes(vault.address("ses_1", "a"))
    vault.erase("ses_1", "a")
    store.write_bytes(vault.address("ses_1", "a"), backup)
    with pytest.raises(Erased):
        vault.open("ses_1", "a")


def test_erasing_a_scope_takes_all_of_it_for_ever(vault: Vault, store: ObjectStore) -> None:
    for artifact in ("a", "b"):
        vault.put("ses_1", artifact, b"one")
    vault.put("ses_2", "a", b"kept")
    vault.erase_scope("ses_1")
    vault.erase_scope("ses_1")
    assert store.list("objects") == [vault.address("ses_2", "a")]
    assert vault.open("ses_2", "a").read() == b"kept"
    assert not vault.exists("ses_1", "a")
    with pytest.raises(Erased):
        vault.open("ses_1", "a")
    with pytest.raises(Erased):
        vault.put("ses_1", "a", b"resurrected")
    with pytest.raises(Erased):
        vault.create("ses_1", "c").__enter__()
    assert store.list("objects") == [vault.address("ses_2", "a")]


def test_erasing_a_scope_again_finishes_what_a_crash_left(
    vault: Vault, store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for artifact in ("a", "b", "c"):
        vault.put("ses_1", artifact, b"one")
    removed = []
    real = store.remove

    def remove_one(path: str) -> None:
        if removed:
            raise StoreError("crash")
        removed.append(path)
        real(path)

    with monkeypatch.context() as patch:
        patch.setattr(store, "remove", remove_one)
        with pytest.raises(StoreError, match="crash"):
            vault.erase_scope("ses_1")
    with pytest.raises(Erased):
        vault.open("ses_1", "c")
    vault.erase_scope("ses_1")
    assert store.list("objects") == []
    assert [name.rsplit("/", 1)[1] for name in store.list("keys")] == ["scope"]


@pytest.mark.parametrize("existed", [True, False])
def test_a_late_writer_does_not_bring_an_erased_scope_back(
    vault: Vault, store: ObjectStore, existed: bool
) -> None:
    if existed:
        vault.put("ses_1", "a", b"one")
    with pytest.raises(Erased), vault.create("ses_1", "a") as writer:
        writer.write(b"late words")
        vault.erase_scope("ses_1")
    assert store.list("objects") == []
    assert not vault.exists("ses_1", "a")


def test_a_late_writer_does_not_bring_an_erased_artifact_back(
    vault: Vault, store: ObjectStore
) -> None:
    vault.put("ses_1", "a", b"one")
    with pytest.raises(Erased), vault.create("ses_1", "a") as writer:
        writer.write(b"late words")
        vault.erase("ses_1", "a")
    assert store.list("objects") == []


def test_the_second_of_two_writers_at_once_fails_and_harms_nothing(vault: Vault) -> None:
    with pytest.raises(StoreError, match="same moment"), vault.create("ses_1", "a") as late:
        late.write(b"late")
        vault.put("ses_1", "a", b"early")
    assert vault.open("ses_1", "a").read() == b"early"


def test_a_restored_folder_opens_with_the_same_site_key(vault: Vault, root: Path) -> None:
    vault.put("ses_1", "a", b"one")
    moved = root.with_name("moved")
    root.rename(moved)
    store = ObjectStore(str(moved))
    assert Vault(store, Keyring(SITE_KEY, store)).open("ses_1", "a").read() == b"one"
