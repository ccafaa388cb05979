"""The object store: whole or absent, inside its root, and clear about a disk that refuses."""

import errno
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from capture.objects import ObjectStore
from data_schemas.errors import ReadOnly, StorageFull, StoreAway, StoreError


def files(root: Path) -> list[str]:
    return sorted(str(p.relative_to(root)) for p in root.rglob("*") if not p.is_dir())


def test_an_object_comes_back_as_it_was_written(store: ObjectStore) -> None:
    store.write_bytes("a/b/c", b"one")
    store.write_bytes("a/b/c", b"two")
    assert store.read_bytes("a/b/c") == b"two"
    assert store.exists("a/b/c")
    assert not store.exists("a/b")
    assert not store.exists("a/nothing")
    with store.open_read("a/b/c") as file:
        assert file.seek(1) == 1
        assert file.read() == b"wo"


def test_files_and_folders_belong_to_their_owner_alone(store: ObjectStore, root: Path) -> None:
    before = os.umask(0)
    try:
        store.write_bytes("a/b", b"one")
        with store.create("a/c") as sink:
            sink.write(b"two")
    finally:
        os.umask(before)
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in [root, *root.rglob("*")]}
    assert modes == {"data": 0o700, "a": 0o700, "b": 0o600, "c": 0o600}


def test_what_is_missing_is_not_found(store: ObjectStore) -> None:
    with pytest.raises(FileNotFoundError):
        store.read_bytes("a/b")
    store.remove("a/b")
    assert store.list() == []
    assert store.list("a") == []


def test_create_only_never_replaces(store: ObjectStore, root: Path) -> None:
    store.write_bytes("a/b", b"first", create_only=True)
    with pytest.raises(FileExistsError):
        store.write_bytes("a/b", b"second", create_only=True)
    assert store.read_bytes("a/b") == b"first"
    assert files(root) == ["a/b"]


def test_listing_is_sorted_recursive_and_by_folder(store: ObjectStore) -> None:
    for name in ("b/2", "a/1", "b/deep/3", "bc/4"):
        store.write_bytes(name, b"")
    assert store.list() == ["a/1", "b/2", "b/deep/3", "bc/4"]
    assert store.list("b") == ["b/2", "b/deep/3"]


def test_a_stream_appears_only_when_it_is_whole(store: ObjectStore, root: Path) -> None:
    with store.create("a/b") as sink:
        sink.write(b"half")
        assert store.list() == []
        sink.write(b" and half")
    assert store.read_bytes("a/b") == b"half and half"
    assert files(root) == ["a/b"]


def test_an_exception_leaves_what_was_there_before(store: ObjectStore, root: Path) -> None:
    store.write_bytes("a/b", b"before")
    with pytest.raises(RuntimeError), store.create("a/b") as sink:
        sink.write(b"after")
        raise RuntimeError
    assert store.read_bytes("a/b") == b"before"
    assert files(root) == ["a/b"]


def test_errors_of_the_caller_are_not_blamed_on_the_disk(store: ObjectStore) -> None:
    with pytest.raises(PermissionError), store.create("a/b") as sink:
        sink.write(b"x")
        raise PermissionError(errno.EACCES, "another file")


@pytest.mark.parametrize("with_anonymous_files", [True, False])
def test_both_ways_of_drafting_are_atomic(
    store: ObjectStore, root: Path, monkeypatch: pytest.MonkeyPatch, with_anonymous_files: bool
) -> None:
    if not with_anonymous_files:
        monkeypatch.delattr(os, "O_TMPFILE")
    store.write_bytes("a/b", b"one", create_only=True)
    with pytest.raises(FileExistsError):
        store.write_bytes("a/b", b"two", create_only=True)
    store.write_bytes("a/b", b"three")
    with pytest.raises(RuntimeError), store.create("a/c") as sink:
        sink.write(b"x")
        raise RuntimeError
    assert store.read_bytes("a/b") == b"three"
    assert files(root) == ["a/b"]


