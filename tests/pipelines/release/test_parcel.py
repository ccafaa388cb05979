"""A release for named people alone: opened by age itself and by Sonmat, and by nobody else."""

from __future__ import annotations

import io
import os
import tarfile
import tempfile

import pyrage
import pytest

from data_schemas.errors import InputError, StorageFull
from pipelines.release import parcel
from pipelines.release.destination import Destination
from pipelines.release.opening import open_parcel
from pipelines.release.package import package
from tests.pipelines.release.test_package import content

LEE, KIM, EVE = (pyrage.x25519.Identity.generate() for _ in range(3))
FOR = tuple(str(one.to_public()) for one in (LEE, KIM))


@pytest.fixture
def data(tmp_path, monkeypatch):
    """Temporary files go to a folder of the test's own, to be looked at."""
    for name in ("data", "tmp"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    return tmp_path / "data"


@pytest.fixture
def file(tmp_path, bundle, data):
    target = tmp_path / "out.tar.age"
    package(bundle, ("vtt", "hf"), Destination(str(target), FOR), data)
    return target


def test_each_recipient_opens_it_and_it_is_the_release(file, tmp_path, bundle, data):
    package(bundle, ("vtt", "hf"), tmp_path / "plain", data)
    for name, one in (("lee", LEE), ("kim", KIM)):
        open_parcel(file, f"# created: today\n{one}\n", tmp_path / name, data)
        assert content(tmp_path / name) == content(tmp_path / "plain")
    told = pyrage.decrypt(file.read_bytes(), [KIM])
    with tarfile.open(fileobj=io.BytesIO(told)) as tar:
        assert {one.name for one in tar} == content(tmp_path / "plain").keys()


def test_nothing_readable_is_left_anywhere(file, tmp_path):
    assert {one.name for one in tmp_path.iterdir()} == {"data", "tmp", "out.tar.age"}
    assert list((tmp_path / "tmp").iterdir()) == list((tmp_path / "data").iterdir()) == []
    assert "기름".encode() not in file.read_bytes() and b"ses-a" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_another_key_opens_nothing_and_says_so(file, tmp_path, data):
    with pytest.raises(InputError, match="is not for this key"):
        open_parcel(file, str(EVE), tmp_path / "eve", data)
    assert not (tmp_path / "eve").exists() and not (tmp_path / "eve.partial").exists()


# Keys are made anew by every process: named, so that all of them collect the same tests.
@pytest.mark.parametrize(
    "text",
    ["", "# nothing", "AGE-SECRET-KEY-1XX", pytest.param(FOR[0], id="public key")],
)
def test_what_is_no_key_is_refused(file, tmp_path, data, text):
    with pytest.raises(InputError, match="no secret key of age"):
        open_parcel(file, text, tmp_path / "x", data)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "age1",
        pytest.param(FOR[0][:-1] + "!", id="broken key"),
        pytest.param(str(LEE), id="secret key"),
        "ssh-ed25519 AAAA",
    ],
)
def test_what_is_no_recipient_is_refused_before_anything_is_written(tmp_path, bundle, data, text):
    with pytest.raises(InputError, match="is not a public key of age"):
        package(bundle, ("vtt",), Destination(str(tmp_path / "x"), (FOR[0], text)), data)
    assert {one.name for one in tmp_path.iterdir()} == {"data", "tmp"}


@pytest.mark.parametrize("share", [0.2, 0.9, 0.999])
def test_a_file_that_is_cut_short_is_refused(file, tmp_path, data, share):
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(InputError, match="damaged or cut short"):
        open_parcel(file, str(LEE), tmp_path / "x", data)
    assert not (tmp_path / "x").exists() and not (tmp_path / "x.partial").exists()


def test_a_changed_byte_is_refused(file, tmp_path, data):
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 1
    file.write_bytes(whole)
    with pytest.raises(InputError, match="damaged or cut short"):
        open_parcel(file, str(LEE), tmp_path / "x", data)


def packed(*members: tarfile.TarInfo) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as tar:
        for one in members:
            tar.addfile(one, io.BytesIO(b"x" * one.size))
    return pyrage.encrypt(file.getvalue(), [LEE.to_public()])


