"""A release of many sessions: each is gathered when it is asked for, in one order, and let go."""

from dataclasses import replace

import pytest

from pipelines.release.formats import FORMATS
from pipelines.release.parts import KEPT, Parts, Source, among, in_order, sessions_of
from pipelines.release.records import collect


@pytest.fixture
def lazy(make):
    """Twenty sessions, last first, and the list of those that were gathered."""
    gathered = []

    def source(part):
        def gather():
            gathered.append(part.session.id)
            return part

        return Source(part.session, gather)

    made = [make.part(f"ses-{n:02}", f"exp-{n % 3}") for n in reversed(range(20))]
    return Parts([source(part) for part in made]), made, gathered


def test_sessions_are_known_before_anything_is_gathered(lazy):
    parts, _, gathered = lazy
    assert len(parts) == 20
    assert [one.id for one in sessions_of(parts)] == [f"ses-{n:02}" for n in range(20)]
    assert gathered == []


def test_only_what_is_wanted_is_gathered_and_the_last_few_are_kept(lazy):
    parts, _, gathered = lazy
    wanted = {"ses-03", "ses-15"}
    for _ in range(2):
        assert [one.session.id for one in among(parts, wanted)] == ["ses-03", "ses-15"]
    assert gathered == ["ses-03", "ses-15"]
    assert len(list(parts)) == 20
    assert len(parts._kept) == KEPT
    assert parts[-1].session.id == "ses-19" and [one.session.id for one in parts[1:3]] == [
        "ses-01", "ses-02",
    ]  # fmt: skip


def test_a_bundle_of_gathered_parts_is_written_as_one_that_lies_there(lazy, make, tmp_path):
    parts, made, _ = lazy
    assert list(in_order(parts)) == list(in_order(made))
    there = make.bundle(*made)
    assert collect(parts) == there.records
    taken = []
    for name, bundle in (
        ("there", there),
        ("lazy", replace(there, parts=parts.telling(taken.append))),
    ):
        for form in ("hf", "coco", "qa", "eaf"):
            (tmp_path / name / form).mkdir(parents=True)
            FORMATS[form](bundle, tmp_path / name / form)
    files = sorted(p.relative_to(tmp_path / "there") for p in (tmp_path / "there").rglob("*.*"))
    assert files
    for file in files:
        assert (tmp_path / "there" / file).read_bytes() == (tmp_path / "lazy" / file).read_bytes()
    assert set(taken) == set(range(20))