KILLED = """
import os, signal, sys
from capture.objects import ObjectStore
store = ObjectStore(sys.argv[1])
with store.create("a/b") as sink:
    sink.write(b"x" * 5_000_000)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not hasattr(os, "O_TMPFILE"), reason="this system has no anonymous files")
def test_a_killed_writer_leaves_nothing(store: ObjectStore, root: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(root)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert files(root) == []


@pytest.mark.parametrize(
    "name",
    ["", "/", "/etc/passwd", "..", "../x", "a/../b", "a/./b", "a//b", "a/", ".hidden", "a/.tmp-1",
     "A", "a b", "a\\b", "a\0b", "ㄱ", "a\n", "~root", "file:a", "x" * 200],
)  # fmt: skip
def test_names_that_could_lead_elsewhere_are_refused(store: ObjectStore, name: str) -> None:
    for act in (store.read_bytes, store.exists, store.remove, lambda n: store.write_bytes(n, b"")):
        with pytest.raises(StoreError, match="not a name"):
            act(name)
    with pytest.raises(StoreError, match="not a name"), store.create(name):
        pass


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "secret").write_bytes(b"secret")
    return folder


def test_a_linked_folder_is_refused(store: ObjectStore, root: Path, outside: Path) -> None:
    root.mkdir()
    (root / "a").symlink_to(outside)
    with pytest.raises(StoreError, match="link"):
        store.read_bytes("a/secret")
    with pytest.raises(StoreError, match="link"):
        store.write_bytes("a/new", b"x")
    with pytest.raises(StoreError, match="link"):
        store.remove("a/secret")
    with pytest.raises(StoreError, match="link"):
        store.overwrite("a/secret", b"x")
    assert files(outside) == ["secret"]
    assert (outside / "secret").read_bytes() == b"secret"


def test_a_linked_file_is_never_followed(store: ObjectStore, root: Path, outside: Path) -> None:
    (root / "a").mkdir(parents=True)
    (root / "a" / "b").symlink_to(outside / "secret")
    with pytest.raises(StoreError, match="link"):
        store.read_bytes("a/b")
    with pytest.raises(StoreError, match="link"):
        store.overwrite("a/b", b"x")
    assert not store.exists("a/b")
    store.write_bytes("a/b", b"mine")
    assert store.read_bytes("a/b") == b"mine"
    assert (outside / "secret").read_bytes() == b"secret"


def test_listing_does_not_walk_through_links(store: ObjectStore, root: Path, outside: Path) -> None:
    store.write_bytes("a/b", b"")
    (root / "a" / "away").symlink_to(outside)
    assert store.list() == ["a/b"]


def test_overwriting_spares_a_file_that_has_another_name(
    store: ObjectStore, root: Path, outside: Path
) -> None:
    (root / "a").mkdir(parents=True)
    os.link(outside / "secret", root / "a" / "b")
    store.overwrite("a/b", b"gone")
    assert store.read_bytes("a/b") == b"gone"
    assert (outside / "secret").read_bytes() == b"secret"


def test_overwriting_reaches_the_very_file(store: ObjectStore, root: Path) -> None:
    store.write_bytes("a/b", b"a long secret")
    with (root / "a" / "b").open("rb") as already_open:
        store.overwrite("a/b", b"gone")
        assert already_open.read() == b"gone"


def test_a_pipe_in_place_of_an_object_is_refused(store: ObjectStore, root: Path) -> None:
    (root / "a").mkdir(parents=True)
    os.mkfifo(root / "a" / "b")
    with pytest.raises(StoreError):
        store.read_bytes("a/b")


@contextmanager
def mounted(folder: Path, *arguments: str) -> Iterator[None]:
    """A real file system of our own, where this machine lets us mount one."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["mount", *arguments, str(folder)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("mounting needs root; the monkeypatched test covers the same path")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_one_sentence_and_changes_nothing(store: ObjectStore, root: Path) -> None:
    with mounted(root, "-t", "tmpfs", "-o", "size=2m", "tmpfs"):
        store.write_bytes("a/b", b"before")
        with pytest.raises(StorageFull, match="free some space"), store.create("a/b") as sink:
            for _ in range(100):
                sink.write(b"x" * 100_000)
        assert store.read_bytes("a/b") == b"before"
        assert files(root) == ["a/b"]
        store.write_bytes("a/c", b"room again")


def test_a_read_only_disk_is_one_sentence_and_still_reads(store: ObjectStore, root: Path) -> None:
    with mounted(root, "-t", "tmpfs", "tmpfs"):
        store.write_bytes("a/b", b"before")
        subprocess.run(["mount", "-o", "remount,ro", str(root)], check=True)
        assert store.read_bytes("a/b") == b"before"
        for act in (
            lambda: store.write_bytes("a/c", b"x"),
            lambda: store.write_bytes("new/c", b"x"),
            lambda: store.overwrite("a/b", b"x"),
            lambda: store.remove("a/b"),
            lambda: store.create("a/c").__enter__(),
        ):
            with pytest.raises(ReadOnly, match="read and write"):
                act()
        assert store.read_bytes("a/b") == b"before"


@pytest.mark.parametrize(
    "code, error",
    [
        (errno.ENOSPC, StorageFull),
        (errno.EDQUOT, StorageFull),
        (errno.EROFS, ReadOnly),
        (errno.EACCES, ReadOnly),
        (errno.EIO, StoreAway),
    ],
)
def test_each_refusal_of_the_system_has_its_error(
    store: ObjectStore,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: int,
    error: type[StoreError],
) -> None:
    store.write_bytes("a/b", b"before")

    def refuse(fd: int, data: bytes) -> int:
        raise OSError(code, os.strerror(code), "/secret/path")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", refuse)
        with pytest.raises(error) as caught:
            store.write_bytes("a/b", b"after")
    assert type(caught.value) is error
    assert "/secret/path" not in str(caught.value)
    assert store.read_bytes("a/b") == b"before"
    assert files(root) == ["a/b"]


def test_short_writes_are_continued(store: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda fd, data: real(fd, data[:7]))
        store.write_bytes("a/b", b"0123456789" * 10)
    assert store.read_bytes("a/b") == b"0123456789" * 10
