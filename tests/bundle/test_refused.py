"""What the installer of a bundle refuses, in one sentence and before anything is installed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bundle import small
from tools.bundle import sums

Attack = Callable[[Path], object]


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return small.make(tmp_path / "a bundle")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "there"


def _change(name: str) -> Attack:
    def change(bundle: Path) -> None:
        data = bytearray((bundle / name).read_bytes())
        data[3] ^= 1
        (bundle / name).write_bytes(data)

    return change


def _add(name: str) -> Attack:
    return lambda bundle: (bundle / name).write_text("one more")


def _link(bundle: Path) -> None:
    elsewhere = bundle.parent / "elsewhere"
    (bundle / small.WHEEL).rename(elsewhere)
    (bundle / small.WHEEL).symlink_to(elsewhere)


def _unlist(bundle: Path) -> None:
    listing = bundle / sums.NAME
    listing.write_text("".join(listing.read_text().splitlines(keepends=True)[:-1]))


def _spoil_list(bundle: Path) -> None:
    listing = bundle / sums.NAME
    listing.write_text(listing.read_text() + "what is this\n")


@pytest.mark.parametrize(
    ("attack", "told"),
    [
        (_change(small.WHEEL), f"is damaged, {small.WHEEL} is not as it was made"),
        (_change(small.MODEL), f"is damaged, {small.MODEL} is not as it was made"),
        (_change("bundle.txt"), "is damaged, bundle.txt is not as it was made"),
        (lambda bundle: (bundle / small.MODEL).unlink(), f"{small.MODEL} is missing"),
        (_add("wheels/six-99-py3-none-any.whl"), "wheels/six-99-py3-none-any.whl, which is not on"),
        (_add("wheels/two\nlines.whl"), "which is not on its list"),
        (_link, "a link"),
        (_unlist, "which is not on its list"),
        (_spoil_list, "what is this is missing"),
        (lambda bundle: (bundle / sums.NAME).unlink(), "SHA256SUMS is not in this bundle"),
    ],
    ids=[
        "wheel", "model", "note", "missing", "added", "lines", "link", "unlisted", "list", "none",
    ],
)  # fmt: skip
def test_a_bundle_that_is_not_as_it_was_made(
    bundle: Path, target: Path, attack: Attack, told: str
) -> None:
    assert small.install(bundle, "--check").code == 0
    attack(bundle)
    for words in (("--check",), (target,)):
        done = small.install(bundle, *words)
        assert done.code == 1
        assert told in done.said and done.last.endswith("Nothing was installed.")
    assert not target.exists()


def test_a_folder_with_something_else_in_it_is_left_as_it_is(bundle: Path, target: Path) -> None:
    (target / "photos").mkdir(parents=True)
    done = small.install(bundle, target)
    assert done.code == 1
    assert done.last == (
        f"{target} holds something else: name a folder that is empty or not there yet. Nothing was"
        " installed."
    )
    assert small.everything(target) == ["photos"]


def test_too_little_room_is_told_before(tmp_path: Path, target: Path) -> None:
    done = small.install(small.make(tmp_path / "bundle", needs_mb=10**9), target)
    assert done.code == 1 and "MB are needed: make room" in done.last
    assert not target.exists()


@pytest.mark.parametrize("words", [("--hurry",), ("--with", "ponies"), ("--signed-by",)])
def test_unknown_words_install_nothing(bundle: Path, target: Path, words: tuple[str, ...]) -> None:
    done = small.install(bundle, target, *words)
    assert done.code == 1 and len(done.said.strip().splitlines()) == 1
    assert not target.exists()


def test_label_studio_is_refused_where_the_bundle_has_none(bundle: Path, target: Path) -> None:
    done = small.install(bundle, target, "--with", "labelstudio")
    assert done.code == 1 and "no Label Studio" in done.last and not target.exists()


@pytest.fixture
def keys(tmp_path: Path) -> dict[str, Path]:
    """Two ssh keys, and a file of allowed signers for each."""
    made = {}
    for name in ("maker", "stranger"):
        made[name] = tmp_path / name
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", made[name]],
            check=True,
        )
        public = made[name].with_suffix(".pub").read_text()
        (tmp_path / f"{name}.signers").write_text(f"{name}@plant.example {public}")
    return made


def test_a_signature_is_held_against_the_keys_that_are_trusted(
    bundle: Path, target: Path, keys: dict[str, Path]
) -> None:
    trusted = ("--signed-by", keys["maker"].with_suffix(".signers"))
    unsigned = small.install(bundle, target, *trusted)
    assert unsigned.code == 1 and "is not signed" in unsigned.last

    sums.sign(bundle, keys["maker"])
    good = small.install(bundle, "--check", *trusted)
    assert good.code == 0 and "Signed by maker@plant.example" in good.said

    # Somebody changes a file, makes the list anew and signs it himself.
    _change(small.WHEEL)(bundle)
    sums.write(bundle)
    for sign in (lambda: None, lambda: sums.sign(bundle, keys["stranger"])):
        sign()
        done = small.install(bundle, target, *trusted)
        assert done.code == 1 and "is by none of" in done.last
        (bundle / f"{sums.NAME}.sig").unlink(missing_ok=True)
    assert not target.exists()


def test_the_number_tells_another_list(bundle: Path) -> None:
    first = small.install(bundle, "--check").last
    _change(small.WHEEL)(bundle)
    number = sums.write(bundle)
    second = small.install(bundle, "--check").last
    assert second.endswith(number) and first != second
