"""A bundle is made, and installed and used where no network is: with an empty home, by no root."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bundle import small
from tests.conftest import ROOT
from tools import sbom
from tools.bundle import debs, sums
from tools.bundle.__main__ import Wanted, make

# Names of its own for users and for the network, in which nothing is but a loopback that is down.
APART = ("unshare", "--map-root-user", "--net")
UP = 'ip link set lo up; exec "$@"'
ANYBODY = "import socket; socket.create_connection(('192.0.2.1', 80), 5)"

# It is minutes of work for two cores, and they may be shared.
pytestmark = [pytest.mark.soak, pytest.mark.weights, pytest.mark.timeout(2400)]


@pytest.fixture(scope="module", autouse=True)
def _may_be_apart() -> None:
    tried = subprocess.run([*APART, "true"], capture_output=True, check=False)
    if tried.returncode:
        pytest.skip("no namespaces here: unshare --map-root-user --net is not permitted")


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As ``make bundle`` makes it."""
    out = tmp_path_factory.mktemp("made") / "bundle"
    make(Wanted(out, debian=_has_debian()))
    return out


@pytest.fixture(scope="module")
def installed(bundle: Path) -> Path:
    target = bundle.parent / "site here"
    done = small.install(bundle, target, within=APART)
    assert done.code == 0, done.said
    return target


def _has_debian() -> bool:
    """apt has its lists, or root fetches them."""
    system = Path("/etc/os-release").read_text()
    if shutil.which("apt-get") is None or "VERSION_CODENAME=bookworm" not in system:
        return False
    if not os.geteuid():
        subprocess.run(["apt-get", "-qq", "update"], check=False)
    return bool(list(Path("/var/lib/apt/lists").glob("*_Packages*")))


def _sonmat(installed: Path, *words: str) -> subprocess.CompletedProcess[str]:
    home = installed.parent / "home"
    return subprocess.run(
        [*APART, "sh", "-c", UP, "sh", installed / "bin/sonmat", *words],
        capture_output=True, text=True, check=False, cwd=home,
        env={"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"},
    )  # fmt: skip


def test_there_is_no_way_out_of_where_it_is_installed() -> None:
    tried = subprocess.run(
        [*APART, sys.executable, "-c", ANYBODY], capture_output=True, text=True, check=False
    )
    assert "Network is unreachable" in tried.stderr


def test_the_list_of_parts_names_every_wheel_with_its_digest_and_licence(bundle: Path) -> None:
    listed = json.loads((bundle / "sbom.json").read_text())["components"]
    digests = {one["hashes"][0]["content"] for one in listed if one["type"] == "library"}
    rows = [line.split("  ") for line in (bundle / sums.NAME).read_text().splitlines()]
    wheels = {digest for digest, name in rows if re.match("wheels/(?!sonmat-)", name)}
    assert wheels and digests == wheels
    assert [one["name"] for one in listed if not sbom.licences(one)] == []


def test_debian_packages_are_those_that_are_wanted_and_all_they_need(bundle: Path) -> None:
    if not (bundle / "debs").is_dir():
        pytest.skip("no Debian packages here: make bundle on Debian 12 after apt-get update")
    index = (bundle / "debs" / "Packages").read_text()
    names = set(re.findall("^Package: (.+)$", index, re.MULTILINE))
    assert {*debs.WANTED, "python3.11", "libc6", "libssl3"} <= names
    assert len(names) == len(list((bundle / "debs").glob("*.deb")))


def test_the_doctor_finds_nothing_wrong(installed: Path) -> None:
    done = _sonmat(installed, "doctor", "--json")
    assert done.returncode == 0, done.stderr
    checks = json.loads(done.stdout)
    assert [one for one in checks if one["grade"] == "fail"] == []
    assert {one["name"]: one["found"] for one in checks}["weights whisper-base"] == "present"


def test_the_demo_goes_the_whole_way(installed: Path) -> None:
    done = _sonmat(installed, "demo", "--no-serve")
    assert done.returncode == 0, done.stderr[-2000:]
    told = re.search(r"(\d+) words, (\d+) frames, (\d+) segments, (\d+) search hits", done.stdout)
    assert told and all(int(count) for count in told.groups()), done.stdout
    wrong = re.search(r"words  ([\d.]+)% wrong", done.stdout)
    assert wrong and float(wrong[1]) < 50
    # The program's folder keeps nothing of anybody.
    home = installed.parent / "home"
    assert (home / ".local/share/sonmat/data/sonmat.db").is_file()
    assert not list(installed.glob("data*")) and (home / "demo-out").is_dir()


def test_a_second_time_changes_nothing(bundle: Path, installed: Path) -> None:
    release = (installed / "current").readlink()
    before = (installed / "current/.venv/pyvenv.cfg").stat()
    done = small.install(bundle, installed, within=APART)
    assert done.code == 0 and "installed already" in done.said
    assert (installed / "current").readlink() == release
    assert (installed / "current/.venv/pyvenv.cfg").stat() == before


@pytest.mark.soak
def test_a_newer_bundle_keeps_what_is_there_and_the_release_before(
    bundle: Path, installed: Path, tmp_path: Path
) -> None:
    newer = tmp_path / "newer"
    shutil.copytree(bundle, newer, copy_function=os.link)
    (newer / "site" / "NOTICE").unlink()
    (newer / "site" / "NOTICE").write_text("a newer one\n")
    (newer / sums.NAME).unlink()
    number = sums.write(newer)
    mine = installed / "models" / "of-my-own" / "model.pt"
    mine.parent.mkdir()
    mine.write_text("fetched by the site")
    before = (installed / "current").readlink()
    done = small.install(newer, installed, within=APART)
    assert done.code == 0, done.said
    assert str((installed / "current").readlink()) == f"releases/{number}"
    assert (installed / "NOTICE").read_text() == "a newer one\n"
    assert mine.read_text() == "fetched by the site" and (installed / before / ".done").is_file()
    assert _sonmat(installed, "doctor").returncode == 0


def test_it_was_made_of_this_working_tree(bundle: Path) -> None:
    held = subprocess.run(
        [sys.executable, "-m", "zipfile", "-l", next(bundle.glob("wheels/sonmat-*.whl"))],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for path in (ROOT / "examples/demo/recording").iterdir():
        assert f"share/sonmat/demo/recording/{path.name}" in held
