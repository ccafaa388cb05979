"""The checker of the chaos run finds each dataset that a killed command left wrong."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.chaos.check import releases
from benchmarks.chaos.place import Place
from capture.logbook import Copied, note_copy
from capture.records import releases as records
from tests.pipelines.release.library.conftest import Plant, plant, planted  # noqa: F401


@pytest.fixture
def place(plant: Plant, tmp_path: Path) -> Place:  # noqa: F811
    """A dataset that was answered for, and one whose command died when it was there."""
    made = Place(tmp_path / "chaos", None, None)
    made.folder.mkdir()
    shutil.copytree(plant.folder / "Kim", made.folder / "release-0")
    shutil.copytree(plant.folder / "Lee", made.folder / "release-1")
    return made


def found(place: Place, plant: Plant) -> list[str]:  # noqa: F811
    return [*releases(place, plant.site, [place.folder / "release-0"])]


def test_what_is_whole_and_known_is_in_order_and_what_was_promised_is_there(place, plant):  # noqa: F811
    assert found(place, plant) == []
    shutil.rmtree(place.folder / "release-0")
    (line,) = found(place, plant)
    assert line.startswith("release-0: ")


def test_one_that_nobody_answered_for_is_looked_at_too(place, plant):  # noqa: F811
    paper = place.folder / "release-1/data/README.md"
    paper.write_bytes(paper.read_bytes()[:-1])
    (line,) = found(place, plant)
    assert line.startswith("release-1: ") and "README.md" in line


def test_one_that_the_site_does_not_know_is_found(place, plant):  # noqa: F811
    with plant.site.db() as db:
        records.remove(db, plant.ours.id)
    assert found(place, plant) == ["release-1: it is readable, and no recall would name it"]


def test_an_unfinished_one_is_told_of_and_for_one_user_alone(place, plant):  # noqa: F811
    draft = (place.folder / "release-1").rename(place.folder / "release-1.partial")
    draft.chmod(0o755)
    assert found(place, plant) == [
        "release-1.partial: it is unfinished, and others may read it",
        "release-1.partial: it is unfinished, and nobody is told of it",
    ]
    draft.chmod(0o700)
    told = Copied(path=str(draft.resolve()), kind="release", id="rel-1", at=datetime.now(UTC))
    note_copy(plant.site.settings, told)
    assert found(place, plant) == []
