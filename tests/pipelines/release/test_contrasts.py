"""Contrast pairs: from cues, from cards, and from a step that was taken back."""

from __future__ import annotations

import datasets
import pytest

from data_schemas.clock import Span
from data_schemas.timeline import Finding
from pipelines.release.formats import contrasts
from tests.pipelines.release.conftest import make_bundle
from tests.pipelines.release.test_told_out import lines
from tests.pipelines.release.told import seconds, told_part, unit


def rows(part, tmp_path):
    return lines("contrasts", part, tmp_path)


def test_a_cue_that_says_both_is_a_pair(tmp_path):
    (row,) = rows(told_part(unit()), tmp_path)
    assert (row["basis"], row["label"], row["sense"]) == ("cue", "defect", "touch")
    assert (row["subject"], row["good"], row["other"]) == ("기름기", "뽀득하다", "미끄럽다")
    assert [span["start_s"] for span in row["good_spans"]] == [2]
    assert row["good_unit"] == row["other_unit"] == "unit-1"


@pytest.mark.parametrize(
    ("kind", "label"), [("novice_error", "defect"), ("what_if", "what_if"), ("reason", None)]
)
def test_a_card_about_a_mistake_or_another_case_stands_beside_how_it_is_done(kind, label, tmp_path):
    well = unit("unit-1", kind="key_point", cues=())
    bad = unit("unit-2", kind=kind, cues=(), text="한 번만 닦으면 새요", evidence=(seconds(4, 5),))
    found = rows(told_part(well, bad), tmp_path)
    assert [(one["label"], one["good"], one["other"]) for one in found] == (
        [(label, well.text, bad.text)] if label else []
    )


def test_one_of_another_step_is_no_counterpart(tmp_path):
    well = unit("unit-1", kind="key_point", cues=(), step_id="s2")
    assert rows(told_part(well, unit("unit-2", kind="novice_error", cues=())), tmp_path) == []


def undone(part):
    line = part.timeline
    again = line.segments[1].model_copy(update={"step_id": "s1", "occurrence": 2})
    findings = (Finding(kind="undone", step_id="s1"),)
    segments = (line.segments[0], again, *line.segments[2:])
    return line.model_copy(update={"segments": segments, "findings": findings})


def test_a_step_that_was_taken_back_stands_beside_the_next_time(make, tmp_path):
    part = make.part()
    (row,) = rows(make.replace(part, timeline=undone(part)), tmp_path)
    assert (row["basis"], row["label"], row["made_by"]) == ("takes", "taken_back", "machine")
    assert [one["session_start_s"] for one in row["other_spans"]] == [2.0]
    assert [one["session_start_s"] for one in row["good_spans"]] == [12.0]
    assert rows(part, tmp_path) == [], "done twice is no contrast"


def test_what_was_struck_is_on_neither_side(make, tmp_path):
    cut = (Span(recording="r1", start_s=11, end_s=12),)
    part = make.part()
    assert rows(make.replace(part, timeline=undone(part), withheld=cut), tmp_path) == []
    assert rows(told_part(unit(), withheld=(seconds(2.5, 2.6),)), tmp_path) == []


def test_the_datasets_library_opens_them(tmp_path, monkeypatch):
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    (tmp_path / "out").mkdir()
    contrasts.write(make_bundle(told_part(unit())), tmp_path / "out")
    found = datasets.load_dataset(str(tmp_path / "out"), cache_dir=str(tmp_path / "cache"))
    assert found["train"][0]["good"] == "뽀득하다"
