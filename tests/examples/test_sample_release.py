"""The sample release: whole, small, generated, and opened in one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.release.bag import is_signed, verify

SAMPLE = Path(__file__).parents[2] / "examples" / "sample_release"
HF = SAMPLE / "data" / "hf"


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    import datasets

    cache = str(tmp_path_factory.mktemp("cache"))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(datasets.config, "HF_HUB_OFFLINE", True)
        return datasets.load_dataset(str(HF), cache_dir=cache)


def test_it_is_whole_and_small():
    assert verify(SAMPLE) == []
    size = sum(one.stat().st_size for one in SAMPLE.rglob("*") if one.is_file())
    assert size < 2_000_000


def test_one_line_loads_it_and_each_split_is_another_person(rows):
    assert set(rows) == {"train", "test"}
    people = [set(split["expert"]) for split in rows.values()]
    assert sum(map(len, people)) == len(set.union(*people)) == 4
    assert {language for split in rows.values() for language in split["language"]} == {"en", "ko"}


def test_nobody_real_is_in_it_and_every_place_says_so(rows):
    assert all(all(split["synthetic"]) for split in rows.values())
    assert "**synthetic**" in (HF / "README.md").read_text("utf-8")
    told = json.loads((SAMPLE / "data/croissant/croissant.json").read_text("utf-8"))
    assert "synthetic" in told["description"]["en"] and "합성" in told["description"]["ko"]


def test_its_segments_are_where_the_generated_take_has_them(rows):
    """The first take, by the seconds that the generator's own documents give for it."""
    steps = {
        (row["step_id"], row["occurrence"]): (row["start_s"], row["end_s"])
        for row in rows["train"]
        if row["session"] == "take-0000"
    }
    assert steps["gasket", 1] == (8.934, 21.07)
    assert steps["torque", 1] == (85.988, 120.552)
    line = (SAMPLE / "data/vtt/take-0000.vtt").read_text("utf-8")
    assert "00:00:09.184 --> 00:00:12.519" in line and "가스켓" in line


def test_mlcroissant_reads_it():
    import mlcroissant

    found = mlcroissant.Dataset(jsonld=str(SAMPLE / "data/croissant/croissant.json"))
    assert {row["segments-test/expert"] for row in found.records("segments-test")} == {b"exp-ben"}


def test_it_is_signed_and_has_the_papers_that_a_site_writes():
    assert is_signed(SAMPLE)
    there = {one.name for one in (SAMPLE / "data").iterdir() if one.is_file()}
    assert {"README.md", "README.ko.md", "quality.json", "policy.json", "LICENCE.md"} <= there
    hidden = (SAMPLE / "data/deidentification.en.md").read_text("utf-8")
    assert hidden.count("made up for demonstration") == 5


def test_a_take_in_which_something_goes_wrong_stands_beside_a_good_one(tmp_path, monkeypatch):
    """The bolts are pulled round in a circle in one of the two, which takes three times as long."""
    import datasets

    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    folder = str(SAMPLE / "data" / "contrasts")
    pairs = datasets.load_dataset(folder, cache_dir=str(tmp_path))["train"]
    assert {(row["session"], row["other_session"]) for row in pairs} == {("take-0015", "take-0012")}
    assert {row["other"] for row in pairs} == {"the bolts are pulled round in a circle"}
    (bolts,) = [row for row in pairs if row["step_id"] == "bolts"]
    good, other = (
        sum(one["end_s"] - one["start_s"] for one in bolts[side])
        for side in ("good_spans", "other_spans")
    )
    assert (round(good, 1), round(other, 1)) == (7.4, 24.4)


def test_rows_say_what_their_take_shows(rows):
    found = {row["session"]: row["variant"] for split in rows.values() for row in split}
    assert found == {
        "take-0000": "", "take-0006": "good", "take-0008": "defect", "take-0012": "defect",
        "take-0015": "good",
    }  # fmt: skip
