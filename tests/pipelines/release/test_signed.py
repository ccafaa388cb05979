"""Signatures: the same on any day, checked by minisign's own format, and every change shows."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import bagit
import minisign
import pytest

from data_schemas.errors import InputError
from pipelines.release.bag import About, is_signed, number_of, verify, write_tags
from pipelines.release.signing import Signer, public_key

OURS, THEIRS = Signer(b"o" * 32), Signer(b"t" * 32)


def write(folder: Path, signer: Signer | None = OURS, name: str = "펌프 2026") -> Path:
    (folder / "data").mkdir(parents=True)
    (folder / "data/a.txt").write_text("one")
    about = About(name, datetime(2026, 11, 23, tzinfo=UTC), "sonmat", lambda _: 2)
    write_tags(folder, about, signer)
    return folder


@pytest.fixture
def out(tmp_path):
    return write(tmp_path / "out")


def test_a_signed_bag_is_whole_tells_its_number_and_opens_with_stock_tools(out):
    assert verify(out) == verify(out, OURS.public) == verify(out, OURS.line) == []
    assert is_signed(out) and number_of(out) == 2
    bagit.Bag(str(out)).validate()
    key = minisign.PublicKey.from_file(out / "minisign.pub")
    key.verify_file(out / "manifest-sha256.txt")


def test_the_same_key_and_content_give_the_same_bytes(out, tmp_path):
    again = write(tmp_path / "again")
    for path in out.rglob("*.*"):
        assert path.read_bytes() == (again / path.relative_to(out)).read_bytes()


def rewritten(out, signer):
    """Somebody changes a file and writes new manifests."""
    shutil.rmtree(out)
    write(out, signer)
    (out / "data/a.txt").write_text("two")
    data = out / "data"
    shutil.move(data, out.parent / "data")
    shutil.rmtree(out)
    out.mkdir()
    shutil.move(out.parent / "data", data)
    about = About("펌프 2026", datetime(2026, 11, 23, tzinfo=UTC), "sonmat", lambda _: 2)
    write_tags(out, about, signer)


def test_whoever_signs_anew_with_another_key_is_found_with_ours_alone(out):
    rewritten(out, THEIRS)
    assert verify(out) == []
    assert verify(out, OURS.public) == [
        "manifest-sha256.txt is not signed with the key that was given"
    ]


def test_taking_the_signature_away_is_found_with_our_key(out):
    rewritten(out, None)
    assert verify(out) == [] and not is_signed(out)
    assert verify(out, OURS.line) == ["its signature, or what is signed, is missing"]


def retag(out):
    """Make the tag manifest fit what was changed."""
    import hashlib

    names = sorted(one.name for one in out.iterdir() if one.is_file())
    names.remove("tagmanifest-sha256.txt")
    lines = (f"{hashlib.sha256((out / one).read_bytes()).hexdigest()}  {one}\n" for one in names)
    (out / "tagmanifest-sha256.txt").write_text("".join(lines))


def other_signature(out):
    signature = out / "manifest-sha256.txt.minisig"
    signature.write_bytes(THEIRS.sign((out / "manifest-sha256.txt").read_bytes(), "x"))


def broken_signature(out):
    (out / "manifest-sha256.txt.minisig").write_text("no signature\n")


def own_comment(out):
    signature = out / "manifest-sha256.txt.minisig"
    text = signature.read_text().replace("bag-info", "bag_info")
    signature.write_text(text)


def renamed(out):
    info = out / "bag-info.txt"
    info.write_text(info.read_text().replace("Release-Number: 2", "Release-Number: 9"))


def other_key(out):
    (out / "minisign.pub").write_text(THEIRS.public)


def no_key(out):
    (out / "minisign.pub").write_text("hello\n")


def signature_gone(out):
    (out / "manifest-sha256.txt.minisig").unlink()


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (other_signature, "is not signed with minisign.pub"),
        (broken_signature, "is not signed with minisign.pub"),
        (own_comment, "is not signed with minisign.pub"),
        (renamed, "bag-info.txt is not the one that was signed"),
        (other_key, "is not signed with minisign.pub"),
        (no_key, "holds no public key"),
        (signature_gone, "its signature, or what is signed, is missing"),
    ],
)
def test_a_tampered_signature_is_found_although_the_tags_fit(out, tamper, said):
    tamper(out)
    retag(out)
    (problem,) = verify(out)
    assert said in problem


@pytest.mark.parametrize("text", ["", "hello", "RWQ", "untrusted comment: x\nRWQ\n", "\0"])
def test_what_is_no_key_is_refused_in_a_sentence(out, text):
    with pytest.raises(InputError, match="no public key of minisign"):
        public_key(text)
    if text:
        with pytest.raises(InputError, match="no public key of minisign"):
            verify(out, text)
