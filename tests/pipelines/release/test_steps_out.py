"""Steps as ActivityNet and EPIC-KITCHENS write them: times hold, whatever the clocks are."""

from __future__ import annotations

import csv
import json
import tempfile
from dataclasses import replace
from pathlib import Path

import jsonschema
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.timeline import Segment
from pipelines.release.formats import FORMATS, epic
from pipelines.release.formats.placed import placed
from tests.pipelines.release.conftest import make_bundle, make_part

# What ActivityNet's evaluation reads: the three keys, and of a video its subset and annotations.
SCHEMA = {
    "type": "object",
    "required": ["version", "taxonomy", "database"],
    "properties": {
        "version": {"type": "string"},
        "taxonomy": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["nodeId", "nodeName", "parentId", "parentName"],
                "properties": {"nodeId": {"type": "integer"}, "nodeName": {"type": "string"}},
            },
        },
        "database": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["duration", "subset", "resolution", "url", "annotations"],
                "properties": {
                    "duration": {"type": "number", "exclusiveMinimum": 0},
                    "subset": {"enum": ["training", "validation", "testing"]},
                    "annotations": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["segment", "label"],
                            "properties": {
                                "segment": {
                                    "type": "array", "minItems": 2, "maxItems": 2,
                                    "items": {"type": "number", "minimum": 0},
                                },
                                "label": {"type": "string", "minLength": 1},
                            },
                        },
                    },
                },
            },
        },
    },
}  # fmt: skip


def activitynet(bundle, out):
    FORMATS["activitynet"](bundle, out)
    return json.loads((out / "annotations.json").read_text("utf-8"))


def rows(out):
    """All rows of all splits, by a CSV reader that knows no types."""
    found = {}
    for file in out.glob("*.csv"):
        if file.name != "video_info.csv":
            with file.open(encoding="utf-8", newline="") as opened:
                found |= {row["narration_id"]: row for row in csv.DictReader(opened)}
    return found


def test_activitynet_has_what_its_evaluation_reads(bundle, tmp_path):
    found = activitynet(bundle, tmp_path)
    jsonschema.validate(found, SCHEMA)
    video = found["database"]["ses-a"]
    assert video["duration"] == 42.0
    assert [(one["label"], one["segment"]) for one in video["annotations"]] == [
        ("pump/s1", [2.0, 12.0]), ("pump/s2", [12.0, 22.0]),
    ]  # fmt: skip
    assert video["annotations"][0]["sonmat"]["title"] == "플랜지를 닦는다"
    names = {one["nodeId"]: one for one in found["taxonomy"]}
    leaves = [one for one in found["taxonomy"] if "/" in one["nodeName"]]
    assert {one["nodeName"] for one in leaves} == {"pump/s1", "pump/s2"}
    for one in found["taxonomy"]:
        above = names.get(one["parentId"])
        assert (above["nodeName"] if above else None) == one["parentName"]


def test_subsets_are_the_splits_of_the_people(bundle, tmp_path):
    found = activitynet(bundle, tmp_path)["database"]
    told = {"train": "training", "validation": "validation", "test": "testing"}
    assert {r.session: told[r.split] for r in bundle.records} == {
        name: video["subset"] for name, video in found.items()
    }


def test_epic_has_its_columns_in_their_order_and_ours_behind(bundle, tmp_path):
    FORMATS["epic"](bundle, tmp_path)
    table = pd.concat(pd.read_csv(one) for one in tmp_path.glob("t*.csv"))
    assert list(table.columns) == [*epic.COLUMNS, *epic.OURS]
    first = table[table["narration_id"] == "ses-a_0"].iloc[0]
    assert (first["participant_id"], first["video_id"]) == ("exp-a", "ses-a")
    assert (first["start_timestamp"], first["stop_timestamp"]) == ("00:00:02.000", "00:00:12.000")
    assert first["narration"] == "기름을 닦아요" and first["step_title"] == "플랜지를 닦는다"
    assert pd.isna(first["verb"]) and first["verb_class"] == -1 and first["all_nouns"] == "[]"
    outside = table[table["narration_id"] == "ses-a_2"].iloc[0]
    assert pd.isna(outside["step_id"])
    videos = pd.read_csv(tmp_path / "video_info.csv")
    assert videos["duration"].tolist() == [42.0, 42.0]
    readme = (tmp_path / "README.md").read_text("utf-8")
    assert all(f"`{name}`" in readme for name in epic.OURS)


