"""What a thief of the disk, a planted link or a full disk can do to stored recordings: nothing."""

import os
import shutil
import subprocess
import tracemalloc
from pathlib import Path

import pytest

from capture.cipher import SEGMENT
from capture.keys import Keyring
from capture.objects import ObjectStore
from capture.vault import Vault
from data_schemas.errors import StorageFull, StoreError

MARKER = "손끝의 비밀 marker-7f3a".encode()
IDS = ("ses_visible", "art_visible")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def vault(root: Path) -> Vault:
    store = ObjectStore(str(root))
    return Vault(store, Keyring(bytes(range(32)), store))


def everything_below(folder: Path) -> bytes:
    """All names and all contents of a folder."""
    names = b"\n".join(os.fsencode(path) for path in folder.rglob("*"))
    return names + b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_no_word_and_no_id_lies_readable_under_the_data_folder(vault: Vault, root: Path) -> None:
    vault.put(*IDS, MARKER * 1000)
    with vault.create(IDS[0], "art_streamed") as writer:
        writer.write(MARKER * (2 * SEGMENT // len(MARKER)))
        assert MARKER not in everything_below(root)
    vault.open(*IDS).read()
    found = everything_below(root)
    assert len(found) > 2 * SEGMENT
    for secret in (MARKER, MARKER[:10], b"visible", b"streamed", bytes(range(32))):
        assert secret not in found


def test_no_temporary_copy_is_made_anywhere(
    vault: Vault, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "tmp"
    elsewhere.mkdir()
    monkeypatch.setenv("TMPDIR", str(elsewhere))
    vault.put(*IDS, MARKER * 100_000)
    with vault.open(*IDS) as reader:
        reader.read(100)
        assert os.listdir(elsewhere) == []
        assert MARKER not in everything_below(tmp_path)


def test_a_long_recording_passes_through_little_memory(vault: Vault) -> None:
    block = os.urandom(SEGMENT)
    tracemalloc.start()
    try:
        with vault.create(*IDS) as writer:
            for _ in range(40):
                writer.write(block)
        with vault.open(*IDS) as reader:
            while reader.read(256_000):
                pass
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 12 * SEGMENT


@pytest.mark.parametrize("stage", ["objects", "keys"])
def test_a_planted_link_leads_nothing_out_of_the_folder(
    vault: Vault, root: Path, tmp_path: Path, stage: str
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    root.mkdir()
    (root / stage).symlink_to(outside)
    with pytest.raises(StoreError, match="link"):
        vault.put(*IDS, MARKER)
    assert os.listdir(outside) == []


def test_a_link_in_place_of_an_object_leads_no_reader_out(
    vault: Vault, root: Path, tmp_path: Path
) -> None:
    vault.put(*IDS, MARKER)
    target = tmp_path / "passwd"
    target.write_bytes(b"root")
    path = root / vault.address(*IDS)
    path.unlink()
    path.symlink_to(target)
    with pytest.raises(StoreError, match="link"):
        vault.open(*IDS)
    vault.erase(*IDS)
    assert target.read_bytes() == b"root"
    assert not path.is_symlink()


@pytest.fixture
def quick_disk() -> None:
    """Here it matters what reached the disk before a file was gone."""


def test_erased_keys_are_not_left_on_the_disk(root: Path) -> None:
    """On a file system of our own every block can be searched after the erasure."""
    image = root.with_name("disk.img")
    with image.open("wb") as file:
        file.truncate(16 << 20)
    # only root's own PATH names the folders in which it lies
    tool = shutil.which("mkfs.ext2", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    root.mkdir()
    if (
        tool is None
        or subprocess.run([tool, "-q", str(image)], capture_output=True, check=False).returncode
        or subprocess.run(
            ["mount", "-o", "loop", str(image), str(root)], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("loop mounts need root and mkfs; test_keys covers the overwriting itself")
    try:
        store = ObjectStore(str(root / "data"))
        vault = Vault(store, Keyring(bytes(range(32)), store))
        vault.put(*IDS, MARKER)
        os.sync()
        wrapped = [store.read_bytes(name) for name in store.list("keys")]
        assert all(key in image.read_bytes() for key in wrapped)
        vault.erase_scope(IDS[0])
        os.sync()
        assert not any(key in image.read_bytes() for key in wrapped)
    finally:
        subprocess.run(["umount", str(root)], check=True)


def test_a_full_disk_keeps_what_is_there_and_says_so(root: Path) -> None:
    root.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(root)],
        capture_output=True,
        check=False,
    ).returncode:
        pytest.skip("mounting needs root; test_objects covers the same path by monkeypatch")
    try:
        store = ObjectStore(str(root / "data"))
        vault = Vault(store, Keyring(bytes(range(32)), store))
        vault.put(*IDS, MARKER)
        before = store.list()
        with pytest.raises(StorageFull), vault.create(IDS[0], "too_long") as writer:
            for _ in range(10):
                writer.write(bytes(SEGMENT))
        assert store.list() == before
        assert vault.open(*IDS).read() == MARKER
        # erasing must work on a full disk above all
        with pytest.raises(StorageFull), vault.create(IDS[0], "filler") as writer:
            for _ in range(10):
                writer.write(bytes(SEGMENT))
        vault.erase_scope(IDS[0])
        assert not vault.exists(*IDS)
    finally:
        subprocess.run(["umount", str(root)], check=True)


def test_errors_carry_no_words_no_ids_and_no_paths(vault: Vault, root: Path) -> None:
    vault.put(*IDS, MARKER)
    path = root / vault.address(*IDS)
    damaged = bytearray(path.read_bytes())
    damaged[-1] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(StoreError) as caught:
        vault.open(*IDS)
    vault.erase_scope(IDS[0])
    with pytest.raises(StoreError) as erased:
        vault.open(*IDS)
    for message in (str(caught.value), str(erased.value)):
        assert message.endswith(".")
        assert "visible" not in message
        assert str(root) not in message
