"""``sonmat release request|grant|refuse|give|given`` and ``sonmat library``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.pipelines.release.library.conftest import Plant, plant, planted  # noqa: F401


@pytest.fixture
def sonmat(plant: Plant, environment, commands):  # noqa: F811
    """Its own site: that of the environment is another folder."""
    told = environment | {
        "SONMAT_DATA": str(plant.site.settings.folder),
        "SONMAT_SITE_KEY_FILE": str(plant.site.settings.key_file),
    }
    return lambda *words: commands.call([*words], told)


def test_asked_for_granted_handed_over_and_told(plant: Plant, sonmat) -> None:  # noqa: F811
    ask = ("release", "request", plant.shared.id, "--organisation", "한빛 연구소", "--purpose",
           "grip", "--contact", "c@x.example")  # fmt: skip
    made = json.loads(sonmat(*ask, "--json").stdout)
    assert made["state"] == "open" and made["recipient"]["organisation"] == "한빛 연구소"
    again = sonmat(*ask)
    assert again.returncode == 1 and made["id"] in again.stderr and not again.stdout
    early = sonmat("release", "give", made["id"])
    assert early.returncode == 1 and "before it was granted" in early.stderr
    assert "granted" in sonmat("release", "grant", made["id"], "--terms", "a year").stdout
    wrong = sonmat("release", "give", made["id"], "--folder", str(plant.folder / "Lee"))
    assert wrong.returncode == 1 and "is not this release" in wrong.stderr
    folder = str(plant.folder / "Kim")
    assert "copy 1" in sonmat("release", "give", made["id"], "--folder", folder).stdout
    told = sonmat("release", "given", plant.shared.id).stdout
    assert "한빛 연구소, c@x.example" in told and plant.shared.digest[:12] in told
    assert "granted, handed over" in sonmat("release", "given").stdout
    (listed,) = json.loads(sonmat("release", "given", plant.shared.id, "--json").stdout)
    assert listed["terms"] == "a year"


def test_refused_with_a_reason_and_what_is_not_here(plant: Plant, sonmat) -> None:  # noqa: F811
    ask = ("release", "request", plant.ours.id, "--organisation", "Lab", "--purpose", "x")
    made = json.loads(sonmat(*ask, "--json").stdout)
    stays = sonmat("release", "grant", made["id"])
    assert stays.returncode == 1 and "no consent was given for this purpose" in stays.stderr
    assert "refused" in sonmat("release", "refuse", made["id"], "--reason", "no").stdout
    for words in (
        ("release", "request", "rel-0", "--organisation", "a", "--purpose", "b"),
        ("release", "grant", "req-0"),
        ("release", "given", "rel-0"),
    ):
        done = sonmat(*words)
        assert done.returncode == 1 and len(done.stderr.splitlines()) == 1
        assert "of that id here" in done.stderr


def test_a_catalogue_is_written_listed_and_merged(plant: Plant, sonmat, tmp_path) -> None:  # noqa: F811
    first, both = tmp_path / "first", tmp_path / "both"
    done = sonmat("library", "export", "--out", str(first), "--publisher", "Ulsan", "--json")
    assert {one["id"] for one in json.loads(done.stdout)["offerings"]} == {
        plant.shared.id, plant.ours.id
    }  # fmt: skip
    listed = json.loads(sonmat("library", "list", "--json").stdout)
    assert {one["id"]: one["sessions"] for one in listed} == {plant.shared.id: 1, plant.ours.id: 1}
    recalled = tmp_path / "recalled.json"
    text = (
        (first / "library.json").read_text("utf-8").replace('"recalled": false', '"recalled": true')
    )
    recalled.write_text(text, "utf-8")
    done = sonmat("library", "merge", str(first), str(recalled), "--out", str(both))
    assert done.returncode == 0 and "is told as recalled" in done.stderr
    assert sorted(p.name for p in both.iterdir()) == [
        "catalogue.jsonld", "croissant", "index.html", "index.ko.html", "library.json"
    ]  # fmt: skip
    assert "2 dataset(s)" in done.stdout


def test_what_is_no_catalogue_leaves_nothing(sonmat, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "none.json").write_text("{}")
    for given, said in (("empty", "is not there"), ("none.json", "is no catalogue")):
        done = sonmat("library", "merge", str(tmp_path / given), "--out", str(tmp_path / "out"))
        assert done.returncode == 1 and said in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()
