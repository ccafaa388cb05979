"""Keypoints in COCO's form: opened by pycocotools, honest about what was seen."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import replace

import numpy as np
import pytest

from data_schemas.clock import Span
from data_schemas.motion import NO_FRAME, POSE_NAMES, Status
from pipelines.release.formats import coco
from pipelines.release.formats.skeletons import CATEGORIES, COCO_NAMES


def written(bundle, out):
    coco.write(bundle, out)
    assert [one.name for one in out.iterdir()] == [coco.FILE]

    def refuse(name):
        raise AssertionError(f"{name} is no JSON")

    return json.loads((out / coco.FILE).read_text("utf-8"), parse_constant=refuse)


def changed(track, **arrays):
    return replace(track, **arrays)


def test_every_sampled_frame_is_an_image_named_by_recording_and_time(bundle, tmp_path):
    found = written(bundle, tmp_path)
    images = found["images"]
    assert len(images) == 80 and [one["id"] for one in images] == list(range(1, 81))
    assert images[3]["file_name"] == "r1/000003000000.jpg"
    assert (images[3]["t_s"], images[3]["session_t_s"]) == (3.0, 5.0)
    assert (images[3]["width"], images[3]["height"]) == (640, 480)
    assert {one["session"]: one["split"] for one in images} == {
        one.session: one.split for one in bundle.records
    }
    names = {one["id"]: one["name"] for one in found["licenses"]}
    assert {names[one["license"]] for one in images} == {"CC-BY-4.0"}


def test_points_are_those_of_the_track_in_pixels(make, tmp_path):
    track = make.track()
    found = written(make.bundle(replace(make.part(), track=lambda: track)), tmp_path)
    body = [one for one in found["annotations"] if one["category_id"] == 2]
    assert len(body) == 40
    for n, one in enumerate(body):
        points = np.array(one["keypoints"]).reshape(33, 3)
        assert np.allclose(points[:, :2], track.pose_xyz[n, :, :2] * (640, 480), atol=0.01)
        assert set(points[:, 2]) == {2} and one["num_keypoints"] == 33
        left, top, width, height = one["bbox"]
        assert np.allclose((left, top), points[:, :2].min(axis=0))
        assert np.allclose((left + width, top + height), points[:, :2].max(axis=0), atol=0.02)
        assert one["area"] == pytest.approx(width * height, abs=0.01) and one["iscrowd"] == 0
    person = next(one for one in found["annotations"] if one["category_id"] == 1)
    wrist = COCO_NAMES.index("left_wrist") * 3
    own = POSE_NAMES.index("left_wrist") * 3
    assert person["keypoints"][wrist : wrist + 3] == body[0]["keypoints"][own : own + 3]


def test_a_hand_that_was_not_found_has_no_annotation(bundle, tmp_path):
    found = written(bundle, tmp_path)
    assert {one["category_id"] for one in found["annotations"]} == {1, 2, 3}


def test_visibility_is_what_the_scores_say(make, tmp_path):
    track = make.track(rows=3)
    xyz, vis, there = track.pose_xyz.copy(), track.pose_vis.copy(), track.pose_presence.copy()
    status = track.pose_status.copy()
    xyz[0, 0] = np.nan  # not found
    vis[0, 1] = 0.2  # covered
    there[0, 2] = 0.1  # likely not in the picture
    xyz[0, 3, 0] = 1.4  # beside the picture
    vis[0, 4] = np.nan  # nobody knows
    status[1] = Status.INTERPOLATED
    status[2] = Status.MISSING
    left = replace(track.left, status=np.array([1, 2, 0], np.uint8))
    odd = changed(
        track, pose_xyz=xyz, pose_vis=vis, pose_presence=there, pose_status=status, left=left
    )
    found = written(make.bundle(replace(make.part(), track=lambda: odd)), tmp_path)

    def of(category, image):
        return [
            one["keypoints"] for one in found["annotations"]
            if (one["category_id"], one["image_id"]) == (category, image)
        ]  # fmt: skip

    (first,) = of(2, 1)
    assert [first[3 * n + 2] for n in range(6)] == [0, 1, 0, 0, 1, 2]
    for n in (0, 2, 3):
        assert first[3 * n : 3 * n + 2] == [0.0, 0.0]
    assert {*of(2, 2)[0][2::3]} == {1} and of(2, 3) == [] and of(1, 3) == []
    assert {*of(3, 1)[0][2::3]} == {2} and {*of(3, 2)[0][2::3]} == {1} and of(3, 3) == []


def test_struck_rows_and_rows_without_a_picture_are_no_images(make, tmp_path):
    track = make.track()
    frame = track.frame.copy()
    frame[30] = NO_FRAME
    cut = Span(recording="r1", start_s=8, end_s=12)
    part = replace(make.part(), track=lambda: changed(track, frame=frame), withheld=(cut,))
    found = written(make.bundle(part), tmp_path)
    seconds = [one["t_s"] for one in found["images"]]
    assert seconds == [n for n in range(40) if not 8 <= n < 12 and n != 30]
    # the row that the format hf numbers so
    assert [one["frame_row"] for one in found["images"]] == [n for n in range(36) if n != 26]


def test_long_tracks_are_written_in_blocks(make, tmp_path, monkeypatch):
    (tmp_path / "whole").mkdir()
    (tmp_path / "blocks").mkdir()
    whole = written(make.bundle(make.part()), tmp_path / "whole")
    monkeypatch.setattr(coco, "AT_ONCE", 7)
    assert written(make.bundle(make.part()), tmp_path / "blocks") == whole


def test_without_motion_it_is_an_empty_list(make, tmp_path):
    found = written(make.bundle(replace(make.part(), track=lambda: None)), tmp_path)
    assert found["images"] == found["annotations"] == []


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda one: one.name)
def test_skeletons_join_all_points_of_a_body_part_by_names_that_there_are(category):
    told = category.written()
    assert len(set(told["keypoints"])) == len(told["keypoints"])
    ends = [one for line in told["skeleton"] for one in line]
    assert min(ends) == 1 and max(ends) <= len(category.points)
    assert len({tuple(sorted(one)) for one in told["skeleton"]}) == len(told["skeleton"])
    if category.above == "hand":
        assert set(ends) == set(range(1, 22))


def test_pycocotools_opens_it_and_finds_it_equal_to_itself(bundle, tmp_path):
    reader = pytest.importorskip("pycocotools.coco", reason="pip install -e .[dev]")
    from pycocotools.cocoeval import COCOeval

    coco.write(bundle, tmp_path)
    with contextlib.redirect_stdout(io.StringIO()):
        truth = reader.COCO(str(tmp_path / coco.FILE))
        assert len(truth.getImgIds()) == 80
        hands = truth.getAnnIds(catIds=truth.getCatIds(catNms=["left_hand"]))
        assert len(hands) == 80
        for name, count in (("person", 17), ("left_hand", 21)):
            kind = truth.getCatIds(catNms=[name])
            found = [
                {key: one[key] for key in ("image_id", "category_id", "keypoints")} | {"score": 1.0}
                for one in truth.loadAnns(truth.getAnnIds(catIds=kind))
            ]
            judged = COCOeval(truth, truth.loadRes(found), "keypoints")
            judged.params.catIds = kind
            judged.params.kpt_oks_sigmas = np.full(count, 0.05)
            judged.evaluate()
            judged.accumulate()
            judged.summarize()
            assert judged.stats[0] == pytest.approx(1.0)