def member(name: str, **more) -> tarfile.TarInfo:
    found = tarfile.TarInfo(name)
    for field, value in more.items():
        setattr(found, field, value)
    return found


@pytest.mark.parametrize(
    "hostile",
    [
        packed(member("../escaped", size=1)),
        packed(member("/tmp/escaped", size=1)),
        packed(member("link", type=tarfile.SYMTYPE, linkname="/etc/hostname")),
        packed(member("a", type=tarfile.FIFOTYPE)),
        packed(member("data/x.txt", size=1)),
        packed(),
        pyrage.encrypt(b"no tar at all" * 100, [LEE.to_public()]),
        b"hello",
        b"",
    ],
)
def test_what_is_no_release_is_refused_and_writes_nothing(tmp_path, data, hostile):
    (tmp_path / "in.tar.age").write_bytes(hostile)
    with pytest.raises(InputError):
        open_parcel(tmp_path / "in.tar.age", str(LEE), tmp_path / "x", data)
    assert {one.name for one in tmp_path.iterdir()} == {"data", "tmp", "in.tar.age"}
    assert not os.path.exists("/tmp/escaped")


@pytest.mark.parametrize(
    "hostile",
    [
        packed(member("../escaped", size=1)),
        packed(member("data/../../escaped", size=1)),
        packed(member("/tmp/escaped", size=1)),
        packed(member("twice", size=1), member("twice", size=2)),
        packed(member("a", size=1), member("a/b", size=1)),
        packed(member("a/b", size=1), member("a", size=1)),
        packed(member("a", size=1, pax_headers={"path": "a\0b"})),
        packed(member("a" * 300, size=1)),
    ],
)
def test_a_name_that_leads_out_or_stands_for_another_is_damage(tmp_path, hostile):
    (tmp_path / "in.tar.age").write_bytes(hostile)
    (tmp_path / "out").mkdir()
    with pytest.raises(InputError, match="damaged"):
        parcel.unpack(tmp_path / "in.tar.age", tmp_path / "out", [LEE])
    assert {one.name for one in tmp_path.iterdir()} == {"in.tar.age", "out"}
    assert not os.path.exists("/tmp/escaped")


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path, bundle, data, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(parcel.pyrage, "encrypt_io", full)
    with pytest.raises(StorageFull, match="no room is left"):
        package(bundle, ("vtt",), Destination(str(tmp_path / "x.age"), FOR), data)
    assert {one.name for one in tmp_path.iterdir()} == {"data", "tmp"}
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_file_that_is_there_already_is_kept(tmp_path, bundle, data):
    (tmp_path / "x.age").write_text("mine")
    (tmp_path / "y.age.partial").write_text("mine")
    for name in ("x.age", "y.age"):
        with pytest.raises(InputError, match=r"exists already|stands in the way"):
            package(bundle, ("vtt",), Destination(str(tmp_path / name), FOR), data)
    assert (tmp_path / "x.age").read_text() == (tmp_path / "y.age.partial").read_text() == "mine"


def test_the_data_folder_is_no_place_for_it(tmp_path, bundle, data, monkeypatch):
    with pytest.raises(InputError, match="inside the data folder"):
        package(bundle, ("vtt",), Destination(str(data / "x.age"), FOR), data)
    monkeypatch.setattr(tempfile, "tempdir", str(data))
    with pytest.raises(InputError, match="inside the data folder"):
        package(bundle, ("vtt",), Destination(str(tmp_path / "x.age"), FOR), data)
    assert list(data.iterdir()) == []


def test_a_few_bytes_that_stand_for_a_terabyte_are_refused(tmp_path):
    """A sparse file would be hashed for hours."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        one = tarfile.TarInfo("data/large.bin")
        one.pax_headers = {"GNU.sparse.map": "0,1", "GNU.sparse.size": str(1 << 40)}
        one.size = 1
        tar.addfile(one, io.BytesIO(b"x"))
    file = tmp_path / "out.tar.age"
    file.write_bytes(pyrage.encrypt(made.getvalue(), [LEE.to_public()]))
    (tmp_path / "out").mkdir()
    with pytest.raises(InputError, match="damaged"):
        parcel.unpack(file, tmp_path / "out", [LEE])
    assert not list((tmp_path / "out").rglob("large.bin"))
