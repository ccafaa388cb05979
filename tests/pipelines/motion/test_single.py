"""``sonmat motion`` on one file."""

import numpy as np
import pytest

from capture.formats.track import read_track
from data_schemas.errors import InputError, MediaError
from pipelines.motion import Options, single
from pipelines.motion.single import motion_file
from tests.capture.clips import Recipe, clip

FACTS = {
    "file", "frames", "sampled_fps", "pose_rate", "hand_rate", "cpu_s", "decode_cpu_s", "wall_s",
    "peak_rss_mb", "model_digests",
}  # fmt: skip


@pytest.fixture
def take(tmp_path):
    path = tmp_path / "take.mp4"
    path.write_bytes(clip(Recipe()))
    return path


@pytest.mark.weights
def test_facts_and_track_of_a_file(take, tmp_path):
    out = tmp_path / "track.parquet"
    facts = motion_file(take, out)
    assert set(facts) == FACTS
    assert (facts["frames"], facts["sampled_fps"], facts["pose_rate"]) == (15, 15.0, 0.0)
    track = read_track(out.read_bytes())
    assert len(track) == 15 and np.isnan(track.pose_xyz).all()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["take.mp4", "track.parquet"]


@pytest.mark.weights
def test_any_rate_and_every_frame(take):
    assert motion_file(take, options=Options(fps=5))["frames"] == 5
    assert motion_file(take, options=Options(fps=None))["frames"] == 30


@pytest.mark.weights
def test_a_failed_write_leaves_what_stood_there(take, tmp_path, monkeypatch):
    out = tmp_path / "track.parquet"
    out.write_bytes(b"before")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(single.os, "fsync", full)
    with pytest.raises(InputError, match="cannot be written"):
        motion_file(take, out)
    assert out.read_bytes() == b"before"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["take.mp4", "track.parquet"]


def test_a_folder_that_is_not_there_is_said_before_the_work(take, tmp_path):
    with pytest.raises(InputError, match=r"^track\.parquet cannot be written there"):
        motion_file(take, tmp_path / "nowhere" / "track.parquet", progress=pytest.fail)


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(MediaError, match=r"There is no file nothing\.mp4"):
        motion_file(tmp_path / "nothing.mp4")
