"""A release in an object store: whole or not there; a store in memory, and S3 from a server."""

from __future__ import annotations

from pathlib import Path

import fsspec
import pyrage
import pytest

from capture import remote
from data_schemas.errors import InputError, StoreError
from pipelines.release.bag import verify
from pipelines.release.destination import Destination
from pipelines.release.package import Issue, package
from tests.capture.test_objects_s3 import bucket  # noqa: F401
from tests.pipelines.release.test_package import content


@pytest.fixture
def store(monkeypatch):
    monkeypatch.setattr(remote, "STORES", ("memory",))
    fs = fsspec.filesystem("memory")
    fs.store.clear()
    yield fs
    fs.store.clear()


@pytest.fixture
def data(tmp_path):
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def there(fs, root: str) -> dict[str, bytes]:
    found = fs.find(root)
    return {one.split(root.strip("/") + "/", 1)[1]: fs.cat_file(one) for one in found}


def test_the_same_files_are_there_as_in_a_folder(store, tmp_path, bundle, data):
    package(bundle, ("vtt", "hf"), Destination("memory://bucket/one"), data)
    package(bundle, ("vtt", "hf"), tmp_path / "plain", data)
    assert there(store, "/bucket/one") == content(tmp_path / "plain")


def test_the_manifest_comes_last_and_until_then_a_mark_says_so(
    store, tmp_path, bundle, data, monkeypatch
):
    order = []
    real = type(store).pipe_file

    def watch(self, path, value, **more):
        order.append(path.rsplit("/", 1)[1])
        return real(self, path, value, **more)

    monkeypatch.setattr(type(store), "pipe_file", watch)
    package(bundle, ("vtt",), Destination("memory://bucket/one"), data)
    assert order == [remote.MARK, "manifest-sha256.txt"]


def test_an_address_that_is_used_is_refused_and_kept(store, bundle, data):
    store.pipe_file("/bucket/one/mine.txt", b"keep")
    with pytest.raises(InputError, match="something at that address"):
        package(bundle, ("vtt",), Destination("memory://bucket/one"), data)
    assert there(store, "/bucket/one") == {"mine.txt": b"keep"}


def test_a_store_that_fails_halfway_is_left_empty_and_so_is_this_machine(
    store, tmp_path, bundle, data, monkeypatch
):
    calls = []

    def fail(self, source, target, **more):
        calls.append(target)
        if len(calls) > 2:
            raise RuntimeError("503 from a client library")
        self.pipe_file(target, b"half")

    monkeypatch.setattr(type(store), "put_file", fail)
    with pytest.raises(StoreError, match="does not answer"):
        package(bundle, ("vtt",), Destination("memory://bucket/one"), data)
    assert there(store, "/bucket/one") == {}
    assert not list(tmp_path.glob("*.partial"))


def test_what_a_killed_process_had_sent_is_not_sent_again_and_no_more_stays(
    store, tmp_path, bundle, data, monkeypatch
):
    sent = []

    def die(self, source, target, **more):
        if len(sent) == 3:
            raise SystemExit  # neither it nor what it leaves is cleared, as after a kill
        sent.append(target)
        self.pipe_file(target, Path(source).read_bytes())

    issue = Issue(made_of="the same")
    with monkeypatch.context() as patch:
        patch.setattr(type(store), "put_file", die)
        patch.setattr("shutil.rmtree", lambda *_, **__: None)
        patch.setattr(remote, "_remove", lambda *_: None)
        with pytest.raises(SystemExit):
            package(bundle, ("vtt", "hf"), Destination("memory://bucket/one"), data, issue)
    store.pipe_file("/bucket/one/data/stray.txt", b"x")
    again = []
    real = type(store).put_file

    def count(self, source, target, **more):
        again.append(target)
        return real(self, source, target, **more)

    monkeypatch.setattr(type(store), "put_file", count)
    package(bundle, ("vtt", "hf"), Destination("memory://bucket/one"), data, issue)
    package(bundle, ("vtt", "hf"), tmp_path / "plain", data)
    assert there(store, "/bucket/one") == content(tmp_path / "plain")
    assert not set(sent) & set(again)


def test_an_encrypted_file_can_lie_there_and_nothing_else(store, tmp_path, bundle, data):
    lee = pyrage.x25519.Identity.generate()
    to = Destination("memory://bucket/one.tar.age", (str(lee.to_public()),))
    package(bundle, ("vtt",), to, data)
    (name,) = store.find("/bucket")
    assert name.endswith("/one.tar.age") and pyrage.decrypt(store.cat_file(name), [lee])
    with pytest.raises(InputError, match="something at that address"):
        package(bundle, ("vtt",), to, data)


@pytest.mark.parametrize("out", ["file:///tmp/x", "ftp://x/y", "://x", "memory://b/x"])
def test_other_addresses_are_refused(bundle, data, out):
    with pytest.raises(InputError, match="no store that a release can go to"):
        package(bundle, ("vtt",), Destination(out), data)


@pytest.mark.full
def test_on_s3(bucket, tmp_path, bundle, data):  # noqa: F811
    fs = fsspec.filesystem("s3")
    package(bundle, ("vtt", "hf"), Destination(f"{bucket}/releases/one"), data)
    package(bundle, ("vtt", "hf"), tmp_path / "plain", data)
    fs.invalidate_cache()
    assert there(fs, f"{bucket.removeprefix('s3://')}/releases/one") == content(tmp_path / "plain")
    fs.get(f"{bucket}/releases/one", str(tmp_path / "back"), recursive=True)
    assert verify(tmp_path / "back") == []
    with pytest.raises(InputError, match="something at that address"):
        package(bundle, ("vtt",), Destination(f"{bucket}/releases/one"), data)
    with pytest.raises(StoreError, match="does not answer"):
        package(bundle, ("vtt",), Destination("s3://no-such-bucket-here/x"), data)
