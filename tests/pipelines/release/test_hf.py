"""The Parquet release opens in a trainer's own loader, offline."""

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest
import yaml

from data_schemas.clock import Span
from pipelines.release.formats import hf
from pipelines.release.split import split_by_expert

os.environ.setdefault("HF_HUB_OFFLINE", "1")


@pytest.fixture
def load(tmp_path, monkeypatch):
    """``datasets.load_dataset`` without network and with a cache of its own."""
    import datasets

    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)

    def one(folder, *args, **kwargs):
        cache = str(tmp_path / "cache")
        return datasets.load_dataset(str(folder), *args, cache_dir=cache, **kwargs)

    return one


@pytest.fixture
def written(tmp_path, bundle):
    folder = tmp_path / "hf"
    folder.mkdir()
    hf.write(bundle, folder)
    return folder


def test_segments_are_the_default_config_with_korean_text_and_class_labels(written, load, bundle):
    data = load(written)
    splits = split_by_expert(["exp-a", "exp-b"])
    assert set(data) == set(splits.values())
    rows = {row["id"]: row for split in data.values() for row in split}
    assert set(rows) == {record.id for record in bundle.records}
    second = rows["ses-b/g2"]
    assert second["narration"] == "이제 볼트를 조여요 엇갈리게 조여요"
    label = next(iter(data.values())).features["step"]
    assert label.names == ["pump/s1", "pump/s2"]
    assert label.int2str(second["step"]) == "pump/s2"
    assert rows["ses-b/g3"]["step"] is None
    assert rows["ses-b/g3"]["step_id"] is None


def test_frames_are_fixed_lists_that_join_with_segments(written, load, make):
    import datasets

    split = split_by_expert(["exp-a", "exp-b"])["exp-a"]
    frames = load(written, "frames", split=split).filter(lambda r: r["session"] == "ses-a")
    assert len(frames) == 40
    assert frames.features["pose"] == datasets.List(datasets.List(datasets.Value("float32"), 3), 33)
    own = make.track()
    assert np.array_equal(np.array(frames["pose"][:], np.float32), own.pose_xyz)
    assert np.array_equal(np.array(frames["left_hand"][:], np.float32), own.left.xyz)
    assert np.isnan(np.array(frames["right_hand"][0], np.float32)).all()
    assert frames.features["right_hand_status"].int2str(frames[0]["right_hand_status"]) == "missing"
    assert frames[0]["t_s"] == 2.0
    segment = next(r for r in load(written, split=split) if r["id"] == "ses-a/g2")
    rows = frames.select(range(segment["first_row"], segment["end_row"]))
    assert set(rows["step_id"]) == {"s2"}
    assert (min(rows["t_s"]), max(rows["t_s"])) == (12.0, 21.0)


@pytest.mark.parametrize("config", ["segments", "frames"])
def test_two_releases_in_folders_of_one_name_are_not_taken_for_one(tmp_path, make, load, config):
    """What was loaded once is kept under the folder's name and the card: version 2 after 1."""
    counts = []
    for number in (1, 2):
        cut = (Span(recording="r1", start_s=0, end_s=5.0 * number),)
        folder = tmp_path / str(number) / "hf"
        folder.mkdir(parents=True)
        part = replace(make.part(), withheld=cut)
        line = part.timeline.model_copy(update={"segments": part.timeline.segments[:number]})
        hf.write(make.bundle(replace(part, timeline=line)), folder)
        counts.append(len(load(folder, config)["train"]))
    assert counts == ([1, 2] if config == "segments" else [35, 30])


def test_it_streams_too(written, load):
    split = split_by_expert(["exp-a", "exp-b"])["exp-a"]
    first = next(iter(load(written, "frames", split=split, streaming=True)))
    assert np.array(first["pose"]).shape == (33, 3)


def test_a_fresh_process_opens_it_without_network(written, tmp_path):
    code = (
        "import sys, datasets; d = datasets.load_dataset(sys.argv[1]); "
        "print(sum(map(len, d.values())))"
    )
    env = os.environ | {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "-c", code, str(written)], env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "6"


def test_withheld_rows_are_not_in_the_file(tmp_path, make):
    masked = Span(recording="r1", start_s=8, end_s=12)
    part = replace(make.part(), withheld=(masked,))
    hf.write(make.bundle(part), tmp_path)
    table = pq.read_table(next((tmp_path / "frames").glob("*.parquet")))
    seconds = np.array(table["t_s"]) - 2.0
    assert not ((seconds >= 8) & (seconds < 12)).any()
    assert len(seconds) == 36
    assert table["row"].to_pylist() == list(range(36))


def test_without_motion_there_is_no_frames_config(tmp_path, make, load):
    hf.write(make.bundle(replace(make.part(), track=lambda: None)), tmp_path)
    assert not (tmp_path / "frames").exists()
    assert "frames" not in front(tmp_path)["configs"][-1]["config_name"]
    assert list(load(tmp_path)) == ["train"]


def front(folder):
    return yaml.safe_load((folder / "README.md").read_text("utf-8").split("---\n")[1])


def test_the_card_says_whose_it_is_for_what_and_how_it_was_made(written):
    card = (written / "README.md").read_text("utf-8")
    for said in (
        "share, train", "internal", "CC-BY-4.0", "한국 공장", "whisper-base", "ab" * 32,
        "sonmat 0.1.0", "펌프 조립", "2026-11-23", "Do not use this to rate",
    ):  # fmt: skip
        assert said in card
    assert front(written)["configs"][0]["default"] is True
    assert "synthetic**" not in card


def test_a_synthetic_release_says_that_no_figure_is_field_accuracy(tmp_path, make):
    hf.write(make.bundle(make.part(synthetic=True)), tmp_path)
    assert "No figure here is field accuracy" in (tmp_path / "README.md").read_text("utf-8")
    assert "synthetic" in front(tmp_path)["tags"]


def test_hostile_titles_neither_break_the_card_nor_speak_markdown(tmp_path, make, load):
    part = make.part()
    title = "---\nconfigs: []\n| <script> [x](y)"
    nasty = part.procedure.model_copy(update={"title": title})
    hf.write(make.bundle(replace(part, procedure=nasty), name=title), tmp_path)
    assert front(tmp_path)["pretty_name"] == " ".join(title.split())
    assert "\\<script\\>" in (tmp_path / "README.md").read_text("utf-8")
    assert len(load(tmp_path)["train"]) == 3
