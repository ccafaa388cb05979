"""``sonmat release``: signed, for named people, superseded."""

from __future__ import annotations

import json

import pyrage
import pytest

from pipelines.release.bag import verify
from tests.pipelines.release.library.conftest import Plant, plant, planted  # noqa: F401


@pytest.fixture
def sonmat(plant: Plant, environment, commands):  # noqa: F811
    told = environment | {
        "SONMAT_DATA": str(plant.site.settings.folder),
        "SONMAT_SITE_KEY_FILE": str(plant.site.settings.key_file),
    }
    return lambda *words: commands.call([*words], told)


def test_a_receiver_checks_who_made_it(plant: Plant, sonmat, tmp_path) -> None:  # noqa: F811
    key = json.loads(sonmat("release", "key", "--json").stdout)
    (tmp_path / "site.pub").write_text(key["file"])
    made = str(plant.folder / "Kim")
    for given in (key["key"], str(tmp_path / "site.pub")):
        told = sonmat("release", "verify", made, "--key", given)
        assert told.returncode == 0 and "signed with the key that was given" in told.stdout
    assert "does not tell who made it" in sonmat("release", "verify", made).stdout
    other = "RWQkqipVie3LV0gHWll+choVbi4Hmd5cwMUyTcbn6vHN1GJQho7FMhXd"
    wrong = sonmat("release", "verify", made, "--key", other, "--json")
    assert wrong.returncode == 1
    answer = json.loads(wrong.stdout)
    assert answer["problems"] and answer["signed"] == "not told"
    assert len(wrong.stderr.splitlines()) == 1 and "is not signed with" in wrong.stderr
    assert "no public key" in sonmat("release", "verify", made, "--key", "hello").stderr


def test_one_file_for_one_person(plant: Plant, sonmat, tmp_path) -> None:  # noqa: F811
    lee, eve = (pyrage.x25519.Identity.generate() for _ in range(2))
    for name, one in (("lee", lee), ("eve", eve)):
        (tmp_path / name).write_text(f"{one}\n")
    file, out = tmp_path / "x.tar.age", tmp_path / "out"
    made = sonmat("release", "create", "x", "--out", str(file), "--recipient", str(lee.to_public()),
                  "--json")  # fmt: skip
    assert made.returncode == 0 and json.loads(made.stdout)["number"] == 1, made.stderr
    opened = ("release", "open", str(file), "--out", str(out), "--identity")
    wrong = sonmat(*opened, str(tmp_path / "eve"))
    assert wrong.returncode == 1 and "is not for this key" in wrong.stderr and not out.exists()
    assert sonmat(*opened, str(tmp_path / "lee")).returncode == 0
    assert verify(out) == []
    bad = sonmat("release", "create", "x", "--out", str(tmp_path / "y"), "--recipient", "age1x")
    assert bad.returncode == 1 and len(bad.stderr.splitlines()) == 1
    assert not (tmp_path / "y").exists()


def test_nothing_to_supersede_and_nothing_of_that_name(sonmat, plant: Plant, tmp_path) -> None:  # noqa: F811
    for name, said in (("gone", "no release called"), (plant.shared.name, "was withdrawn")):
        told = sonmat("release", "supersede", name, "--out", str(tmp_path / "x"))
        assert told.returncode == 1 and said in told.stderr and not told.stdout
        assert len(told.stderr.splitlines()) == 1
    assert not (tmp_path / "x").exists()


def test_a_comparison_says_what_came_and_went(sonmat, plant: Plant) -> None:  # noqa: F811
    folders = [str(plant.folder / name) for name in ("Kim", "Lee")]
    told = sonmat("release", "diff", *folders).stdout
    assert "sessions: 1 added, 1 removed, 0 changed" in told and "words: " in told
    found = json.loads(sonmat("release", "diff", *folders, "--json").stdout)
    assert set(found) == {"files", "records", "sessions", "steps", "units", "words"}
    assert found["units"] is None, "there is no format that holds cards"
