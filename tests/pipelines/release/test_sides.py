"""Sides, rows and papers through the door: kept from release to release, told to nobody else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app import catalogue
from capture.access import OWNER
from capture.site import Site
from data_schemas.errors import InputError
from data_schemas.release import FormatOptions, Release, Selection, Wanted
from data_schemas.rights import Actor, Role
from pipelines.release import desk
from pipelines.release.apart import leaks
from pipelines.release.bag import verify
from pipelines.release.quality import desk as quality
from pipelines.withdraw import withdraw
from tests import store
from tests.app import sample
from tests.hidden import answered_for

PEOPLE = ("Kim", "Lee", "Park")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("sides")
    site = store.opened(store.settings_at(folder))
    people = [sample.processed(site, sample.take_in(site, name)) for name in PEOPLE]
    answered_for(site, *(one.session.id for one in people))
    yield site, people
    site.close()


@pytest.fixture(scope="module")
def first(made, tmp_path_factory: pytest.TempPathFactory) -> tuple[Release, Path]:
    site, people = made
    out = tmp_path_factory.mktemp("first") / "out"
    chosen = tuple(one.session.id for one in people[:2])
    return release(site, out, chosen), out


def release(site: Site, out: Path, sessions=(), **options) -> Release:
    chosen = Selection(name="sides", sessions=sessions, options=FormatOptions(**options))
    return desk.create(site, OWNER, chosen, out, catalogue.say)


def test_the_papers_lie_at_the_top_and_the_manifest_lists_them(first):
    made, out = first
    names = {one.name for one in (out / "data").iterdir() if one.is_file()}
    assert names >= {
        "README.md", "README.ko.md", "quality.en.md", "quality.ko.md", "quality.json",
        "deidentification.en.md", "deidentification.ko.md",
    }  # fmt: skip
    assert verify(out) == [] and leaks(out) == []
    found = json.loads((out / "data/quality.json").read_text("utf-8"))
    assert sum(one["rows"] for one in found["sides"]) == made.rows
    assert found["balance"]["empty"], "the sample never tests for leaks"
    assert any("Steps without any example" in one for one in made.warnings)


def test_people_whose_words_are_the_same_share_a_side_and_it_is_said(first):
    made, _ = first
    assert set(made.splits.values()) == {"train"} and len(made.splits) == 2
    assert any("Nearly the same work" in one for one in made.warnings)


def test_nobody_changes_side_in_the_next_release(made, first, tmp_path, monkeypatch):
    """Also where the newest says another side than would be chosen now."""
    site, people = made
    kim, lee = (people[n].session.expert for n in (0, 1))
    real = quality.known
    monkeypatch.setattr(quality, "known", lambda s: {**real(s), kim: "test", lee: "test"})
    later = release(site, tmp_path / "later")
    assert later.splits[kim] == later.splits[lee] == "test"
    monkeypatch.undo()
    alone = release(site, tmp_path / "alone", (people[0].session.id,))
    assert alone.splits[kim] == "test", "and not train, though nobody else is in it"
    assert alone.splits.keys() == later.splits.keys(), "who is not in it is not forgotten"
    assert any("Nobody in it is to be trained on" in one for one in alone.warnings)


def test_who_only_uses_releases_learns_no_sides_of_people(made, first):
    site, _ = made
    trainer = Actor(id="t", roles=frozenset({Role.TRAINER}))
    assert all(one.splits == {} for one in desk.list_releases(site, trainer))
    assert any(one.splits for one in desk.list_releases(site, OWNER))


def test_no_table_of_the_database_holds_a_person_beside_a_split(made, first):
    site, people = made
    kept = desk.list_releases(site, OWNER)[0].splits
    files = [one for one in site.settings.folder.rglob("*") if one.is_file()]
    held = b"".join(one.read_bytes() for one in files)
    for one in people:
        person = one.session.expert
        assert person in kept and person.encode() in held, "looked for in the right place"
        assert f'"{person}":"'.encode() not in held


def test_a_release_of_rows_that_nobody_made_is_refused_in_one_sentence(made, tmp_path):
    site, _ = made
    with pytest.raises(InputError, match="none of its labels is of those that were asked for"):
        release(site, tmp_path / "out", wanted=Wanted(made_by=frozenset({"person"})))
    assert not (tmp_path / "out").exists()


def test_only_sure_rows_are_in_any_format(made, tmp_path):
    site, people = made
    sure = Wanted(min_confidence=0.9)
    found = release(site, tmp_path / "out", (people[0].session.id,), wanted=sure)
    assert found.rows == 1
    steps = (tmp_path / "out/data/vtt").glob("*steps*")
    assert "Fit the gasket" not in "".join(one.read_text("utf-8") for one in steps)


def test_who_withdrew_is_forgotten_by_the_next_release(made, first, tmp_path):
    """Last: it takes a person from the site."""
    site, people = made
    gone = people[1].session
    withdraw(site, OWNER, gone.id)
    assert gone.expert not in release(site, tmp_path / "out").splits
