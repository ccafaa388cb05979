"""``sonmat release``: the gate, rows by who made them, and splits that are not apart."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from capture import consent
from capture.permission import NO_RIGHTS
from pipelines.release.bag import About, write_tags
from tests.cli.test_release_out import sonmat  # noqa: F401
from tests.pipelines.release.library.conftest import SHARED, Plant, plant, planted  # noqa: F401


def test_the_gate_tells_every_reason_and_writes_nothing(sonmat, plant: Plant) -> None:  # noqa: F811
    assert sonmat("release", "gate").stdout == "All of it may leave.\n"
    consent.seal(plant.site, plant.kims, SHARED.model_copy(update={"rights_holder": ""}))
    (told,) = json.loads(sonmat("release", "gate", "--json").stdout)
    assert told == {"session": plant.kims, "reason": NO_RIGHTS, "reasons": [NO_RIGHTS]}
    assert f"{plant.kims} stays: {NO_RIGHTS}" in sonmat("release", "gate").stdout
    unknown = sonmat("release", "gate", "--session", "ses-0")
    assert unknown.returncode == 1 and len(unknown.stderr.splitlines()) == 1


def test_rows_that_nobody_asked_for_stay_out_and_warnings_are_told(
    sonmat, plant: Plant, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    create = ("release", "create", "x", "--session", plant.kims)
    out = ("--out", str(tmp_path / "out"))
    wrong = sonmat(*create, *out, "--made-by", "robot")
    assert wrong.returncode == 2 and "--made-by is machine, confirmed or person" in wrong.stderr
    none = sonmat(*create, *out, "--made-by", "person")
    assert none.returncode == 1 and "none of its labels" in none.stderr
    assert not (tmp_path / "out").exists()
    made = json.loads(sonmat(*create, *out, "--min-confidence", "0.9", "--k", "1", "--json").stdout)
    assert made["rows"] == 1 and made["options"]["k"] == 1
    assert any("the work of one person" in one for one in made["warnings"])
    assert not any("withheld" in one for one in made["warnings"]), "k of one withholds nothing"


def test_a_release_that_leaks_is_refused_by_verify_though_it_is_whole(
    sonmat, plant: Plant  # noqa: F811
) -> None:  # fmt: skip
    folder = plant.folder / "Kim"
    (file,) = (folder / "data/hf/segments").glob("*.parquet")
    rows = pq.read_table(file)
    place = rows.schema.get_field_index("split")
    sides = ["test", *["train"] * (rows.num_rows - 1)]
    pq.write_table(rows.set_column(place, "split", pa.array(sides)), file)
    for one in (one for one in folder.iterdir() if one.is_file()):
        one.unlink()
    write_tags(folder, About("x", datetime(2026, 1, 1, tzinfo=UTC), "x"))
    told = sonmat("release", "verify", str(folder), "--json")
    found = json.loads(told.stdout)
    assert told.returncode == 1 and found["problems"] == []
    assert any("is in more than one split (test, train)" in one for one in found["leaks"])
    assert "The splits of the dataset are not apart" in told.stderr