def test_datasets_opens_epic(bundle, tmp_path, monkeypatch):
    import datasets

    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    (tmp_path / "out").mkdir()
    FORMATS["epic"](bundle, tmp_path / "out")
    files = {one.stem: str(one) for one in (tmp_path / "out").glob("t*.csv")}
    data = datasets.load_dataset("csv", data_files=files, cache_dir=str(tmp_path / "cache"))
    assert sum(map(len, data.values())) == len(bundle.records)


def test_a_cell_of_what_people_said_is_no_formula(make, tmp_path):
    part = make.part()
    said = (make.say(1, 3, '=HYPERLINK("http://x")'),)
    line = part.timeline.model_copy(update={"utterances": said})
    FORMATS["epic"](make.bundle(replace(part, timeline=line)), tmp_path)
    assert rows(tmp_path)["ses-a_0"]["narration"] == '\'=HYPERLINK("http://x")'


def test_work_before_the_sessions_zero_is_cut_and_what_lies_outside_left_out(make):
    part = make.part()
    early = part.session.recordings[0].model_copy(update={"offset_s": -12.0})
    moved = replace(part, session=part.session.model_copy(update={"recordings": (early,)}))
    found = placed(make.bundle(moved), moved)
    assert [(one.id, one.start_s, one.end_s) for one in found] == [
        ("ses-a/g2", 0.0, 8.0), ("ses-a/g3", 8.0, 18.0),
    ]  # fmt: skip


seconds = st.floats(-5, 45, allow_nan=False).map(lambda one: round(one, 4))


@settings(deadline=None, max_examples=60)
@given(
    edges=st.lists(st.tuples(seconds, seconds).map(sorted), min_size=1, max_size=6),
    offset=st.floats(-20, 20, allow_nan=False),
    fps=st.sampled_from([1.0, 15.0, 29.97, 30.0, 59.94]),
)
def test_times_lie_within_the_video_and_frames_hold_them(edges, offset, fps):
    part = make_part()
    film = part.session.recordings[0].model_copy(update={"offset_s": offset, "fps": fps})
    segments = tuple(
        Segment(id=f"g{n}", recording="r1", start_s=a, end_s=b, step_id="s1", confidence=0.5)
        for n, (a, b) in enumerate(edges)
    )
    part = replace(
        part,
        session=part.session.model_copy(update={"recordings": (film,)}),
        timeline=part.timeline.model_copy(update={"segments": segments}),
    )
    bundle = make_bundle(part)
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        video = activitynet(bundle, out)["database"]["ses-a"]
        FORMATS["epic"](bundle, out)
        told = rows(out)
    assert len(told) == len(video["annotations"]) <= len(edges)
    for one in video["annotations"]:
        start, end = one["segment"]
        assert 0 <= start < end <= max(0.0, offset + 40)
        number = int(one["sonmat"]["id"].split("/g")[1])
        was = (edges[number][0] + offset, edges[number][1] + offset)
        assert start == pytest.approx(max(0.0, was[0])) and end <= was[1] + 1e-9
    for row in told.values():
        start, stop = (_seconds(row[f"{edge}_timestamp"]) for edge in ("start", "stop"))
        assert start <= stop
        for second, frame in ((start, row["start_frame"]), (stop, row["stop_frame"])):
            assert int(frame) / fps <= second + 0.001 < (int(frame) + 1) / fps + 0.002


def _seconds(text):
    hours, minutes, rest = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


@pytest.mark.parametrize(
    ("second", "told"),
    [(0, "00:00:00.000"), (59.9996, "00:01:00.000"), (3661.5, "01:01:01.500"),
     (360_000, "100:00:00.000")],
)  # fmt: skip
def test_timestamps_carry_over(second, told):
    assert epic.timestamp(second) == told
