"""What the docs say about faces and hands is what was measured last."""

from __future__ import annotations

import json

from tests.conftest import ROOT

RESULTS = ROOT / "benchmarks" / "results"
DOCS = (ROOT / "docs" / "deidentification.md").read_text()


def test_the_table_of_faces_is_the_kept_result():
    rows = json.loads((RESULTS / "deidentify-faces.json").read_text())["rows"]
    for size in (160, 80, 40, 24, 16):
        row = rows[f"{size} px high"]
        whole = round(row["recall_clips"] * row["clips"])
        told = f"| {size} px | {whole} of {row['clips']} ("
        assert told in DOCS and f"| {row['recall_pictures']:.3f} |" in DOCS
    assert f"{rows['all']['precision_pictures']:.3f} of the masks" in DOCS


def test_no_joint_of_the_demos_hands_lies_under_a_mask():
    row = json.loads((RESULTS / "deidentify-hands.json").read_text())["rows"]["as proposed"]
    assert row["under_a_mask"] == 0
    assert f"none of {row['joints']:,} joints" in DOCS
