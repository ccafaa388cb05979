"""``sonmat federate``: two sites, each with its own commands."""

from __future__ import annotations

import json
from pathlib import Path

import pyrage
import pytest

from tests.pipelines.release.library.conftest import Plant, plant, planted  # noqa: F401


@pytest.fixture
def ulsan(plant: Plant, environment, commands):  # noqa: F811
    told = environment | {
        "SONMAT_DATA": str(plant.site.settings.folder),
        "SONMAT_SITE_KEY_FILE": str(plant.site.settings.key_file),
    }
    return lambda *words: commands.call([*words], told)


@pytest.fixture
def busan(environment, commands, tmp_path: Path):
    told = environment | {
        "SONMAT_DATA": str(tmp_path / "busan" / "data"),
        "SONMAT_SITE_KEY_FILE": str(tmp_path / "busan" / "site.key"),
    }
    return lambda *words: commands.call([*words], told)


def test_two_sites_by_their_commands(plant: Plant, ulsan, busan, tmp_path: Path) -> None:  # noqa: F811
    own, release = pyrage.x25519.Identity.generate(), plant.shared.id
    (tmp_path / "age.key").write_text(f"# mine\n{own}\n")
    shelf, way, got = (str(tmp_path / name) for name in ("shelf", "way", "got"))
    publish = ("federate", "publish", "--out", shelf, "--publisher", "Ulsan works")

    told = ulsan(*publish).stdout
    assert "1 dataset(s) offered, 0 called back" in told
    assert f"not told of: {plant.ours.id} valve Lee, because its terms" in told
    (tmp_path / "ulsan.pub").write_text(ulsan("release", "key").stdout)
    add = ("federate", "add", "ulsan", shelf, "--key", str(tmp_path / "ulsan.pub"))
    assert busan(*add).stdout == "ulsan: Ulsan works, 1 dataset(s)\n"

    ask = ("release", "request", release, "--organisation", "Busan", "--purpose", "grip", "--json")
    request = json.loads(ulsan(*ask).stdout)["id"]
    give = (
        "federate", "give", request, "--folder", str(plant.folder / "Kim"), "--recipient",
        str(own.to_public()), "--out", way,
    )  # fmt: skip
    early = ulsan(*give)
    assert early.returncode == 1 and "before it was granted" in early.stderr
    ulsan("release", "grant", request, "--terms", "for a year")
    assert f"{release} lies in {way} for 1 key(s)" in ulsan(*give).stdout

    fetch = ("federate", "fetch", "ulsan", release, "--from", way, "--identity",
             str(tmp_path / "age.key"), "--out", got)  # fmt: skip
    done = busan(*fetch)
    assert done.stdout == f"All is whole in {got}\n" and "for a year" in done.stderr
    assert busan("release", "verify", got, "--key", str(tmp_path / "ulsan.pub")).returncode == 0
    listed = json.loads(busan("federate", "list", "--json").stdout)
    assert [(one["neighbour"], one["offering"]["id"]) for one in listed["offered"]] == [
        ("ulsan", release)
    ]
    assert "offerings" not in listed["neighbours"][0]["catalogue"]
    (held,) = listed["fetched"]
    assert held["state"] == "held" and held["fetched"]["terms"] == "for a year"

    assert ulsan("withdraw", plant.kims).returncode == 0
    assert "0 dataset(s) offered, 1 called back" in ulsan(*publish).stdout
    read = busan("federate", "read")
    assert read.stdout == "ulsan: read\n" and "RECALLED by its site" in read.stderr
    assert f"{release}  valve" in busan("federate", "list").stdout
    refused = busan(*fetch[:-1], str(tmp_path / "again"))
    assert refused.returncode == 1 and "recalled by its site" in refused.stderr
    assert busan("federate", "remove", "ulsan").returncode == 0
    assert "RECALLED" in busan("federate", "list").stdout


def test_what_cannot_be_read_is_a_sentence_and_a_status(
    plant: Plant,  # noqa: F811
    ulsan,
    busan,
    tmp_path: Path,
) -> None:
    shelf = tmp_path / "shelf"
    ulsan("federate", "publish", "--out", str(shelf), "--publisher", "Ulsan")
    key = ulsan("release", "key").stdout.splitlines()[1]
    assert busan("federate", "add", "ulsan", str(shelf), "--key", key).returncode == 0
    file = shelf / "federation.json"
    file.write_bytes(file.read_bytes().replace(b"Ulsan", b"Busan"))
    done = busan("federate", "read", "--json")
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1
    (told,) = json.loads(done.stdout)
    assert told["neighbour"] == "ulsan" and "not signed with the key" in told["problem"]
    for words in (
        ("federate", "read", "none"),
        ("federate", "remove", "none"),
        ("federate", "add", "x", "http://plant.example", "--key", key),
        ("federate", "add", "x", str(tmp_path / "none"), "--key", "RWx"),
        ("federate", "publish", "--out", str(tmp_path), "--publisher", "Ulsan"),
    ):
        done = busan(*words)
        assert done.returncode == 1 and len(done.stderr.splitlines()) == 1 and not done.stdout
    assert busan("federate", "list").returncode == 0
