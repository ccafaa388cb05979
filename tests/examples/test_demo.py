"""The demo recording: its truth is consistent, its files are there, and it can be made again."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import av
import numpy as np
import pyarrow.parquet as pq
import pytest
import yaml

from examples.demo.paths import DemoError, atomic

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "examples" / "demo"
RECORDING = DEMO / "recording"
KEYS = ["synthetic", "seed", "language", "duration_s", "fps", "steps", "segments"]
KEYS += ["actions", "decoys", "speech", "events"]
SIZES = {"recording.mp4": 2.2, "joints.parquet": 0.8, "truth.json": 0.05, "ko.json": 0.05}
SIZES |= {"ko.srt": 0.05, "consent.yaml": 0.01, "NOTICE": 0.01}
MB = 1e6
HANGUL = range(0xAC00, 0xD7A4)


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


@pytest.fixture(scope="module")
def truth() -> Any:
    return read(RECORDING / "truth.json")


def generate(out: Path, *options: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "examples.demo", "--out", str(out), *options]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | env, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def ready() -> None:
    """Skip, saying why, where the figure or the voice cannot be had."""
    from examples.demo import timeline, voice
    from examples.demo.bake import bake

    try:
        spoken = voice.narrate(timeline.texts())
        lengths = {text: len(sound) / voice.RATE for text, sound in spoken.items()}
        for seed in (4, 5):
            bake(timeline.build(seed, 15, lengths).sliders)
    except DemoError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize(("name", "limit"), SIZES.items())
def test_every_file_is_there_and_small(name: str, limit: float) -> None:
    assert 0 < (RECORDING / name).stat().st_size <= limit * MB


def test_whole_recording_is_at_most_three_megabytes() -> None:
    assert sum(path.stat().st_size for path in RECORDING.iterdir()) <= 3 * MB


def test_truth_has_exactly_the_promised_keys(truth: Any) -> None:
    assert sorted(truth) == sorted(KEYS)
    assert truth["synthetic"] is True
    shapes = {
        "steps": {"id", "title"},
        "segments": {"step_id", "start_s", "end_s"},
        "actions": {"id", "name", "step_id", "start_s", "end_s", "spoken"},
        "decoys": {"kind", "start_s", "end_s"},
        "speech": {"start_s", "end_s", "text", "on_topic", "step_id"},
        "events": {"kind", "start_s", "end_s", "hand"},
    }
    for key, fields in shapes.items():
        assert truth[key]
        assert all(set(row) == fields for row in truth[key]), key


def test_every_interval_lies_inside_the_recording(truth: Any) -> None:
    for key in ("segments", "actions", "decoys", "speech", "events"):
        for row in truth[key]:
            assert 0 <= row["start_s"] < row["end_s"] <= truth["duration_s"], row


def test_segments_are_the_steps_in_order_without_overlap(truth: Any) -> None:
    steps = [step["id"] for step in truth["steps"]]
    assert [row["step_id"] for row in truth["segments"]] == steps
    ends = [row["end_s"] for row in truth["segments"]]
    starts = [row["start_s"] for row in truth["segments"]]
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))


def test_actions_and_their_speech_lie_inside_their_step(truth: Any) -> None:
    segments = {row["step_id"]: row for row in truth["segments"]}
    spoken = [row for row in truth["speech"] if row["on_topic"]]
    for row in [*truth["actions"], *spoken]:
        step = segments[row["step_id"]]
        assert step["start_s"] <= row["start_s"] < row["end_s"] <= step["end_s"], row


def test_silent_actions_are_silent_and_no_fewer_decoys_exist(truth: Any) -> None:
    silent = [row for row in truth["actions"] if not row["spoken"]]
    assert len(silent) >= 3
    assert len(truth["decoys"]) >= len(silent)
    for row in silent:
        said = [
            one
            for one in truth["speech"]
            if one["start_s"] < row["end_s"] and row["start_s"] < one["end_s"]
        ]
        assert not said, row


def test_decoys_never_overlap_skilled_actions(truth: Any) -> None:
    for decoy in truth["decoys"]:
        for row in truth["actions"]:
            assert decoy["end_s"] <= row["start_s"] or row["end_s"] <= decoy["start_s"]


def test_speech_is_told_and_one_stretch_is_off_topic(truth: Any) -> None:
    assert all(row["text"].strip() for row in truth["speech"])
    off = [row for row in truth["speech"] if not row["on_topic"]]
    assert len(off) == 1
    assert off[0]["step_id"] is None
    assert any("turns solid under my hand" in row["text"] for row in truth["speech"])


@pytest.mark.parametrize("language", ["en", "ko"])
def test_procedures_name_the_steps_of_the_truth(truth: Any, language: str) -> None:
    given = yaml.safe_load((DEMO / f"procedure.{language}.yaml").read_text("utf-8"))
    assert given["language"] == language
    assert [step["id"] for step in given["steps"]] == [step["id"] for step in truth["steps"]]
    if language == "en":
        titles = [step["title"] for step in truth["steps"]]
        assert [step["title"] for step in given["steps"]] == titles
    else:
        assert all(any(ord(c) in HANGUL for c in step["title"]) for step in given["steps"])


def test_korean_transcript_follows_the_speech(truth: Any) -> None:
    korean = read(RECORDING / "ko.json")
    assert korean["language"] == "ko"
    times = [(row["start_s"], row["end_s"]) for row in truth["speech"]]
    assert [(row["start_s"], row["end_s"]) for row in korean["utterances"]] == times
    assert all(any(ord(c) in HANGUL for c in row["text"]) for row in korean["utterances"])
    cues = (RECORDING / "ko.srt").read_text("utf-8").strip().split("\n\n")
    assert [cue.split("\n", 2)[2] for cue in cues] == [row["text"] for row in korean["utterances"]]


def test_consent_is_the_synthetic_actors() -> None:
    consent = yaml.safe_load((RECORDING / "consent.yaml").read_text("utf-8"))
    assert consent["synthetic"] is True
    assert set(consent["purposes"]) == {"teach", "train", "share", "publish"}
    assert consent["protection_class"] == "open"
    notice = " ".join((RECORDING / "NOTICE").read_text("utf-8").split())
    for word in ("synthetic", "Anny", "CC0 1.0", "hibari-tts", "Kokoro-82M", "field accuracy"):
        assert word in notice


def check_joints(path: Path, truth: Any) -> None:
    table = pq.read_table(path)
    meta = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    assert meta["synthetic"] == "true"
    names = {"hand": json.loads(meta["hand_joints"]), "body": json.loads(meta["body_points"])}
    assert len(names["hand"]) == 21
    assert len(names["body"]) >= 8
    assert table.num_rows == round(truth["duration_s"] * truth["fps"])
    times = table["t_us"].to_numpy()
    assert times.dtype == np.int64
    assert np.all(np.abs(np.diff(times) - 1e6 / truth["fps"]) <= 1)
    for part in ("left_hand", "right_hand", "body"):
        count = len(names[part.split("_")[-1]])
        metres = np.array(table[f"{part}_m"].to_pylist()).reshape(-1, count, 3)
        picture = np.array(table[f"{part}_px"].to_pylist()).reshape(-1, count, 2)
        assert np.isfinite(metres).all()
        assert np.abs(metres).max() < 3
        if part != "body":
            assert picture.min() > 0
            assert picture.max() < 1
            assert metres[..., 2].min() > 0.98  # no hand goes through the bench


def test_committed_joints_fit_the_truth(truth: Any) -> None:
    check_joints(RECORDING / "joints.parquet", truth)


def check_video(path: Path, truth: Any) -> None:
    with av.open(str(path)) as video:
        assert "SYNTHETIC" in video.metadata["title"]
        assert "SYNTHETIC" in video.metadata["comment"]
        picture, sound = video.streams.video[0], video.streams.audio[0]
        assert (picture.codec_context.name, sound.codec_context.name) == ("h264", "aac")
        assert picture.average_rate == truth["fps"]
        keys, count, contrast = [], 0, []
        for frame in video.decode(picture):
            count += 1
            if frame.key_frame:
                keys.append(float(frame.time))
                band = frame.to_ndarray(format="gray")[-20:, 160:480]
                contrast.append(int(band.max()) - int(band.min()))
        assert (frame.width, frame.height) == (640, 360)
    assert count == round(truth["duration_s"] * truth["fps"])
    assert max(np.diff([*keys, truth["duration_s"]])) <= 2.01
    assert min(contrast) > 100, "the words SYNTHETIC DEMO are not in every key frame"


def sound_of(path: Path) -> tuple[Any, int]:
    with av.open(str(path)) as video:
        parts = [frame.to_ndarray()[0] for frame in video.decode(audio=0)]
        return np.concatenate(parts), video.streams.audio[0].rate


def check_sound(path: Path, truth: Any) -> None:
    """It talks where the truth says so, and is near silent where nobody speaks or knocks."""
    sound, rate = sound_of(path)
    assert abs(len(sound) / rate - truth["duration_s"]) < 0.15
    voiced = np.zeros(len(sound), bool)
    for row in truth["speech"]:
        voiced[round(row["start_s"] * rate) : round(row["end_s"] * rate)] = True
    noisy = voiced.copy()
    for row in [*truth["events"], *truth["speech"]]:
        noisy[round((row["start_s"] - 0.15) * rate) : round((row["end_s"] + 0.3) * rate)] = True
    assert np.abs(sound[voiced]).std() > 0.03
    assert np.abs(sound[~noisy]).max() < 0.05


def test_committed_recording_plays(truth: Any) -> None:
    check_video(RECORDING / "recording.mp4", truth)
    check_sound(RECORDING / "recording.mp4", truth)


def test_index_comes_first() -> None:
    """A player may start before the whole file is there."""
    data = (RECORDING / "recording.mp4").read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


@pytest.mark.usefixtures("ready")
def test_same_seed_gives_the_same_truth_and_another_seed_another(tmp_path: Path) -> None:
    for name, seed in (("a", "4"), ("b", "4"), ("c", "5")):
        done = generate(tmp_path / name, "--seed", seed, "--no-video", "--seconds", "20")
        assert done.returncode == 0, done.stderr
        assert sorted(p.name for p in (tmp_path / name).iterdir()) == [
            "joints.parquet",
            "truth.json",
        ]
    first, again, other = (read(tmp_path / name / "truth.json") for name in "abc")
    assert first == again
    assert sorted(first) == sorted(KEYS)
    assert first["actions"] != other["actions"]
    joints = [(tmp_path / name / "joints.parquet").read_bytes() for name in "abc"]
    assert joints[0] == joints[1] != joints[2]
    check_joints(tmp_path / "a" / "joints.parquet", first)


@pytest.mark.usefixtures("ready")
def test_hands_arrive_where_they_are_sent() -> None:
    """No arm is too short for its task."""
    from examples.demo import timeline, voice
    from examples.demo.bake import bake
    from examples.demo.body import Body
    from examples.demo.performance import Performance

    spoken = voice.narrate(timeline.texts())
    lengths = {text: len(sound) / voice.RATE for text, sound in spoken.items()}
    take = timeline.build(4, 15, lengths)
    show = Performance(take, Body(bake(take.sliders)))
    for t in np.arange(0, take.truth["duration_s"], 0.4):
        posed = show.pose(float(t))
        for side, track in show.tracks.items():
            bone = show.body.bone(f"wrist.{side[0].upper()}")
            off = posed.places[bone] - track.pose(float(t)).wrist
            assert np.linalg.norm(off[:2]) < 0.02
            assert -0.02 < off[2] < 0.06  # up only, where fingers would enter the bench


@pytest.mark.usefixtures("ready")
def test_three_seconds_are_rendered(tmp_path: Path) -> None:
    done = generate(tmp_path, "--seed", "4", "--seconds", "3")
    if done.returncode and "EGL" in done.stderr:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr
    made = read(tmp_path / "truth.json")
    assert made["duration_s"] == 3.0
    check_video(tmp_path / "recording.mp4", made)
    check_sound(tmp_path / "recording.mp4", made)
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "joints.parquet",
        "recording.mp4",
        "truth.json",
    ]


@pytest.mark.usefixtures("ready")
def test_without_egl_one_sentence_and_nothing_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    moderngl = pytest.importorskip("moderngl")
    from examples.demo.__main__ import main

    def broken(**_: object) -> None:
        raise Exception("libEGL.so not loaded")  # what moderngl raises

    monkeypatch.setattr(moderngl, "create_context", broken)
    assert main(["--seed", "4", "--seconds", "1", "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "libegl1 libegl-mesa0 libgl1-mesa-dri" in said
    assert not (tmp_path / "out").exists()


def test_no_registry_says_so_in_one_sentence(tmp_path: Path) -> None:
    """A fresh cache and nowhere to fetch from."""
    from examples.demo import timeline, voice

    if not all(voice._path(text).exists() for text in timeline.texts()):
        pytest.skip("the voice is not in the cache")
    cache = tmp_path / "cache" / "demo"
    cache.mkdir(parents=True)
    for text in timeline.texts():
        (cache / voice._path(text).name).symlink_to(voice._path(text))
    env = {"SONMAT_CACHE": str(tmp_path / "cache"), "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": ""}
    done = generate(tmp_path / "out", "--no-video", "--seconds", "1", **env)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "anny" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), atomic(tmp_path / "x.json") as temp:
        temp.write_text("half")
        raise ZeroDivisionError
    assert not list(tmp_path.iterdir())
