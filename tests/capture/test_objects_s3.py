"""The same promises on an object store, against a local S3 server."""

import os
from collections.abc import Iterator

import pytest

from capture.keys import Keyring
from capture.objects import ObjectStore
from capture.vault import Vault
from data_schemas.errors import Erased, StoreError
from tests import served
from tests.capture.conftest import SITE_KEY

needs_s3 = "S3 is not tested here: install the extra [s3] and moto[server]"
s3fs = pytest.importorskip("s3fs", reason=needs_s3)
pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    with served.bucket() as url:
        yield url


@pytest.fixture
def store(bucket: str) -> ObjectStore:
    return ObjectStore(f"{bucket}/{os.urandom(4).hex()}")


def test_objects_come_back_and_are_listed(store: ObjectStore) -> None:
    store.write_bytes("b/2", b"two")
    store.write_bytes("a/1", b"one")
    store.write_bytes("a/1", b"one again")
    assert store.list() == ["a/1", "b/2"]
    assert store.list("b") == ["b/2"]
    assert store.list("none") == []
    assert store.read_bytes("a/1") == b"one again"
    assert store.exists("a/1")
    assert not store.exists("a")
    store.remove("a/1")
    store.remove("a/1")
    assert not store.exists("a/1")
    with pytest.raises(FileNotFoundError):
        store.read_bytes("a/1")
    with pytest.raises(FileNotFoundError), store.open_read("a/1") as missing:
        missing.read()


def test_what_another_process_writes_after_a_list_was_made_is_there(bucket: str) -> None:
    place = f"{bucket}/{os.urandom(4).hex()}"
    store = ObjectStore(place)
    store.write_bytes("a/1", b"one")
    assert store.list() == store.list("a") == ["a/1"]
    other = s3fs.S3FileSystem(skip_instance_cache=True)
    other.pipe_file(f"{place}/a/2", b"two")
    assert store.exists("a/2") and store.read_bytes("a/2") == b"two"
    assert store.list("a") == ["a/1", "a/2"]


def test_create_only_never_replaces(store: ObjectStore) -> None:
    store.write_bytes("a/1", b"first", create_only=True)
    with pytest.raises(FileExistsError):
        store.write_bytes("a/1", b"second", create_only=True)
    assert store.read_bytes("a/1") == b"first"


@pytest.mark.parametrize("size", [0, 10, 11 << 20, 60 << 20])
def test_a_stream_appears_only_when_it_is_whole(store: ObjectStore, size: int) -> None:
    store.write_bytes("a/1", b"before")
    with pytest.raises(RuntimeError), store.create("a/1") as sink:
        for _ in range(size >> 20):
            sink.write(bytes(1 << 20))
        raise RuntimeError
    assert store.read_bytes("a/1") == b"before"
    with store.create("a/1") as sink:
        sink.write(b"x" * size)
        assert store.read_bytes("a/1") == b"before"
    with store.open_read("a/1") as file:
        assert file.seek(0, 2) == size


def test_a_vault_seals_reads_at_random_and_erases(store: ObjectStore) -> None:
    vault = Vault(store, Keyring(SITE_KEY, store))
    data = os.urandom(13 << 20)
    with vault.create("ses_1", "a") as writer:
        for start in range(0, len(data), 1 << 20):
            writer.write(data[start : start + (1 << 20)])
    with vault.open("ses_1", "a") as reader:
        assert reader.size == len(data)
        reader.seek(7_654_321)
        assert reader.read(2 << 20) == data[7_654_321:][: 2 << 20]
    with pytest.raises(RuntimeError), vault.create("ses_1", "b") as writer:
        writer.write(data)
        raise RuntimeError
    assert len(store.list("objects")) == 1
    vault.erase_scope("ses_1")
    assert store.list("objects") == []
    with pytest.raises(Erased):
        vault.put("ses_1", "a", b"late")


def test_a_bucket_that_is_not_there_is_one_sentence(bucket: str) -> None:
    store = ObjectStore("s3://no-such-bucket/x")
    with pytest.raises(StoreError, match="address and credentials"):
        store.write_bytes("a/1", b"x")
    with pytest.raises(StoreError, match="address and credentials"), store.create("a/1") as sink:
        sink.write(b"x")
    assert not store.exists("a/1")


def test_a_server_that_is_not_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    s3fs.S3FileSystem.clear_instance_cache()
    store = ObjectStore("s3://sonmat/x")
    for act in (lambda: store.write_bytes("a/1", b"x"), lambda: store.read_bytes("a/1")):
        with pytest.raises(StoreError, match="address and credentials"):
            act()
    s3fs.S3FileSystem.clear_instance_cache()
