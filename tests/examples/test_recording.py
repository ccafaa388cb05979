"""The demo recording that comes with the repository: its files are there and fit each other."""

import json
from typing import Any

import pytest
import yaml

from examples.demo import timeline
from examples.demo.check import check
from examples.demo.compose import compose, texts
from examples.demo.variation import plain
from tests.examples.footage import DEMO, RECORDING, check_joints, check_sound, check_video, read

SIZES = {"recording.mp4": 2.3, "joints.parquet": 0.6, "truth.json": 0.05, "ko.json": 0.05}
SIZES |= {"ko.srt": 0.05, "consent.yaml": 0.01, "NOTICE": 0.01}
MB = 1e6
HANGUL = range(0xAC00, 0xD7A4)


@pytest.fixture(scope="module")
def truth() -> Any:
    return read(RECORDING / "truth.json")


@pytest.mark.parametrize(("name", "limit"), SIZES.items())
def test_every_file_is_there_and_small(name: str, limit: float) -> None:
    assert 0 < (RECORDING / name).stat().st_size <= limit * MB


def test_whole_recording_is_at_most_three_megabytes() -> None:
    assert sum(path.stat().st_size for path in RECORDING.iterdir()) <= 3 * MB


def test_truth_has_the_promised_keys(truth: Any) -> None:
    """design.md section 6, and more; whoever reads only those finds them unchanged."""
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
        assert all(fields <= set(row) for row in truth[key]), key


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


def test_committed_joints_fit_the_truth(truth: Any) -> None:
    check_joints(RECORDING / "joints.parquet", truth)


def test_an_independent_reader_finds_the_recording_consistent() -> None:
    assert check(RECORDING) == []


def test_it_is_what_the_generator_plans_for_its_seed(truth: Any) -> None:
    """Times hang on the length of the spoken sentences; all that is said and done does not."""
    v = plain(truth["seed"])
    beats = compose(v)
    again = timeline.build(v, beats, truth["fps"], dict.fromkeys(texts(beats), 4.0)).truth
    assert truth["whole"] is True
    assert [row["text"] for row in again["speech"]] == [row["text"] for row in truth["speech"]]
    named = {"actions": "id", "decoys": "kind", "segments": "step_id", "contacts": "thing"}
    for key, name in named.items():
        assert [row[name] for row in again[key]] == [row[name] for row in truth[key]], key
    assert truth["variation"] == json.loads(json.dumps(v.as_json()))


def test_committed_recording_plays(truth: Any) -> None:
    check_video(RECORDING / "recording.mp4", truth)
    check_sound(RECORDING / "recording.mp4", truth)


def test_index_comes_first() -> None:
    """A player may start before the whole file is there."""
    data = (RECORDING / "recording.mp4").read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")
