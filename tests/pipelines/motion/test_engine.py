"""MediaPipe is refused where it phones home, and is quiet where it is used."""

import subprocess
import sys

import pytest

from data_schemas.errors import MediaError, NeedsSoftware
from pipelines.motion import Options, detect, engine
from tests.capture.clips import Recipe, clip
from tests.pipelines.motion.footage import ROOT, recording, steady


@pytest.mark.parametrize("found", ["0.10.35", "0.10.36rc1", "0.11", "1.0.1", "1.2.2"])
def test_versions_that_send_usage_data_are_refused_before_they_are_imported(monkeypatch, found):
    monkeypatch.setattr(engine, "version", lambda _: found)
    monkeypatch.setitem(sys.modules, "mediapipe", None)  # importing it would raise another error
    with pytest.raises(NeedsSoftware, match=rf"^MediaPipe {found} sends usage data.*\.$"):
        engine.load()


@pytest.mark.parametrize("found", ["0.10.31", "0.10.33", "0.10.9"])
def test_versions_that_keep_to_themselves_are_used(monkeypatch, found):
    monkeypatch.setattr(engine, "version", lambda _: found)
    assert hasattr(engine.load(), "tasks")


def test_a_missing_mediapipe_says_how_to_get_it(monkeypatch):
    def absent(_):
        raise engine.PackageNotFoundError

    monkeypatch.setattr(engine, "version", absent)
    with pytest.raises(NeedsSoftware, match="not installed, install it with"):
        engine.load()


def test_importing_the_package_imports_no_mediapipe():
    code = "import sys, pipelines.motion.stage; assert 'mediapipe' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"fps": 0}, "fps is 0"),
        ({"fps": float("nan")}, "fps is nan"),
        ({"num_hands": 3}, "num_hands is 3, expected 1 or 2"),
        ({"presence_confidence": 1.5}, "presence_confidence is 1.5"),
    ],
)
def test_options_out_of_range_are_refused_by_name(wrong, message):
    with pytest.raises(ValueError, match=message):
        Options(**wrong)


def test_sound_alone_is_refused_in_one_sentence():
    import io

    from capture.media import Media

    data = clip(Recipe(video=None, audio="aac"))
    with pytest.raises(MediaError, match=r"has no picture.*choose a video\.$"):
        detect(Media(lambda: io.BytesIO(data)))


@pytest.mark.weights
def test_nothing_is_written_to_the_standard_streams(capfd):
    import numpy as np

    detect(recording([np.zeros((64, 64, 3), np.uint8)] * 3, steady(3)))
    assert capfd.readouterr() == ("", "")


@pytest.mark.weights
def test_a_fresh_process_is_quiet_too_and_keeps_its_own_stderr():
    code = """
import sys, numpy as np
from pipelines.motion import detect
from tests.pipelines.motion.footage import DEMO, pictures, recording, steady
track = detect(recording(pictures(DEMO, 3), steady(3)))
assert track.pose_rate == 1
print("mine", file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("", "mine\n")
