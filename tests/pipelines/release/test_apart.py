"""The check for leaks reads the release alone, and finds what somebody put on two sides."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.release.apart import leaks
from pipelines.release.package import package
from tests.pipelines.release.test_alike import OTHER, SAID
from tests.pipelines.release.told import asked, unit

FORMATS = ("hf", "qa", "explained", "activitynet")


def told(make, session: str, expert: str, text: str):
    part = make.part(session, expert)
    line = part.timeline.model_copy(update={"utterances": (make.say(1, 9, text),)})
    card = unit(session=session, expert=expert)
    return make.replace(part, timeline=line, cards=(card,), inquiries=(asked(),))


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    """Five people, one of them to be tested on, each with words and a motion of their own."""
    from tests.pipelines.release.conftest import Make, track

    make, folder = Make(), tmp_path_factory.mktemp("apart")
    parts = []
    for n in range(5):
        moved = np.cumsum(np.random.default_rng(n).normal(0, 0.01, (80, 33, 3)), axis=0)
        own = track(80, 2.0)
        own = make.replace(own, pose_xyz=moved.astype(np.float32))
        part = told(make, f"ses-{n}", f"exp-{n}", SAID if n % 2 else OTHER)
        parts.append(make.replace(part, track=lambda own=own: own))
    (folder / "data").mkdir()
    package(make.bundle(*parts), FORMATS, folder / "out", folder / "data")
    return folder / "out"


@pytest.fixture
def out(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "out"))


def segments(out: Path, split: str) -> Path:
    (file,) = (out / "data/hf/segments").glob(f"{split}-*.parquet")
    return file


def changed(file: Path, column: str, values: list[str]) -> None:
    table = pq.read_table(file)
    place = table.schema.get_field_index(column)
    pq.write_table(table.set_column(place, column, pa.array(values)), file)


def test_people_who_read_out_one_text_are_apart(out):
    assert leaks(out) == []


def test_a_person_on_two_sides_is_found_in_the_rows(out):
    test, train = segments(out, "test"), segments(out, "train")
    rows = pq.read_table(train)
    person = rows["expert"][0].as_py()
    changed(test, "expert", [person] * pq.read_table(test).num_rows)
    assert any(f"person {person} is in more than one split" in one for one in leaks(out))


def test_a_row_that_says_another_split_than_its_file_is_found(out):
    test = segments(out, "test")
    changed(test, "split", ["train"] * pq.read_table(test).num_rows)
    assert any("more than one split (test, train)" in one for one in leaks(out))


def test_a_format_that_splits_otherwise_than_the_others_is_found(out):
    lines = out / "data/qa"
    (lines / "test.jsonl").rename(lines / "validation.jsonl")
    assert any("more than one split (test, validation)" in one for one in leaks(out))


def test_activities_on_another_side_are_found(out):
    file = out / "data/activitynet/annotations.json"
    said = json.loads(file.read_text("utf-8"))
    for one in said["database"].values():
        one["subset"] = "validation"
    file.write_text(json.dumps(said))
    assert any("validation" in one for one in leaks(out))


def copy_into_test(out: Path, motion: bool) -> None:
    """The words of a session in train, and its motion or not, given to the one that tests."""
    train, test = pq.read_table(segments(out, "train")), segments(out, "test")
    held = pq.read_table(test)
    first = train["session"][0].as_py()
    words = [row["narration"] for row in train.to_pylist() if row["session"] == first]
    changed(test, "narration", words)
    if motion:
        frames = out / "data/hf/frames"
        mine = frames / f"test-{held['session'][0].as_py()}.parquet"
        shutil.copy(frames / f"train-{first}.parquet", mine)


def test_work_that_is_nearly_the_same_on_two_sides_is_found(out):
    copy_into_test(out, motion=True)
    assert any("nearly the same and in different splits" in one for one in leaks(out))


def test_its_words_alone_are_no_leak_where_the_hands_say_otherwise(out):
    copy_into_test(out, motion=False)
    assert leaks(out) == []


@pytest.mark.parametrize("place", ["hf/segments/train-00000-of-00001.parquet", "qa/train.jsonl"])
def test_what_cannot_be_read_is_told(out, place):
    (out / "data" / place).write_bytes(b"\x00 not this")
    assert [one for one in leaks(out) if "cannot be read" in one] == [
        f"data/{place} cannot be read for its splits"
    ]
